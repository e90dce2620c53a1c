/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/rand.h>
#include <string.h>

#include "pdf-crypt-private.h"
#include "pdf-error.h"
#include "pdf-file-private.h"

/* What is done to the strings or the bytes of one object. */
typedef struct {
  PdfCrypt *crypt;
  PdfMethod method;
  gboolean encrypt;
  PdfKey key;
} Task;

/* Algorithm 1: the key of one object; AES-256 has one key for all. */
static void
task_init (Task *self, PdfCrypt *crypt, PdfMethod method, guint32 number, guint16 generation)
{
  const guint8 tail[] = {number, number >> 8, number >> 16, generation, generation >> 8,
                         's',    'A',         'l',          'T'};
  guint8 input[PDF_KEY_MAX + sizeof tail];
  guint8 digest[PDF_DIGEST_MAX];
  gsize length = crypt->key.length;

  *self = (Task){.crypt = crypt, .method = method, .key = crypt->key};
  if (method != PDF_METHOD_RC4 && method != PDF_METHOD_AES128)
    return;
  memcpy (input, crypt->key.bytes, length);
  memcpy (input + length, tail, sizeof tail);
  length += method == PDF_METHOD_AES128 ? sizeof tail : 5;
  pdf_ciphers_digest (crypt->ciphers, PDF_DIGEST_MD5, input, length, digest);
  self->key.length = MIN (crypt->key.length + 5, 16);
  memcpy (self->key.bytes, digest, self->key.length);
  explicit_bzero (input, sizeof input);
  explicit_bzero (digest, sizeof digest);
}

static void
task_clear (Task *self)
{
  explicit_bzero (&self->key, sizeof self->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Task, task_clear)

/* 16 bytes begin it, whole blocks follow; a piece of a block, and padding that is none, are
 * forgiven as in other readers. Gives the length that is left, from the front of @data. */
static gsize
decrypt_aes (const Task *self, guint8 *data, gsize length)
{
  guint8 iv[PDF_BLOCK];
  guint8 padded;

  if (length < 2 * PDF_BLOCK)
    return 0;
  length = (length - PDF_BLOCK) / PDF_BLOCK * PDF_BLOCK;
  memcpy (iv, data, PDF_BLOCK);
  memmove (data, data + PDF_BLOCK, length);
  pdf_ciphers_decrypt_aes (self->crypt->ciphers, &self->key, iv, data, length);
  padded = data[length - 1];
  return padded >= 1 && padded <= PDF_BLOCK ? length - padded : length;
}

/* @data has room for two blocks more. */
static gsize
encrypt_aes (const Task *self, guint8 *data, gsize length)
{
  guint8 padded = PDF_BLOCK - length % PDF_BLOCK;

  memmove (data + PDF_BLOCK, data, length);
  if (RAND_bytes (data, PDF_BLOCK) != 1)
    g_error ("the system has no random numbers");
  memset (data + PDF_BLOCK + length, padded, padded);
  length += padded;
  pdf_ciphers_encrypt_aes (self->crypt->ciphers, &self->key, data, data + PDF_BLOCK, length);
  return PDF_BLOCK + length;
}

/* New bytes, with a zero behind the last. */
static guint8 *
run (const Task *self, const guint8 *data, gsize *length)
{
  guint8 *out = g_malloc (*length + 2 * PDF_BLOCK + 1);

  memcpy (out, data, *length);
  if (self->method == PDF_METHOD_RC4)
    pdf_ciphers_rc4 (self->crypt->ciphers, &self->key, out, *length);
  else
    *length = self->encrypt ? encrypt_aes (self, out, *length) : decrypt_aes (self, out, *length);
  out[*length] = 0;
  return out;
}

/* 7.6.2: /Contents of a signature is never encrypted. /Type of the dictionary is optional. */
static gboolean
is_exempt (const PdfObject *dict, const char *key)
{
  return strcmp (key, "Contents") == 0 && pdf_object_peek_key (dict, "ByteRange");
}

static void
walk (const Task *self, PdfObject *object)
{
  const char *key;
  PdfObject *value;

  if (object->type == PDF_TYPE_STRING)
    {
      guint8 *bytes = run (self, object->string.bytes, &object->string.length);

      g_free (object->string.bytes);
      object->string.bytes = bytes;
    }
  for (guint i = 0; object->type == PDF_TYPE_ARRAY && i < object->array->len; i++)
    walk (self, object->array->pdata[i]);
  for (guint i = 0; pdf_object_peek_entry (object, i, &key, &value); i++)
    if (!is_exempt (object, key))
      walk (self, value);
}

/* Strings and what holds them are copied; the rest is shared. */
static PdfObject *
copy_strings (const PdfObject *object)
{
  PdfObject *copy;
  const char *key;
  PdfObject *value;

  if (object->type != PDF_TYPE_STRING && object->type != PDF_TYPE_ARRAY &&
      !pdf_object_peek_dict (object))
    return pdf_object_ref ((PdfObject *) object);
  copy = pdf_object_copy (object);
  for (guint i = 0; object->type == PDF_TYPE_ARRAY && i < object->array->len; i++)
    {
      value = copy->array->pdata[i];
      copy->array->pdata[i] = copy_strings (value);
      pdf_object_unref (value);
    }
  for (guint i = 0; pdf_object_peek_entry (object, i, &key, &value); i++)
    pdf_object_take (copy, key, copy_strings (value));
  return copy;
}

/**
 * pdf_crypt_decrypt_object: (skip)
 * @self: an encryption
 * @object: an indirect object just read, not from an object stream, whose strings are encrypted
 *   as a whole and not one by one
 * @number: its number
 * @generation: its generation
 *
 * Decrypts all strings of an object, in place. A cross-reference stream has none.
 */
void
pdf_crypt_decrypt_object (PdfCrypt *self, PdfObject *object, guint32 number, guint16 generation)
{
  g_auto (Task) task = {NULL};

  if (object->type == PDF_TYPE_STREAM)
    {
      if (pdf_object_is_name (pdf_object_peek_key (object, "Type"), "XRef"))
        return;
      object->number = number;
      object->generation = generation;
    }
  if (self->strings == PDF_METHOD_IDENTITY)
    return;
  task_init (&task, self, self->strings, number, generation);
  walk (&task, object);
}

/**
 * pdf_crypt_encrypt_object: (skip)
 * @self: an encryption
 * @object: an object
 * @number: its number
 * @generation: its generation
 *
 * Encrypts all strings of a copy of an object.
 *
 * Returns: (transfer full): the copy
 */
PdfObject *
pdf_crypt_encrypt_object (PdfCrypt *self,
                          const PdfObject *object,
                          guint32 number,
                          guint16 generation)
{
  PdfObject *copy = copy_strings (object);
  g_auto (Task) task = {NULL};

  if (self->strings == PDF_METHOD_IDENTITY)
    return copy;
  task_init (&task, self, self->strings, number, generation);
  task.encrypt = TRUE;
  walk (&task, copy);
  return copy;
}

/* The first of a value that may be one thing or an array of things. */
static PdfObject *
get_first (PdfFile *file, PdfObject *dict, const char *key)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (file, dict, key, NULL);

  if (pdf_object_get_type (value) == PDF_TYPE_ARRAY)
    return pdf_file_resolve (file, pdf_object_peek_index (value, 0), NULL);
  return g_steal_pointer (&value);
}

/* 7.6.6: a stream may name a crypt filter of its own, first of its filters. */
static PdfMethod
choose_method (PdfCrypt *self, PdfFile *file, PdfObject *stream)
{
  g_autoptr (PdfObject) filter = get_first (file, stream, "Filter");
  g_autoptr (PdfObject) type = pdf_file_get_key (file, stream, "Type", NULL);

  if (self->file.version >= 4 && pdf_object_is_name (filter, "Crypt"))
    {
      g_autoptr (PdfObject) parameters = get_first (file, stream, "DecodeParms");
      g_autoptr (PdfObject) name = pdf_file_get_key (file, parameters, "Name", NULL);

      return pdf_crypt_find_method (self, name);
    }
  if (pdf_object_is_name (type, "Metadata") && !self->file.metadata)
    return PDF_METHOD_IDENTITY;
  return pdf_object_is_name (type, "EmbeddedFile") ? self->attachments : self->streams;
}

/* Attachments may be encrypted where the rest is not, and their key not be known. */
static gboolean
check_method (PdfCrypt *self, PdfMethod method, GError **error)
{
  gboolean long_key = self->key.length == PDF_KEY_MAX;

  if (method == PDF_METHOD_IDENTITY ||
      (self->is_open && method != PDF_METHOD_UNKNOWN && long_key == (method == PDF_METHOD_AES256)))
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_ENCRYPTED, "the stream cannot be decrypted");
  return FALSE;
}

/**
 * pdf_crypt_decrypt_stream: (skip)
 * @self: an encryption
 * @file: the file
 * @stream: a stream that was read from it
 * @raw: its raw bytes
 * @error: return location
 *
 * Decrypts the bytes of a stream.
 *
 * Returns: (transfer full): the bytes; %NULL with %PDF_ERROR_ENCRYPTED when there is no key
 */
GBytes *
pdf_crypt_decrypt_stream (
    PdfCrypt *self, PdfFile *file, PdfObject *stream, GBytes *raw, GError **error)
{
  g_auto (Task) task = {NULL};
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  PdfMethod method = stream->number ? choose_method (self, file, stream) : PDF_METHOD_IDENTITY;
  guint8 *out;

  if (!check_method (self, method, error))
    return NULL;
  if (method == PDF_METHOD_IDENTITY)
    return g_bytes_ref (raw);
  task_init (&task, self, method, stream->number, stream->generation);
  out = run (&task, data, &length);
  return g_bytes_new_take (out, length);
}

/**
 * pdf_crypt_encrypt_stream: (skip)
 * @self: an encryption
 * @file: the file
 * @item: the stream's dictionary, and as which object it is written
 * @raw: its bytes, all other filters applied
 * @error: return location
 *
 * Encrypts the bytes of a stream as its dictionary wants it.
 *
 * Returns: (transfer full): the bytes; %NULL with %PDF_ERROR_ENCRYPTED when there is no key
 */
GBytes *
pdf_crypt_encrypt_stream (
    PdfCrypt *self, PdfFile *file, const PdfCryptItem *item, GBytes *raw, GError **error)
{
  g_auto (Task) task = {NULL};
  gsize length;
  const guint8 *data = g_bytes_get_data (raw, &length);
  PdfMethod method = choose_method (self, file, item->dict);
  guint8 *out;

  if (!check_method (self, method, error))
    return NULL;
  if (method == PDF_METHOD_IDENTITY)
    return g_bytes_ref (raw);
  task_init (&task, self, method, item->number, item->generation);
  task.encrypt = TRUE;
  out = run (&task, data, &length);
  return g_bytes_new_take (out, length);
}

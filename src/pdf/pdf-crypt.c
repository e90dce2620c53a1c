/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-crypt.h"

#include <string.h>

#include "pdf-crypt-private.h"
#include "pdf-error.h"
#include "pdf-file-private.h"

/* Crypt filters of one file. Real ones have one, or another for attachments. */
#define MAX_FILTERS 64

static gboolean
fail (GError **error, PdfError code, const char *message)
{
  g_set_error (error, PDF_ERROR, (int) code, "%s", message);
  return FALSE;
}

static gint64
get_integer (PdfFile *file, PdfObject *dict, const char *key, gint64 fallback)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (file, dict, key, NULL);

  return value ? pdf_object_get_integer (value) : fallback;
}

/* Longer strings than the standard's are common: zeros follow. */
static gboolean
copy_string (PdfFile *file, PdfObject *dict, const char *key, guint8 *room, gsize wanted)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (file, dict, key, NULL);
  gsize length;
  const guint8 *bytes = pdf_object_get_string (value, &length);

  if (!bytes || length < wanted)
    return FALSE;
  memcpy (room, bytes, wanted);
  return TRUE;
}

static gboolean
read_strings (PdfEncryption *self, PdfFile *file, PdfObject *encrypt)
{
  gsize length = self->revision >= 5 ? 48 : 32;

  return copy_string (file, encrypt, "O", self->owner, length) &&
         copy_string (file, encrypt, "U", self->user, length) &&
         (self->revision < 5 ||
          (copy_string (file, encrypt, "OE", self->owner_key, sizeof self->owner_key) &&
           copy_string (file, encrypt, "UE", self->user_key, sizeof self->user_key) &&
           copy_string (file, encrypt, "Perms", self->perms, sizeof self->perms)));
}

/* In bytes; 0 when it cannot be. */
static guint
read_length (const PdfEncryption *self, PdfFile *file, PdfObject *encrypt)
{
  gint64 bits = get_integer (file, encrypt, "Length", 40);

  if (self->revision == 2 || self->version == 1)
    return 5;
  return bits % 8 == 0 && bits >= 40 && bits <= 128 ? bits / 8 : 0;
}

static GBytes *
read_id (PdfFile *file)
{
  g_autoptr (PdfObject) id = pdf_file_get_key (file, pdf_file_peek_trailer (file), "ID", NULL);
  g_autoptr (PdfObject) first = pdf_file_resolve (file, pdf_object_peek_index (id, 0), NULL);
  gsize length;
  const guint8 *bytes = pdf_object_get_string (first, &length);

  return g_bytes_new (bytes, length);
}

static gboolean
read_encryption (PdfEncryption *self, PdfFile *file, PdfObject *encrypt, GError **error)
{
  g_autoptr (PdfObject) metadata = pdf_file_get_key (file, encrypt, "EncryptMetadata", NULL);
  gboolean known;

  self->version = CLAMP (get_integer (file, encrypt, "V", 0), 0, 9);
  self->revision = CLAMP (get_integer (file, encrypt, "R", 0), 0, 9);
  self->metadata = self->version < 4 || !metadata || pdf_object_get_boolean (metadata);
  self->permissions = (guint32) get_integer (file, encrypt, "P", 0);
  known = self->version >= 4
              ? (self->version == 4 && self->revision == 4) ||
                    (self->version == 5 && (self->revision == 5 || self->revision == 6))
              : (self->version == 1 || self->version == 2) &&
                    (self->revision == 2 || self->revision == 3);
  if (!known)
    return fail (error, PDF_ERROR_ENCRYPTED,
                 self->version == 6 || self->revision == 7
                     ? "it is encrypted with AES-GCM (ISO/TS 32003), which is not served"
                     : "this version of encryption is not known");
  self->length = self->version == 5 ? PDF_KEY_MAX : read_length (self, file, encrypt);
  if (self->version == 4)
    self->length = 16;
  if (self->length == 0 || !read_strings (self, file, encrypt))
    return fail (error, PDF_ERROR_DAMAGED, "the encryption dictionary is damaged");
  return TRUE;
}

/* Table 25. */
static PdfMethod
read_method (PdfFile *file, PdfObject *filter)
{
  static const struct {
    const char *name;
    PdfMethod method;
  } names[] = {{"V2", PDF_METHOD_RC4}, {"AESV2", PDF_METHOD_AES128}, {"AESV3", PDF_METHOD_AES256}};
  g_autoptr (PdfObject) dict = pdf_file_resolve (file, filter, NULL);
  g_autoptr (PdfObject) name = pdf_file_get_key (file, dict, "CFM", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (pdf_object_is_name (name, names[i].name))
      return names[i].method;
  return PDF_METHOD_UNKNOWN;
}

/**
 * pdf_crypt_find_method: (skip)
 * @self: an encryption
 * @name: (nullable): a crypt filter's name
 *
 * Tells what a crypt filter does; without a name, nothing.
 *
 * Returns: the method
 */
PdfMethod
pdf_crypt_find_method (const PdfCrypt *self, PdfObject *name)
{
  const char *text = pdf_object_get_name (name);
  gpointer method;

  if (!text || strcmp (text, "Identity") == 0)
    return PDF_METHOD_IDENTITY;
  if (!g_hash_table_lookup_extended (self->methods, text, NULL, &method))
    return PDF_METHOD_UNKNOWN;
  return GPOINTER_TO_INT (method);
}

static void
read_methods (PdfCrypt *self, PdfFile *file)
{
  g_autoptr (PdfObject) filters = pdf_file_get_key (file, self->encrypt, "CF", NULL);
  g_autoptr (PdfObject) streams = pdf_file_get_key (file, self->encrypt, "StmF", NULL);
  g_autoptr (PdfObject) strings = pdf_file_get_key (file, self->encrypt, "StrF", NULL);
  g_autoptr (PdfObject) attachments = pdf_file_get_key (file, self->encrypt, "EFF", NULL);
  const char *key;
  PdfObject *value;

  for (guint i = 0; i < MAX_FILTERS && pdf_object_peek_entry (filters, i, &key, &value); i++)
    g_hash_table_insert (self->methods, g_strdup (key),
                         GINT_TO_POINTER (read_method (file, value)));
  self->streams = pdf_crypt_find_method (self, streams);
  self->strings = pdf_crypt_find_method (self, strings);
  self->attachments = attachments ? pdf_crypt_find_method (self, attachments) : self->streams;
}

/* Whether a method goes with the version: a short key for AES-256 opens nothing. */
static gboolean
is_served (const PdfCrypt *self, PdfMethod method)
{
  if (method == PDF_METHOD_IDENTITY)
    return TRUE;
  return self->file.version == 5 ? method == PDF_METHOD_AES256
                                 : method == PDF_METHOD_RC4 || method == PDF_METHOD_AES128;
}

/* From version 4 on a file may encrypt its attachments only: strings and streams are then as they
 * are, and the file can be read and appended to without a key. */
static gboolean
needs_no_key (const PdfCrypt *self)
{
  return self->file.version >= 4 && self->streams == PDF_METHOD_IDENTITY &&
         self->strings == PDF_METHOD_IDENTITY;
}

/* The empty password first: it opens what is restricted only. But the owner may do more. */
static gboolean
try_passwords (PdfCrypt *self, const char *password, GError **error)
{
  PdfKey key;
  gboolean is_owner;

  self->is_open = pdf_encryption_open (&self->file, self->ciphers, "", &self->key, &self->is_owner);
  if (password && !self->is_owner &&
      pdf_encryption_open (&self->file, self->ciphers, password, &key, &is_owner))
    {
      self->is_open = TRUE;
      self->is_owner = is_owner;
      self->key = key;
      explicit_bzero (&key, sizeof key);
    }
  return self->is_open || fail (error, PDF_ERROR_PASSWORD,
                                password ? "the password is wrong" : "the file needs a password");
}

/* Version 4 means 128 bits, whatever /Length says, which programs count in bits or in bytes. But
 * some RC4 files mean what they say. */
static gboolean
try_lengths (PdfCrypt *self, PdfFile *file, const char *password, GError **error)
{
  if (try_passwords (self, password, error))
    return TRUE;
  if (self->file.version != 4 || self->streams != PDF_METHOD_RC4)
    return FALSE;
  self->file.length = read_length (&self->file, file, self->encrypt);
  if (self->file.length == 0 || !try_passwords (self, password, NULL))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

static gboolean
open_standard (PdfCrypt *self, PdfFile *file, const char *password, GError **error)
{
  if (!read_encryption (&self->file, file, self->encrypt, error))
    return FALSE;
  if (self->file.version < 4)
    self->streams = self->strings = self->attachments = PDF_METHOD_RC4;
  if (!is_served (self, self->streams) || !is_served (self, self->strings))
    return fail (error, PDF_ERROR_ENCRYPTED, "this kind of crypt filter is not known");
  self->file.id = read_id (file);
  self->ciphers = pdf_ciphers_new (self->file.version < 5, error);
  if (!self->ciphers || !try_lengths (self, file, password, error))
    return FALSE;
  return pdf_encryption_check (&self->file, self->ciphers, &self->key) ||
         fail (error, PDF_ERROR_DAMAGED, "the file's permissions were changed");
}

/**
 * pdf_crypt_new: (skip)
 * @file: a file whose cross-references are read
 * @encrypt: /Encrypt of its trailer
 * @password: (nullable): UTF-8; the empty one is tried in any case
 * @error: return location
 *
 * Opens the encryption of a file.
 *
 * Returns: (transfer full): what encrypts and decrypts; %NULL with %PDF_ERROR_PASSWORD,
 *   %PDF_ERROR_ENCRYPTED or %PDF_ERROR_DAMAGED
 */
PdfCrypt *
pdf_crypt_new (PdfFile *file, PdfObject *encrypt, const char *password, GError **error)
{
  g_autoptr (PdfCrypt) self = g_new0 (PdfCrypt, 1);
  g_autoptr (PdfObject) filter = pdf_file_get_key (file, encrypt, "Filter", NULL);
  g_autoptr (GError) problem = NULL;

  self->ref_count = 1;
  self->encrypt = pdf_object_ref (encrypt);
  self->methods = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->file.version = CLAMP (get_integer (file, encrypt, "V", 0), 0, 9);
  read_methods (self, file);
  if (pdf_object_is_name (filter, "Standard"))
    open_standard (self, file, password, &problem);
  else
    fail (&problem, PDF_ERROR_ENCRYPTED,
          pdf_object_is_name (filter, "Adobe.PubSec")
              ? "the file is encrypted for the holders of certain certificates"
              : "the file is encrypted by a security handler that is not known");
  if (!problem || needs_no_key (self))
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/**
 * pdf_crypt_ref: (skip)
 * @self: an encryption
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
PdfCrypt *
pdf_crypt_ref (PdfCrypt *self)
{
  self->ref_count++;
  return self;
}

/**
 * pdf_crypt_unref: (skip)
 * @self: (nullable): an encryption
 *
 * Gives a reference back; the last one wipes the key.
 */
void
pdf_crypt_unref (PdfCrypt *self)
{
  if (!self || --self->ref_count > 0)
    return;
  explicit_bzero (&self->key, sizeof self->key);
  pdf_ciphers_free (self->ciphers);
  pdf_object_unref (self->encrypt);
  g_hash_table_unref (self->methods);
  g_clear_pointer (&self->file.id, g_bytes_unref);
  g_free (self);
}

/**
 * pdf_crypt_fits: (skip)
 * @self: an encryption
 * @file: another file
 * @encrypt: (nullable): /Encrypt of its trailer
 *
 * Tells whether another file, as an earlier or later revision is, has the same key.
 *
 * Returns: %TRUE if so
 */
gboolean
pdf_crypt_fits (PdfCrypt *self, PdfFile *file, PdfObject *encrypt)
{
  g_autoptr (GBytes) id = read_id (file);

  return pdf_object_equal (self->encrypt, encrypt) &&
         (!self->file.id || g_bytes_equal (self->file.id, id));
}

/**
 * pdf_crypt_get_permissions: (skip)
 * @self: an encryption
 *
 * Tells what whoever opened the file may do (table 22). Revision 2 has no bit of its own for what
 * bits 9 to 12 say later.
 *
 * Returns: /P; all bits for the owner, and where nobody restricts anything
 */
guint32
pdf_crypt_get_permissions (PdfCrypt *self)
{
  guint32 bits = self->file.permissions;

  if (self->is_owner || !self->ciphers)
    return G_MAXUINT32;
  if (self->file.revision == 2 && !(bits & PDF_PERMIT_ANNOTATE))
    bits &= ~(guint32) PDF_PERMIT_FILL;
  return bits;
}

/**
 * pdf_crypt_get_id: (skip)
 * @self: an encryption
 *
 * Looks at the file's first identifier, which is part of the key.
 *
 * Returns: (transfer none) (nullable): its bytes
 */
GBytes *
pdf_crypt_get_id (PdfCrypt *self)
{
  return self->file.id;
}

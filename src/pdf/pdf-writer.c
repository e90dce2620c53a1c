/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-writer.h"

#include <openssl/evp.h>
#include <string.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-filter.h"

/* A table has ten digits for an offset (ISO 32000-2, 7.5.4). */
#define MAX_TABLE_OFFSET G_GUINT64_CONSTANT (9999999999)

/* Many readers keep object numbers in 31 bits. Where a file's are so high that new ones would not
 * fit, these come behind those below what any reader has to know (ISO 32000-1, annex C). */
#define MAX_NUMBER ((guint64) G_MAXINT32 - (1 << 20))
#define LOW_NUMBERS 8388607

/* One revision, kept in memory and counted in 32 bits. */
#define MAX_APPENDED (1u << 30)

/* What a trailer says of its own section and not of the file (ISO 32000-2, tables 5, 15, 17). */
static const char *const section_keys[] = {
    "Size",   "Prev",        "XRefStm", "Type", "W",       "Index",        "Length",
    "Filter", "DecodeParms", "DL",      "F",    "FFilter", "FDecodeParms",
};

typedef struct {
  guint32 number;
  guint16 generation;
  PdfObject *object; /* of a stream, its dictionary */
  GBytes *data;      /* of a stream made here */
  gsize offset;      /* as the cross-reference states it */
} Item;

struct _PdfWriter {
  PdfFile *base;
  GHashTable *items; /* number to Item */
  guint64 next;
  guint64 size; /* of the base: one more than its highest number */
  GByteArray *out;
  GHashTable *reserved; /* PdfObject to its place in out plus 1 */
};

static void
item_free (gpointer data)
{
  Item *self = data;

  g_clear_pointer (&self->object, pdf_object_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

/* The generation is kept; an object that leaves an object stream has 0, as it had there. */
static guint16
get_generation (PdfWriter *self, guint32 number)
{
  PdfEntry entry;

  if (!pdf_file_lookup (self->base, number, &entry) || entry.kind == PDF_ENTRY_PACKED)
    return 0;
  return entry.generation;
}

static void
put_item (PdfWriter *self, guint32 number, PdfObject *object, GBytes *data)
{
  Item *item = g_new0 (Item, 1);

  item->number = number;
  item->generation = get_generation (self, number);
  item->object = pdf_object_ref (object);
  item->data = data ? g_bytes_ref (data) : NULL;
  if (number >= self->size)
    self->next = MAX (self->next, (guint64) number + 1);
  g_hash_table_replace (self->items, GUINT_TO_POINTER (number), item);
}

static guint64
find_free (PdfFile *base, guint64 size)
{
  guint64 top = 1;

  if (size < MAX_NUMBER)
    return size;
  for (guint i = 0; i < base->xrefs->len; i++)
    top = MAX (top, pdf_xref_top_below (g_ptr_array_index (base->xrefs, i), LOW_NUMBERS));
  return top < LOW_NUMBERS ? top : size;
}

/**
 * pdf_writer_new:
 * @base: the file to append to
 *
 * Begins a revision.
 *
 * Returns: (transfer full): a writer without an object
 */
PdfWriter *
pdf_writer_new (PdfFile *base)
{
  PdfWriter *self = g_new0 (PdfWriter, 1);

  self->base = pdf_file_ref (base);
  self->items = g_hash_table_new_full (NULL, NULL, NULL, item_free);
  self->reserved = g_hash_table_new (NULL, NULL);
  self->out = g_byte_array_new ();
  self->size = pdf_file_get_size (base);
  self->next = find_free (base, self->size);
  return self;
}

/**
 * pdf_writer_free:
 * @self: (nullable): a writer
 *
 * Frees a writer and the bytes it made.
 */
void
pdf_writer_free (PdfWriter *self)
{
  if (!self)
    return;
  g_hash_table_unref (self->items);
  g_hash_table_unref (self->reserved);
  g_byte_array_unref (self->out);
  pdf_file_unref (self->base);
  g_free (self);
}

/**
 * pdf_writer_reserve:
 * @self: a writer
 *
 * Takes a free object number. An object must be put under it.
 *
 * Returns: the number; when there is none left, 0, and [method@PdfWriter.finish] fails
 */
guint32
pdf_writer_reserve (PdfWriter *self)
{
  guint64 number = self->next++;

  return number < G_MAXUINT32 ? number : 0;
}

/**
 * pdf_writer_put:
 * @self: a writer
 * @number: an object number of the file or a reserved one
 * @object: (transfer none): what it becomes; not changed any more
 *
 * Writes or overwrites an object. A stream that was read from the file, or a copy of one, keeps
 * its raw bytes.
 */
void
pdf_writer_put (PdfWriter *self, guint32 number, PdfObject *object)
{
  g_return_if_fail (object);
  put_item (self, number, object, NULL);
}

/**
 * pdf_writer_put_stream:
 * @self: a writer
 * @number: an object number of the file or a reserved one
 * @dict: (transfer none) (nullable): the stream's entries; /Length is set here
 * @data: (transfer none): its bytes, encoded already when @dict has a /Filter
 *
 * Writes or overwrites a stream. Without a /Filter the bytes are packed when that makes them
 * shorter, but for metadata, which other programs look for in the clear (ISO 19005-1, 6.7.2).
 */
void
pdf_writer_put_stream (PdfWriter *self, guint32 number, PdfObject *dict, GBytes *data)
{
  g_autoptr (PdfObject) entries = dict ? pdf_object_copy (dict) : pdf_object_new_dict ();
  g_autoptr (GBytes) bytes = g_bytes_ref (data);
  GByteArray *packed = NULL;

  if (!pdf_object_peek_key (entries, "Filter") &&
      !pdf_object_is_name (pdf_object_peek_key (entries, "Type"), "Metadata"))
    packed = pdf_filter_deflate (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  if (packed)
    {
      g_bytes_unref (bytes);
      bytes = g_byte_array_free_to_bytes (packed);
      pdf_object_take (entries, "Filter", pdf_object_new_name ("FlateDecode"));
    }
  pdf_object_take (entries, "Length", pdf_object_new_integer (g_bytes_get_size (bytes)));
  put_item (self, number, entries, bytes);
}

/**
 * pdf_writer_add:
 * @self: a writer
 * @object: (transfer none): an object; not changed any more
 *
 * Writes an object under a new number.
 *
 * Returns: the number
 */
guint32
pdf_writer_add (PdfWriter *self, PdfObject *object)
{
  guint32 number = pdf_writer_reserve (self);

  pdf_writer_put (self, number, object);
  return number;
}

/**
 * pdf_writer_add_stream:
 * @self: a writer
 * @dict: (transfer none) (nullable): as for [method@PdfWriter.put_stream]
 * @data: (transfer none): likewise
 *
 * Writes a stream under a new number.
 *
 * Returns: the number
 */
guint32
pdf_writer_add_stream (PdfWriter *self, PdfObject *dict, GBytes *data)
{
  guint32 number = pdf_writer_reserve (self);

  pdf_writer_put_stream (self, number, dict, data);
  return number;
}

/**
 * pdf_writer_new_ref:
 * @self: a writer
 * @number: an object number of the file or a reserved one
 *
 * Makes a reference with the right generation.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_writer_new_ref (PdfWriter *self, guint32 number)
{
  return pdf_object_new_ref (number, get_generation (self, number));
}

/**
 * pdf_writer_load:
 * @self: a writer
 * @number: an object number
 * @error: return location
 *
 * Reads an object as it will be: what was put, else what the file has.
 *
 * Returns: (transfer full): the object; copy it before changing it; %NULL as for
 *   [method@PdfFile.load]
 */
PdfObject *
pdf_writer_load (PdfWriter *self, guint32 number, GError **error)
{
  Item *item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (number));

  return item ? pdf_object_ref (item->object) : pdf_file_load (self->base, number, error);
}

static void
put (PdfWriter *self, const char *text)
{
  g_byte_array_append (self->out, (const guint8 *) text, strlen (text));
}

G_GNUC_PRINTF (2, 3)
static void
put_format (PdfWriter *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  put (self, text);
}

/* Where the next byte will stand, as the file's own offsets count. */
static gsize
get_offset (PdfWriter *self)
{
  return self->base->length + self->out->len - self->base->shift;
}

static gboolean
is_stream (const Item *item)
{
  return item->data || pdf_object_get_type (item->object) == PDF_TYPE_STREAM;
}

/* The bytes of a stream as they are written. The key is another for each object, so that one read
 * from the file can be taken over only where it becomes the same object again. */
static GBytes *
get_raw (PdfWriter *self, const Item *item, GError **error)
{
  PdfCrypt *crypt = self->base->crypt;
  PdfObject *object = item->object;
  PdfCryptItem target = {object, item->number, item->generation};
  g_autoptr (GBytes) plain = NULL;
  gsize start, end;

  if (!item->data &&
      (!crypt || (object->number == item->number && object->generation == item->generation)))
    return pdf_file_get_stream_span (self->base, object, &start, &end, error)
               ? g_bytes_new_from_bytes (self->base->bytes, start, end - start)
               : NULL;
  plain = item->data ? g_bytes_ref (item->data) : pdf_file_read_raw (self->base, object, error);
  if (!plain || !crypt)
    return g_steal_pointer (&plain);
  return pdf_crypt_encrypt_stream (crypt, self->base, &target, plain, error);
}

/* The object as it is written. */
static PdfObject *
get_printed (PdfWriter *self, const Item *item, GBytes *raw)
{
  PdfObject *object;

  if (!self->base->crypt)
    return pdf_object_ref (item->object);
  object = pdf_crypt_encrypt_object (self->base->crypt, item->object, item->number,
                                     item->generation);
  if (raw)
    pdf_object_take (object, "Length", pdf_object_new_integer (g_bytes_get_size (raw)));
  return object;
}

static gboolean
put_object (PdfWriter *self, Item *item, GError **error)
{
  g_autoptr (GBytes) raw = is_stream (item) ? get_raw (self, item, error) : NULL;
  g_autoptr (PdfObject) object = NULL;
  gsize length = 0;
  const guint8 *data = raw ? g_bytes_get_data (raw, &length) : NULL;

  if (is_stream (item) && !raw)
    return FALSE;
  item->offset = get_offset (self);
  put_format (self, "%u %u obj\n", item->number, item->generation);
  if (length > MAX_APPENDED - MIN (self->out->len, MAX_APPENDED))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "the revision is too large");
      return FALSE;
    }
  object = get_printed (self, item, raw);
  pdf_object_print (object, self->out, self->reserved);
  if (raw)
    {
      put (self, "\nstream\n");
      g_byte_array_append (self->out, data, length);
      put (self, "\nendstream");
    }
  put (self, "\nendobj\n");
  return TRUE;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *first = *(const Item *const *) a;
  const Item *second = *(const Item *const *) b;

  return first->number < second->number ? -1 : first->number > second->number;
}

/* Borrowed items by number. */
static GPtrArray *
sort_items (PdfWriter *self)
{
  GPtrArray *items = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (items, item);
  g_ptr_array_sort (items, compare_items);
  return items;
}

/* How many items from @from on have numbers in a row. */
static guint
count_run (GPtrArray *items, guint from)
{
  const Item *first = items->pdata[from];
  guint count = 1;

  while (from + count < items->len &&
         ((const Item *) items->pdata[from + count])->number == first->number + count)
    count++;
  return count;
}

/* 16 bytes that no two revisions share: a digest of what is appended and of where. */
static PdfObject *
new_identifier (PdfWriter *self)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint64 offset = get_offset (self);
  guint8 digest[EVP_MAX_MD_SIZE];

  if (EVP_DigestInit_ex (context, EVP_sha256 (), NULL) != 1 ||
      EVP_DigestUpdate (context, &offset, sizeof offset) != 1 ||
      EVP_DigestUpdate (context, self->out->data, self->out->len) != 1 ||
      EVP_DigestFinal_ex (context, digest, NULL) != 1)
    g_error ("OpenSSL does not offer SHA-256");
  EVP_MD_CTX_free (context);
  return pdf_object_new_string (digest, 16);
}

static PdfObject *
get_first_id (PdfFile *base)
{
  GBytes *key = base->crypt ? pdf_crypt_get_id (base->crypt) : NULL;
  gsize length = 0;
  const guint8 *bytes = key ? g_bytes_get_data (key, &length) : NULL;
  g_autoptr (PdfObject) id = NULL;

  if (bytes)
    return pdf_object_new_string (bytes, length);
  id = pdf_file_get_key (base, pdf_file_peek_trailer (base), "ID", NULL);
  return pdf_file_resolve (base, pdf_object_peek_index (id, 0), NULL);
}

/* ISO 32000-2, 14.4: the first string names the document, the second this state of it. A file
 * without one gets none, unless its version requires it and no key is made from it. */
static PdfObject *
new_id (PdfWriter *self)
{
  g_autoptr (PdfObject) first = get_first_id (self->base);
  gboolean named = pdf_object_get_string (first, NULL) != NULL;
  g_autoptr (PdfObject) second = NULL;
  PdfObject *id;

  if (!named && (self->base->major < 2 || self->base->crypt))
    return NULL;
  second = new_identifier (self);
  id = pdf_object_new_array ();
  pdf_object_append (id, named ? first : second);
  pdf_object_append (id, second);
  return id;
}

static PdfObject *
new_trailer (PdfWriter *self)
{
  PdfObject *trailer = pdf_object_new_dict ();
  const PdfXref *newest = g_ptr_array_index (self->base->xrefs, 0);
  PdfObject *id = new_id (self);
  const char *key;
  PdfObject *value;

  pdf_object_take (trailer, "Size", pdf_object_new_integer (MAX (self->next, self->size)));
  pdf_object_take (trailer, "Prev", pdf_object_new_integer (newest->offset - self->base->shift));
  for (guint i = 0; pdf_object_peek_entry (self->base->trailer, i, &key, &value); i++)
    {
      gboolean own = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (section_keys); j++)
        own = own || strcmp (key, section_keys[j]) == 0;
      if (!own)
        pdf_object_set (trailer, key, value);
    }
  if (id)
    pdf_object_take (trailer, "ID", id);
  return trailer;
}

static void
put_table (PdfWriter *self, GPtrArray *items)
{
  g_autoptr (PdfObject) trailer = new_trailer (self);
  guint run = 0;

  put (self, "xref\n");
  if (items->len == 0)
    put (self, "0 0\n");
  for (guint i = 0; i < items->len; i++, run--)
    {
      const Item *item = items->pdata[i];

      if (run == 0)
        {
          run = count_run (items, i);
          put_format (self, "%u %u\n", item->number, run);
        }
      put_format (self, "%010" G_GSIZE_FORMAT " %05u n \n", item->offset, item->generation);
    }
  put (self, "trailer\n");
  pdf_object_print (trailer, self->out, NULL);
  put (self, "\n");
}

static void
append_number (GByteArray *bytes, guint64 value, guint width)
{
  while (width-- > 0)
    {
      guint8 byte = (value >> (8 * width)) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

static PdfObject *
new_index (GPtrArray *items)
{
  PdfObject *index = pdf_object_new_array ();

  for (guint i = 0; i < items->len; i += count_run (items, i))
    {
      const Item *item = items->pdata[i];

      pdf_object_take_append (index, pdf_object_new_integer (item->number));
      pdf_object_take_append (index, pdf_object_new_integer (count_run (items, i)));
    }
  return index;
}

static PdfObject *
new_widths (guint width)
{
  PdfObject *widths = pdf_object_new_array ();

  pdf_object_take_append (widths, pdf_object_new_integer (1));
  pdf_object_take_append (widths, pdf_object_new_integer (width));
  pdf_object_take_append (widths, pdf_object_new_integer (2));
  return widths;
}

/* ISO 32000-2, 7.5.8. The stream has an entry for itself; its offset is the highest. */
static void
put_stream (PdfWriter *self, GPtrArray *items)
{
  g_autoptr (PdfObject) trailer = NULL;
  g_autoptr (GByteArray) entries = g_byte_array_new ();
  g_autoptr (GByteArray) packed = NULL;
  Item own = {self->next, 0, NULL, NULL, get_offset (self)};
  guint width = (g_bit_storage (own.offset) + 7) / 8;

  self->next++;
  g_ptr_array_add (items, &own);
  g_ptr_array_sort (items, compare_items);
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = items->pdata[i];

      append_number (entries, 1, 1);
      append_number (entries, item->offset, width);
      append_number (entries, item->generation, 2);
    }
  packed = pdf_filter_deflate (entries->data, entries->len);
  trailer = new_trailer (self);
  pdf_object_take (trailer, "Type", pdf_object_new_name ("XRef"));
  pdf_object_take (trailer, "W", new_widths (width));
  pdf_object_take (trailer, "Index", new_index (items));
  if (packed)
    pdf_object_take (trailer, "Filter", pdf_object_new_name ("FlateDecode"));
  pdf_object_take (trailer, "Length", pdf_object_new_integer (packed ? packed->len : entries->len));
  put_format (self, "%u 0 obj\n", own.number);
  pdf_object_print (trailer, self->out, NULL);
  put (self, "\nstream\n");
  g_byte_array_append (self->out, packed ? packed->data : entries->data,
                       packed ? packed->len : entries->len);
  put (self, "\nendstream\nendobj\n");
  g_ptr_array_remove (items, &own);
}

/* In the form of the newest section, since a reader that knows one form may not know the other. A
 * hybrid file is for readers that know tables only, so it gets a table. */
static gboolean
wants_stream (PdfWriter *self)
{
  const PdfXref *newest = g_ptr_array_index (self->base->xrefs, 0);

  return newest->form == PDF_SECTION_STREAM || get_offset (self) > MAX_TABLE_OFFSET;
}

/**
 * pdf_writer_finish:
 * @self: a writer
 * @error: return location
 *
 * Makes the bytes of the revision: objects, cross-reference and trailer (ISO 32000-2, 7.5.6).
 * Called again, it returns the same bytes.
 *
 * Returns: (transfer none): the bytes to append; the caller may fill reserved places in them; %NULL
 *   with %PDF_ERROR_LIMIT when the revision or an object number is too large, with
 *   %PDF_ERROR_DAMAGED when a stream of the file that was put cannot be read
 */
GByteArray *
pdf_writer_finish (PdfWriter *self, GError **error)
{
  g_autoptr (GPtrArray) items = sort_items (self);
  guint8 last = self->base->data[self->base->length - 1];
  gsize start;

  if (self->out->len > 0)
    return self->out;
  if (self->next >= G_MAXUINT32)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "no object number is free");
      return NULL;
    }
  if (last != '\n' && last != '\r')
    put (self, "\n");
  for (guint i = 0; i < items->len; i++)
    if (!put_object (self, items->pdata[i], error))
      {
        g_byte_array_set_size (self->out, 0);
        return NULL;
      }
  start = get_offset (self);
  if (wants_stream (self))
    put_stream (self, items);
  else
    put_table (self, items);
  put_format (self, "startxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", start);
  return self->out;
}

/**
 * pdf_writer_find:
 * @self: a writer that finished
 * @reserved: what [ctor@PdfObject.new_reserved] made
 * @offset: (out): its first byte, counted from the start of the whole file
 *
 * Finds a reserved place. In the bytes of [method@PdfWriter.finish] it is that much less the
 * length of the base.
 *
 * Returns: %FALSE when it was not written
 */
gboolean
pdf_writer_find (PdfWriter *self, PdfObject *reserved, gsize *offset)
{
  gsize place = GPOINTER_TO_SIZE (g_hash_table_lookup (self->reserved, reserved));

  if (!place)
    return FALSE;
  *offset = self->base->length + place - 1;
  return TRUE;
}

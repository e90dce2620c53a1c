/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-parser.h"

/* References to references, and loads that need a load (/Length of an object stream). */
#define MAX_NESTING 32

/* The caches are dropped whole when they get here: whoever holds an object keeps it, and what he
 * holds is there twice as soon as it is read again. A form of a hundred thousand fields stays. */
#define MAX_OBJECTS 262144
#define MAX_PACKED (32u << 20)

/* One object stream unpacked. Real ones have a few hundred objects. */
#define MAX_PACK (64u << 20)

/* An object stream (ISO 32000-2, 7.5.7), unpacked, and where its objects are. /Extends needs no
 * following: the cross-reference names the stream that has the object. */
typedef struct {
  GBytes *bytes;
  GArray *places;        /* number and offset in turn, guint32 */
  GHashTable *by_number; /* to the place of the first of that number; or NULL */
} Pack;

static void
pack_free (gpointer data)
{
  Pack *self = data;

  if (!self)
    return;
  g_bytes_unref (self->bytes);
  g_array_unref (self->places);
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_free (self);
}

static gboolean
pack_read_places (Pack *self, guint64 count, guint64 first)
{
  PdfParser parser;
  gsize length;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  pdf_parser_init (&parser, data, length, 0);
  for (guint64 i = 0; i < count; i++)
    {
      guint64 number, offset;
      guint32 place[2];

      if (!pdf_parser_take_integer (&parser, &number) ||
          !pdf_parser_take_integer (&parser, &offset) || number > G_MAXUINT32 || offset > length ||
          first + offset > length)
        return FALSE;
      place[0] = number;
      place[1] = first + offset;
      g_array_append_vals (self->places, place, 2);
    }
  return TRUE;
}

static Pack *
pack_new (PdfFile *file, PdfObject *stream, GError **error)
{
  g_autoptr (PdfObject) n = pdf_file_get_key (file, stream, "N", NULL);
  g_autoptr (PdfObject) first = pdf_file_get_key (file, stream, "First", NULL);
  gint64 count = pdf_object_get_integer (n);
  gint64 begin = pdf_object_get_integer (first);
  gint64 length;
  Pack *self;
  GBytes *bytes;

  bytes = pdf_file_decode (file, stream, MAX_PACK, error);
  if (!bytes)
    return NULL;
  length = g_bytes_get_size (bytes);
  if (!pdf_file_spend (file, length, error))
    {
      g_bytes_unref (bytes);
      return NULL;
    }
  self = g_new0 (Pack, 1);
  self->bytes = bytes;
  self->places = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (count < 0 || begin < 0 || begin > length || count > length ||
      !pack_read_places (self, count, begin))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "object stream has a bad head");
      pack_free (self);
      return NULL;
    }
  return self;
}

/**
 * pdf_file_spend: (skip)
 * @self: a file
 * @bytes: bytes parsed, unpacked or searched
 * @error: return location
 *
 * Counts work done on the file's behalf, so that a small file cannot ask for endless work.
 *
 * Returns: %FALSE with %PDF_ERROR_LIMIT when it asked for too much
 */
gboolean
pdf_file_spend (PdfFile *self, guint64 bytes, GError **error)
{
  if (bytes >= self->budget)
    {
      self->budget = 0;
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "reading the file takes too much work");
      return FALSE;
    }
  self->budget -= bytes;
  return TRUE;
}

/* Objects may overlap: a string can hold ten thousand others that hold each other in turn. So what
 * is read is counted, read well or not. */
static PdfObject *
read_object (PdfFile *self, PdfParser *parser, gboolean indirect, GError **error)
{
  gsize start = parser->pos;
  guint32 number;
  guint16 generation;
  g_autoptr (PdfObject) object = NULL;

  if (!pdf_file_spend (self, 0, error))
    return NULL;
  object = indirect ? pdf_parser_read_indirect (parser, &number, &generation, error)
                    : pdf_parser_read (parser, error);
  if (object && !pdf_file_spend (self, parser->pos - start, error))
    return NULL;
  if (!object)
    pdf_file_spend (self, parser->pos - start, NULL);
  else if (indirect && self->crypt && number != self->encrypt)
    pdf_crypt_decrypt_object (self->crypt, object, number, generation);
  return g_steal_pointer (&object);
}

/* The cross-reference and the object itself both say of which generation it is. Where they differ,
 * the object that is referred to is not there (ISO 32000-2, 7.3.10): to read it all the same would
 * be to see what other readers do not. */
static PdfObject *
load_at_offset (PdfFile *self, guint32 number, const PdfEntry *entry, GError **error)
{
  guint64 where = entry->where;
  PdfParser parser, head;
  PdfObject *object;
  guint32 found;
  guint16 generation;

  if (where >= self->length)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                   "object %u is said to be beyond the end of the file", number);
      return NULL;
    }
  pdf_parser_init (&parser, self->data, self->length, where);
  parser.spans = TRUE;
  head = parser;
  if (pdf_parser_take_header (&head, &found, &generation))
    {
      if (found != number)
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                       "object %u is said to be at offset %" G_GUINT64_FORMAT
                       ", where object %u is",
                       number, where, found);
          return NULL;
        }
      if (generation != entry->generation)
        return pdf_object_new_null ();
    }
  object = read_object (self, &parser, TRUE, error);
  if (!object)
    g_prefix_error (error, "object %u: ", number);
  return object;
}

static Pack *
read_pack (PdfFile *self, guint32 number, GError **error)
{
  g_autoptr (PdfObject) stream = NULL;
  Pack *pack;
  PdfEntry entry;

  if (!pdf_file_lookup (self, number, &entry) || entry.kind != PDF_ENTRY_OFFSET)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "object stream %u does not exist", number);
      return NULL;
    }
  stream = pdf_file_load (self, number, error);
  pack = stream ? pack_new (self, stream, error) : NULL;
  if (!pack)
    g_prefix_error (error, "object stream %u: ", number);
  return pack;
}

/* A stream that could not be read is remembered as such (NULL): a thousand objects may be said to
 * be in it. */
static Pack *
find_pack (PdfFile *self, guint32 number, GError **error)
{
  gpointer known;
  Pack *pack;

  if (g_hash_table_lookup_extended (self->packs, GUINT_TO_POINTER (number), NULL, &known))
    {
      if (!known)
        g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "object stream %u is damaged", number);
      return known;
    }
  pack = read_pack (self, number, error);
  if (pack && self->packed + g_bytes_get_size (pack->bytes) > MAX_PACKED)
    {
      g_hash_table_remove_all (self->packs);
      self->packed = 0;
    }
  self->packed += pack ? g_bytes_get_size (pack->bytes) : 0;
  g_hash_table_insert (self->packs, GUINT_TO_POINTER (number), pack);
  return pack;
}

/**
 * pdf_file_list_packed: (skip)
 * @self: a file
 * @number: of an object stream
 *
 * Lists the objects in an object stream, in their order.
 *
 * Returns: (transfer full) (nullable) (element-type guint32): their numbers; %NULL when it cannot
 * be unpacked
 */
GArray *
pdf_file_list_packed (PdfFile *self, guint32 number)
{
  Pack *pack = find_pack (self, number, NULL);
  GArray *numbers;

  if (!pack)
    return NULL;
  numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < pack->places->len; i += 2)
    g_array_append_val (numbers, g_array_index (pack->places, guint32, i));
  return numbers;
}

/**
 * pdf_file_is_pack_exact:
 * @self: a file
 * @number: of an object stream
 *
 * Asks whether the cross-reference leads to each object in it, there and by its place, one behind
 * the other (ISO 32000-2, 7.5.7): readers that go by the number in its head and those that go by
 * the place then see the same.
 *
 * Returns: whether it does; %FALSE also for what cannot be unpacked
 */
gboolean
pdf_file_is_pack_exact (PdfFile *self, guint32 number)
{
  Pack *pack = find_pack (self, number, NULL);
  guint32 end = 0;

  for (guint i = 0; pack && i + 1 < pack->places->len; i += 2)
    {
      guint32 place = g_array_index (pack->places, guint32, i + 1);
      PdfEntry entry;

      if (!pdf_file_lookup (self, g_array_index (pack->places, guint32, i), &entry) ||
          entry.kind != PDF_ENTRY_PACKED || entry.where != number || entry.index != i / 2 ||
          (i > 0 && place <= end))
        return FALSE;
      end = place;
    }
  return pack != NULL;
}

/* Some producers state a wrong place; the number in the stream's head decides. */
static guint
find_place (Pack *self, guint32 number, guint stated)
{
  const guint32 *places = (const guint32 *) (gpointer) self->places->data;
  guint count = self->places->len / 2;
  gpointer place;

  if (stated < count && places[2 * stated] == number)
    return stated;
  if (!self->by_number)
    {
      self->by_number = g_hash_table_new (NULL, NULL);
      for (guint i = count; i-- > 0;)
        g_hash_table_insert (self->by_number, GUINT_TO_POINTER (places[2 * i]),
                             GUINT_TO_POINTER (i));
    }
  return g_hash_table_lookup_extended (self->by_number, GUINT_TO_POINTER (number), NULL, &place)
             ? GPOINTER_TO_UINT (place)
             : G_MAXUINT;
}

static PdfObject *
load_packed (PdfFile *self, guint32 number, const PdfEntry *entry, GError **error)
{
  Pack *pack = find_pack (self, entry->where, error);
  guint index;
  PdfParser parser;
  const guint8 *data;
  gsize length;

  if (!pack)
    return NULL;

  index = find_place (pack, number, entry->index);
  if (index == G_MAXUINT)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                   "object %u is not in object stream %" G_GUINT64_FORMAT, number, entry->where);
      return NULL;
    }
  data = g_bytes_get_data (pack->bytes, &length);
  pdf_parser_init (&parser, data, length, g_array_index (pack->places, guint32, 2 * index + 1));
  return read_object (self, &parser, FALSE, error);
}

/**
 * pdf_file_load_entry: (skip)
 * @self: a file
 * @number: an object number
 * @entry: where it is or was, and not free
 * @error: return location
 *
 * Reads an object that stands somewhere, whatever stands for its number now.
 *
 * Returns: (transfer full): the object; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
PdfObject *
pdf_file_load_entry (PdfFile *self, guint32 number, const PdfEntry *entry, GError **error)
{
  PdfObject *object;

  if (self->nesting >= MAX_NESTING)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "object %u needs itself to be read", number);
      return NULL;
    }
  self->nesting++;
  object = entry->kind == PDF_ENTRY_OFFSET ? load_at_offset (self, number, entry, error)
                                           : load_packed (self, number, entry, error);
  self->nesting--;
  return object;
}

/* What a file that begins with the same bytes read from them is not read again. Only of what ends
 * with a delimiter, "endobj" included, can it be said that no byte behind it was asked. */
static PdfObject *
borrow (PdfFile *self, guint32 number, const PdfEntry *entry)
{
  PdfFile *kin = self->kin;
  PdfObject *object = kin ? g_hash_table_lookup (kin->objects, GUINT_TO_POINTER (number)) : NULL;
  PdfType type = pdf_object_get_type (object);
  PdfParser parser;
  PdfEntry other;
  gsize start, end;

  if ((type != PDF_TYPE_DICT && type != PDF_TYPE_ARRAY) || self->crypt || kin->crypt ||
      entry->kind != PDF_ENTRY_OFFSET || !pdf_object_get_span (object, &start, &end) ||
      start < entry->where || end > MIN (self->length, kin->length) ||
      !pdf_file_lookup (kin, number, &other) || other.kind != PDF_ENTRY_OFFSET ||
      other.where != entry->where || other.generation != entry->generation)
    return NULL;
  pdf_parser_init (&parser, self->data, MIN (self->length, kin->length), end);
  return pdf_parser_take_keyword (&parser, "endobj") ? pdf_object_ref (object) : NULL;
}

/**
 * pdf_file_init_caches: (skip)
 * @self: a file
 *
 * Forgets every object read so far.
 */
void
pdf_file_init_caches (PdfFile *self)
{
  g_clear_pointer (&self->objects, g_hash_table_unref);
  g_clear_pointer (&self->packs, g_hash_table_unref);
  self->objects = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) pdf_object_unref);
  self->packs = g_hash_table_new_full (NULL, NULL, NULL, pack_free);
  self->packed = 0;
}

/**
 * pdf_file_lookup:
 * @self: a file
 * @number: an object number
 * @entry: (out): where the object is
 *
 * Looks an object up, newest section first.
 *
 * Returns: %FALSE when no section speaks of it
 */
gboolean
pdf_file_lookup (PdfFile *self, guint32 number, PdfEntry *entry)
{
  for (guint i = 0; i < self->xrefs->len; i++)
    if (pdf_xref_lookup (g_ptr_array_index (self->xrefs, i), self, number, entry))
      return TRUE;
  return FALSE;
}

/**
 * pdf_file_load:
 * @self: a file
 * @number: an object number
 * @error: return location
 *
 * Reads an indirect object. One that does not exist or is free is the null object (ISO 32000-2,
 * 7.3.10). The result is shared: copy it before changing it.
 *
 * Returns: (transfer full): the object; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
PdfObject *
pdf_file_load (PdfFile *self, guint32 number, GError **error)
{
  PdfObject *object = g_hash_table_lookup (self->objects, GUINT_TO_POINTER (number));
  PdfEntry entry;

  if (object)
    return pdf_object_ref (object);
  if (!pdf_file_lookup (self, number, &entry) || entry.kind == PDF_ENTRY_FREE)
    return pdf_object_new_null ();
  object = borrow (self, number, &entry);
  if (!object)
    object = pdf_file_load_entry (self, number, &entry, error);
  if (!object)
    {
      pdf_file_blame_change (self, error);
      return NULL;
    }
  if (g_hash_table_size (self->objects) >= MAX_OBJECTS)
    g_hash_table_remove_all (self->objects);
  g_hash_table_insert (self->objects, GUINT_TO_POINTER (number), pdf_object_ref (object));
  return object;
}

/**
 * pdf_file_resolve:
 * @self: a file
 * @object: (nullable): any object
 * @error: return location
 *
 * Follows a reference; anything else is returned as it is.
 *
 * Returns: (transfer full) (nullable): the object; %NULL without an error for %NULL, with
 *   %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT when it cannot be read
 */
PdfObject *
pdf_file_resolve (PdfFile *self, PdfObject *object, GError **error)
{
  g_autoptr (PdfObject) at = object ? pdf_object_ref (object) : NULL;

  for (guint i = 0; pdf_object_get_type (at) == PDF_TYPE_REF; i++)
    {
      PdfObject *next;

      if (i >= MAX_NESTING)
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "reference leads to itself");
          return NULL;
        }
      next = pdf_file_load (self, pdf_object_get_ref (at, NULL), error);
      if (!next)
        return NULL;
      pdf_object_unref (at);
      at = next;
    }
  return g_steal_pointer (&at);
}

/* Whether an entry calls an object free and yet tells where it is: one letter of it was changed,
 * for a free entry names the next free object (ISO 32000-2, 7.5.4). Or whether it names another
 * generation than the object has. */
static gboolean
is_struck_out (PdfFile *self, guint32 number)
{
  PdfParser parser;
  PdfEntry entry;
  guint32 found;
  guint16 generation;

  gsize shift;

  if (!pdf_file_lookup (self, number, &entry) || entry.kind == PDF_ENTRY_PACKED || entry.where == 0)
    return FALSE;
  shift = entry.kind == PDF_ENTRY_FREE ? self->shift : 0;
  if (entry.where >= self->length - shift)
    return FALSE;
  pdf_parser_init (&parser, self->data, self->length, entry.where + shift);
  return pdf_parser_take_header (&parser, &found, &generation) && found == number &&
         (entry.kind == PDF_ENTRY_FREE || generation != entry.generation);
}

/**
 * pdf_file_resolve_kept: (skip)
 * @self: a file
 * @object: (nullable): any object
 * @error: return location
 *
 * Follows a reference to what must not get lost: an object that is called free where it stands, or
 * is of another generation than its entry says, is not taken for null.
 *
 * Returns: (transfer full) (nullable): as [method@PdfFile.resolve]
 */
PdfObject *
pdf_file_resolve_kept (PdfFile *self, PdfObject *object, GError **error)
{
  g_autoptr (PdfObject) value = pdf_file_resolve (self, object, error);
  guint32 number = pdf_object_get_ref (object, NULL);

  if (pdf_object_get_type (value) != PDF_TYPE_NULL || number == 0 || !is_struck_out (self, number))
    return g_steal_pointer (&value);
  g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
               "object %u is not what its entry says where it stands", number);
  return NULL;
}

/**
 * pdf_file_get_key:
 * @self: a file
 * @dict: (nullable): a dictionary or stream
 * @key: a key without its slash
 * @error: return location
 *
 * Reads an entry and follows a reference in it.
 *
 * Returns: (transfer full) (nullable): the value; %NULL without an error when there is none or it
 *   is null, with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT when it cannot be read
 */
PdfObject *
pdf_file_get_key (PdfFile *self, PdfObject *dict, const char *key, GError **error)
{
  g_autoptr (PdfObject) value = pdf_file_resolve (self, pdf_object_peek_key (dict, key), error);

  return pdf_object_get_type (value) == PDF_TYPE_NULL ? NULL : g_steal_pointer (&value);
}

/**
 * pdf_file_get_catalog:
 * @self: a file
 * @error: return location
 *
 * Reads the catalog, /Root of the trailer.
 *
 * Returns: (transfer full): a dictionary; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
PdfObject *
pdf_file_get_catalog (PdfFile *self, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (PdfObject)
      catalog = pdf_file_get_key (self, pdf_file_peek_trailer (self), "Root", &problem);

  if (pdf_object_get_type (catalog) == PDF_TYPE_DICT)
    return g_steal_pointer (&catalog);
  if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "no catalog");
  return NULL;
}

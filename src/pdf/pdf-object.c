/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-object-private.h"

#include <math.h>
#include <string.h>

/* From this many entries on a dictionary is searched through an index. */
#define INDEX_FROM 32

static PdfObject *
object_new (PdfType type)
{
  PdfObject *self = g_new0 (PdfObject, 1);

  self->ref_count = 1;
  self->type = type;
  return self;
}

static void
dict_entry_clear (gpointer data)
{
  PdfDictEntry *entry = data;

  g_free (entry->key);
  pdf_object_unref (entry->value);
}

static void
dict_init (PdfDict *dict)
{
  dict->entries = g_array_new (FALSE, FALSE, sizeof (PdfDictEntry));
  g_array_set_clear_func (dict->entries, dict_entry_clear);
}

static void
dict_clear (PdfDict *dict)
{
  g_clear_pointer (&dict->index, g_hash_table_unref);
  g_array_unref (dict->entries);
}

static void
dict_build_index (PdfDict *dict)
{
  dict->index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < dict->entries->len; i++)
    {
      PdfDictEntry *entry = &g_array_index (dict->entries, PdfDictEntry, i);

      g_hash_table_insert (dict->index, entry->key, GUINT_TO_POINTER (i + 1));
    }
}

static void
object_free (PdfObject *self)
{
  switch (self->type)
    {
    case PDF_TYPE_STRING:
    case PDF_TYPE_NAME:
      g_free (self->string.bytes);
      break;
    case PDF_TYPE_ARRAY:
      g_ptr_array_unref (self->array);
      break;
    case PDF_TYPE_DICT:
    case PDF_TYPE_STREAM:
      dict_clear (&self->dict);
      break;
    default:
      break;
    }
  g_free (self);
}

/**
 * pdf_object_ref:
 * @self: an object
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
PdfObject *
pdf_object_ref (PdfObject *self)
{
  g_return_val_if_fail (self, NULL);
  self->ref_count++;
  return self;
}

/**
 * pdf_object_unref:
 * @self: (nullable): an object
 *
 * Gives a reference back; the last one frees the object.
 */
void
pdf_object_unref (PdfObject *self)
{
  if (self && --self->ref_count == 0)
    object_free (self);
}

/**
 * pdf_object_new_null:
 *
 * Makes the null object.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_null (void)
{
  return object_new (PDF_TYPE_NULL);
}

/**
 * pdf_object_new_boolean:
 * @value: a truth
 *
 * Makes a boolean.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_boolean (gboolean value)
{
  PdfObject *self = object_new (PDF_TYPE_BOOLEAN);

  self->boolean = !!value;
  return self;
}

/**
 * pdf_object_new_integer:
 * @value: a number
 *
 * Makes an integer.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_integer (gint64 value)
{
  PdfObject *self = object_new (PDF_TYPE_INTEGER);

  self->integer = value;
  return self;
}

/**
 * pdf_object_new_real:
 * @value: a number; what is not finite becomes 0, since PDF cannot write it
 *
 * Makes a real.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_real (double value)
{
  PdfObject *self = object_new (PDF_TYPE_REAL);

  self->real = isfinite (value) ? value : 0;
  return self;
}

/**
 * pdf_object_new_string_take: (skip)
 * @bytes: (transfer full): the bytes, with a zero byte behind the last
 * @length: how many, without that zero
 *
 * Makes a string without copying.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_string_take (guint8 *bytes, gsize length)
{
  PdfObject *self = object_new (PDF_TYPE_STRING);

  self->string.bytes = bytes;
  self->string.length = length;
  return self;
}

/**
 * pdf_object_new_string:
 * @bytes: any bytes
 * @length: how many
 *
 * Makes a byte string. Text goes through [func@pdf_object_new_text].
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_string (const void *bytes, gsize length)
{
  guint8 *copy = g_malloc (length + 1);

  if (length)
    memcpy (copy, bytes, length);
  copy[length] = 0;
  return pdf_object_new_string_take (copy, length);
}

/**
 * pdf_object_new_name_take: (skip)
 * @bytes: (transfer full): the decoded bytes, with a zero byte behind the last and none before
 * @length: how many, without that zero
 *
 * Makes a name without copying.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_name_take (guint8 *bytes, gsize length)
{
  PdfObject *self = pdf_object_new_string_take (bytes, length);

  self->type = PDF_TYPE_NAME;
  return self;
}

/**
 * pdf_object_new_name:
 * @name: the name without its slash, decoded: any bytes but zero
 *
 * Makes a name.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_name (const char *name)
{
  return pdf_object_new_name_take ((guint8 *) g_strdup (name), strlen (name));
}

/**
 * pdf_object_new_ref:
 * @number: an object number
 * @generation: its generation
 *
 * Makes an indirect reference.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_ref (guint32 number, guint16 generation)
{
  PdfObject *self = object_new (PDF_TYPE_REF);

  self->ref.number = number;
  self->ref.generation = generation;
  return self;
}

/**
 * pdf_object_new_array:
 *
 * Makes an empty array.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_array (void)
{
  PdfObject *self = object_new (PDF_TYPE_ARRAY);

  self->array = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_object_unref);
  return self;
}

/**
 * pdf_object_new_dict:
 *
 * Makes an empty dictionary.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_dict (void)
{
  PdfObject *self = object_new (PDF_TYPE_DICT);

  dict_init (&self->dict);
  return self;
}

/**
 * pdf_object_new_rect:
 * @x0: left
 * @y0: bottom
 * @x1: right
 * @y1: top
 *
 * Makes an array of four reals (ISO 32000-2, 7.9.5).
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_rect (double x0, double y0, double x1, double y1)
{
  PdfObject *self = pdf_object_new_array ();

  pdf_object_take_append (self, pdf_object_new_real (x0));
  pdf_object_take_append (self, pdf_object_new_real (y0));
  pdf_object_take_append (self, pdf_object_new_real (x1));
  pdf_object_take_append (self, pdf_object_new_real (y1));
  return self;
}

/**
 * pdf_object_new_reserved:
 * @length: bytes to keep free
 *
 * Makes a place that is written as @length spaces and found again with [method@PdfWriter.find].
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_reserved (gsize length)
{
  PdfObject *self = object_new (PDF_TYPE_RESERVED);

  self->reserved = length;
  return self;
}

/**
 * pdf_object_set_span: (skip)
 * @self: an object just parsed
 * @start: offset of its first byte in the file
 * @end: offset behind its last byte
 *
 * Remembers where an object stood.
 */
void
pdf_object_set_span (PdfObject *self, gsize start, gsize end)
{
  self->start = start;
  self->end = end;
}

/**
 * pdf_object_become_stream: (skip)
 * @dict: a dictionary just parsed
 * @data: offset of the first raw byte in the file
 *
 * Turns a dictionary into the stream that it heads.
 */
void
pdf_object_become_stream (PdfObject *dict, gsize data)
{
  g_return_if_fail (dict->type == PDF_TYPE_DICT);
  dict->type = PDF_TYPE_STREAM;
  dict->data = data;
}

/**
 * pdf_object_copy:
 * @self: an object
 *
 * Copies an object so that it may be changed. Elements and values are shared with the original,
 * and so are the raw bytes of a stream. The copy stands nowhere in the file.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_copy (const PdfObject *self)
{
  PdfObject *copy;

  g_return_val_if_fail (self, NULL);
  if (self->type == PDF_TYPE_STRING || self->type == PDF_TYPE_NAME)
    {
      copy = pdf_object_new_string (self->string.bytes, self->string.length);
      copy->type = self->type;
      return copy;
    }
  if (self->type == PDF_TYPE_ARRAY)
    {
      copy = pdf_object_new_array ();
      for (guint i = 0; i < self->array->len; i++)
        pdf_object_append (copy, g_ptr_array_index (self->array, i));
      return copy;
    }
  if (pdf_object_peek_dict (self))
    {
      const char *key;
      PdfObject *value;

      copy = pdf_object_new_dict ();
      for (guint i = 0; pdf_object_peek_entry (self, i, &key, &value); i++)
        pdf_object_set (copy, key, value);
      copy->twofold = self->twofold;
      if (self->type != PDF_TYPE_STREAM)
        return copy;
      pdf_object_become_stream (copy, self->data);
      copy->number = self->number;
      copy->generation = self->generation;
      return copy;
    }
  copy = g_memdup2 (self, sizeof *self);
  copy->ref_count = 1;
  copy->start = copy->end = 0;
  return copy;
}

/**
 * pdf_object_take_append:
 * @self: an array
 * @value: (transfer full): an object
 *
 * Appends an element.
 */
void
pdf_object_take_append (PdfObject *self, PdfObject *value)
{
  g_return_if_fail (self && self->type == PDF_TYPE_ARRAY && value);
  self->twofold |= value->twofold;
  g_ptr_array_add (self->array, value);
}

/**
 * pdf_object_append:
 * @self: an array
 * @value: (transfer none): an object
 *
 * Appends an element.
 */
void
pdf_object_append (PdfObject *self, PdfObject *value)
{
  pdf_object_take_append (self, pdf_object_ref (value));
}

/**
 * pdf_object_is_twofold:
 * @self: (nullable): an object that was read from a file
 *
 * Asks whether a dictionary in it, or it itself, has two values under one key, which ISO 32000-2,
 * 7.3.7, leaves open: readers differ in which they take.
 *
 * Returns: whether it is read in two ways
 */
gboolean
pdf_object_is_twofold (const PdfObject *self)
{
  return self != NULL && self->twofold;
}

static void
take (PdfObject *self, const char *key, PdfObject *value, gboolean is_read)
{
  PdfDict *dict = &self->dict;
  guint place = pdf_dict_find (dict, key);

  self->twofold |= value->twofold;
  if (place)
    {
      PdfDictEntry *entry = &g_array_index (dict->entries, PdfDictEntry, place - 1);

      self->twofold |= is_read && !pdf_object_equal (entry->value, value);
      pdf_object_unref (entry->value);
      entry->value = value;
      return;
    }

  PdfDictEntry entry = {g_strdup (key), value};

  g_array_append_val (dict->entries, entry);
  if (dict->index)
    g_hash_table_insert (dict->index, entry.key, GUINT_TO_POINTER (dict->entries->len));
  else if (dict->entries->len == INDEX_FROM)
    dict_build_index (dict);
}

/**
 * pdf_object_take:
 * @self: a dictionary or stream
 * @key: a key without its slash
 * @value: (transfer full): an object
 *
 * Sets an entry; an entry of the same key is replaced in its place.
 */
void
pdf_object_take (PdfObject *self, const char *key, PdfObject *value)
{
  g_return_if_fail (pdf_object_peek_dict (self) && key && value);
  take (self, key, value, FALSE);
}

/**
 * pdf_object_take_read: (skip)
 * @self: a dictionary that is being read
 * @key: a key without its slash
 * @value: (transfer full): an object
 *
 * The same, and notes where the key was there with another value.
 */
void
pdf_object_take_read (PdfObject *self, const char *key, PdfObject *value)
{
  take (self, key, value, TRUE);
}

/**
 * pdf_object_set:
 * @self: a dictionary or stream
 * @key: a key without its slash
 * @value: (transfer none): an object
 *
 * Sets an entry; an entry of the same key is replaced in its place.
 */
void
pdf_object_set (PdfObject *self, const char *key, PdfObject *value)
{
  pdf_object_take (self, key, pdf_object_ref (value));
}

/**
 * pdf_object_remove:
 * @self: a dictionary or stream
 * @key: a key without its slash
 *
 * Removes an entry if there is one.
 */
void
pdf_object_remove (PdfObject *self, const char *key)
{
  g_return_if_fail (pdf_object_peek_dict (self));

  guint place = pdf_dict_find (&self->dict, key);

  if (!place)
    return;
  g_clear_pointer (&self->dict.index, g_hash_table_unref);
  g_array_remove_index (self->dict.entries, place - 1);
  if (self->dict.entries->len >= INDEX_FROM)
    dict_build_index (&self->dict);
}

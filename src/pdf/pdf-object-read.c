/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-object-private.h"

#include <math.h>
#include <string.h>

/**
 * pdf_dict_find: (skip)
 * @self: a dictionary
 * @key: a key
 *
 * Finds an entry.
 *
 * Returns: its place plus 1; 0 when there is none
 */
guint
pdf_dict_find (const PdfDict *self, const char *key)
{
  if (self->index)
    return GPOINTER_TO_UINT (g_hash_table_lookup (self->index, key));
  for (guint i = 0; i < self->entries->len; i++)
    if (strcmp (g_array_index (self->entries, PdfDictEntry, i).key, key) == 0)
      return i + 1;
  return 0;
}

/**
 * pdf_object_peek_dict: (skip)
 * @self: (nullable): an object
 *
 * Looks at the entries of a dictionary or stream.
 *
 * Returns: (transfer none) (nullable): the entries; %NULL for anything else
 */
const PdfDict *
pdf_object_peek_dict (const PdfObject *self)
{
  if (!self || (self->type != PDF_TYPE_DICT && self->type != PDF_TYPE_STREAM))
    return NULL;
  return &self->dict;
}

/**
 * pdf_object_get_type:
 * @self: (nullable): an object
 *
 * Tells what an object is.
 *
 * Returns: its type; %PDF_TYPE_NULL for %NULL
 */
PdfType
pdf_object_get_type (const PdfObject *self)
{
  return self ? self->type : PDF_TYPE_NULL;
}

/**
 * pdf_object_get_boolean:
 * @self: (nullable): an object
 *
 * Reads a boolean.
 *
 * Returns: its value; %FALSE for anything else
 */
gboolean
pdf_object_get_boolean (const PdfObject *self)
{
  return self && self->type == PDF_TYPE_BOOLEAN && self->boolean;
}

/**
 * pdf_object_get_integer:
 * @self: (nullable): an object
 *
 * Reads an integer. A real without a fraction counts: producers write /Rotate 90.0.
 *
 * Returns: its value; 0 for anything else
 */
gint64
pdf_object_get_integer (const PdfObject *self)
{
  if (self && self->type == PDF_TYPE_INTEGER)
    return self->integer;
  /* 2^62 keeps the conversion defined. */
  if (self && self->type == PDF_TYPE_REAL && fabs (self->real) < 0x1p62 &&
      self->real == floor (self->real))
    return (gint64) self->real;
  return 0;
}

/**
 * pdf_object_get_number:
 * @self: (nullable): an object
 *
 * Reads an integer or a real.
 *
 * Returns: its value; 0 for anything else
 */
double
pdf_object_get_number (const PdfObject *self)
{
  if (!self)
    return 0;
  if (self->type == PDF_TYPE_INTEGER)
    return (double) self->integer;
  return self->type == PDF_TYPE_REAL ? self->real : 0;
}

/**
 * pdf_object_is_number:
 * @self: (nullable): an object
 *
 * Tells whether an object is an integer or a real.
 *
 * Returns: %TRUE if so
 */
gboolean
pdf_object_is_number (const PdfObject *self)
{
  return self && (self->type == PDF_TYPE_INTEGER || self->type == PDF_TYPE_REAL);
}

/**
 * pdf_object_get_name:
 * @self: (nullable): an object
 *
 * Reads a name, decoded and without its slash.
 *
 * Returns: (transfer none) (nullable): its bytes; %NULL for anything else
 */
const char *
pdf_object_get_name (const PdfObject *self)
{
  return self && self->type == PDF_TYPE_NAME ? (const char *) self->string.bytes : NULL;
}

/**
 * pdf_object_is_name:
 * @self: (nullable): an object
 * @name: a name
 *
 * Tells whether an object is this name.
 *
 * Returns: %TRUE if so
 */
gboolean
pdf_object_is_name (const PdfObject *self, const char *name)
{
  return g_strcmp0 (pdf_object_get_name (self), name) == 0 && name;
}

/**
 * pdf_object_get_string:
 * @self: (nullable): an object
 * @length: (out) (optional): how many bytes
 *
 * Reads a byte string; a zero byte follows it.
 *
 * Returns: (transfer none) (nullable): its bytes; %NULL for anything else
 */
const guint8 *
pdf_object_get_string (const PdfObject *self, gsize *length)
{
  gboolean is_string = self && self->type == PDF_TYPE_STRING;

  if (length)
    *length = is_string ? self->string.length : 0;
  return is_string ? self->string.bytes : NULL;
}

/**
 * pdf_object_get_ref:
 * @self: (nullable): an object
 * @generation: (out) (optional): its generation
 *
 * Reads an indirect reference.
 *
 * Returns: the number of the object it names; 0 for anything else
 */
guint32
pdf_object_get_ref (const PdfObject *self, guint16 *generation)
{
  gboolean is_ref = self && self->type == PDF_TYPE_REF;

  if (generation)
    *generation = is_ref ? self->ref.generation : 0;
  return is_ref ? self->ref.number : 0;
}

/**
 * pdf_object_get_span:
 * @self: (nullable): an object
 * @start: (out): offset of its first byte in the file, the delimiter included
 * @end: (out): offset behind its last byte
 *
 * Tells where an object stands in the file. Objects made here or read from an object stream stand
 * nowhere; for a stream it is the span of its dictionary.
 *
 * Returns: %FALSE when it stands nowhere
 */
gboolean
pdf_object_get_span (const PdfObject *self, gsize *start, gsize *end)
{
  if (!self || self->end == 0)
    return FALSE;
  *start = self->start;
  *end = self->end;
  return TRUE;
}

/**
 * pdf_object_get_length:
 * @self: (nullable): an object
 *
 * Counts the elements of an array or the entries of a dictionary or stream dictionary.
 *
 * Returns: the count; 0 for anything else
 */
guint
pdf_object_get_length (const PdfObject *self)
{
  const PdfDict *dict = pdf_object_peek_dict (self);

  if (dict)
    return dict->entries->len;
  return self && self->type == PDF_TYPE_ARRAY ? self->array->len : 0;
}

/**
 * pdf_object_peek_index:
 * @self: (nullable): an array
 * @index: a place from 0
 *
 * Looks at an element as it stands: a reference is not followed.
 *
 * Returns: (transfer none) (nullable): the element; %NULL beyond the end
 */
PdfObject *
pdf_object_peek_index (const PdfObject *self, guint index)
{
  if (!self || self->type != PDF_TYPE_ARRAY || index >= self->array->len)
    return NULL;
  return g_ptr_array_index (self->array, index);
}

/**
 * pdf_object_peek_key:
 * @self: (nullable): a dictionary or stream
 * @key: a key without its slash
 *
 * Looks at an entry as it stands: a reference is not followed.
 *
 * Returns: (transfer none) (nullable): the value; %NULL when there is none
 */
PdfObject *
pdf_object_peek_key (const PdfObject *self, const char *key)
{
  const PdfDict *dict = pdf_object_peek_dict (self);
  guint place = dict ? pdf_dict_find (dict, key) : 0;

  return place ? g_array_index (dict->entries, PdfDictEntry, place - 1).value : NULL;
}

/**
 * pdf_object_peek_entry:
 * @self: (nullable): a dictionary or stream
 * @index: a place from 0, in the order of the file
 * @key: (out) (transfer none): the key there
 * @value: (out) (transfer none): its value
 *
 * Looks at entries one by one.
 *
 * Returns: %FALSE beyond the end
 */
gboolean
pdf_object_peek_entry (const PdfObject *self, guint index, const char **key, PdfObject **value)
{
  const PdfDict *dict = pdf_object_peek_dict (self);

  if (!dict || index >= dict->entries->len)
    return FALSE;

  PdfDictEntry *entry = &g_array_index (dict->entries, PdfDictEntry, index);

  *key = entry->key;
  *value = entry->value;
  return TRUE;
}

static gboolean
array_equal (const PdfObject *a, const PdfObject *b)
{
  if (a->array->len != b->array->len)
    return FALSE;
  for (guint i = 0; i < a->array->len; i++)
    if (!pdf_object_equal (a->array->pdata[i], b->array->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
dict_equal (const PdfObject *a, const PdfObject *b)
{
  const char *key;
  PdfObject *value;

  if (pdf_object_get_length (a) != pdf_object_get_length (b))
    return FALSE;
  for (guint i = 0; pdf_object_peek_entry (a, i, &key, &value); i++)
    {
      PdfObject *other = pdf_object_peek_key (b, key);

      if (!other || !pdf_object_equal (value, other))
        return FALSE;
    }
  return TRUE;
}

/**
 * pdf_object_equal:
 * @a: (nullable): an object
 * @b: (nullable): another
 *
 * Compares two objects by value: dictionaries in any order, references by what they name, streams
 * by dictionary and place of their bytes. %NULL is the null object.
 *
 * Returns: %TRUE when they are equal
 */
gboolean
pdf_object_equal (const PdfObject *a, const PdfObject *b)
{
  PdfType type = pdf_object_get_type (a);

  if (type != pdf_object_get_type (b))
    return FALSE;
  if (a == b)
    return TRUE;
  switch (type)
    {
    case PDF_TYPE_NULL:
      return TRUE;
    case PDF_TYPE_BOOLEAN:
      return a->boolean == b->boolean;
    case PDF_TYPE_INTEGER:
      return a->integer == b->integer;
    case PDF_TYPE_REAL:
      return a->real == b->real;
    case PDF_TYPE_STRING:
    case PDF_TYPE_NAME:
      return a->string.length == b->string.length &&
             memcmp (a->string.bytes, b->string.bytes, a->string.length) == 0;
    case PDF_TYPE_REF:
      return a->ref.number == b->ref.number && a->ref.generation == b->ref.generation;
    case PDF_TYPE_ARRAY:
      return array_equal (a, b);
    case PDF_TYPE_STREAM:
      return a->data == b->data && dict_equal (a, b);
    case PDF_TYPE_DICT:
      return dict_equal (a, b);
    case PDF_TYPE_RESERVED:
    default:
      return FALSE;
    }
}

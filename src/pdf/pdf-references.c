/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-references.h"

#include "pdf-error.h"

/* A document of a hundred thousand pages has some millions. */
#define MAX_REFERENCES (1u << 24)

typedef struct {
  const char *key; /* of the container's dictionary; NULL in an array */
  guint32 container;
  guint32 next; /* index + 1 of the one found before */
} Reference;

struct _PdfReferences {
  GArray *found;       /* of Reference */
  GHashTable *last;    /* object number to index + 1 of the reference found last */
  GHashTable *scanned; /* numbers of containers */
  GStringChunk *keys;
};

typedef struct {
  PdfReferences *self;
  PdfFile *file;
  GArray *waiting; /* of guint32: containers */
} Scan;

static gboolean
note (Scan *scan, guint32 number, guint32 container, const char *key, GError **error)
{
  PdfReferences *self = scan->self;
  gpointer target = GUINT_TO_POINTER (number);
  Reference reference = {key, container,
                         GPOINTER_TO_UINT (g_hash_table_lookup (self->last, target))};

  if (self->found->len >= MAX_REFERENCES)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "too many references");
      return FALSE;
    }
  g_array_append_val (self->found, reference);
  g_hash_table_insert (self->last, target, GUINT_TO_POINTER (self->found->len));
  if (!g_hash_table_contains (self->scanned, target))
    g_array_append_val (scan->waiting, number);
  return TRUE;
}

/* The parser bounds how deep an object nests. */
static gboolean
scan_value (Scan *scan, PdfObject *value, guint32 container, const char *key, GError **error)
{
  guint i;

  switch (pdf_object_get_type (value))
    {
    case PDF_TYPE_REF:
      return note (scan, pdf_object_get_ref (value, NULL), container, key, error);
    case PDF_TYPE_ARRAY:
      for (i = 0; i < pdf_object_get_length (value); i++)
        if (!scan_value (scan, pdf_object_peek_index (value, i), container, key, error))
          return FALSE;
      return TRUE;
    case PDF_TYPE_DICT:
    case PDF_TYPE_STREAM:
      for (i = 0; i < pdf_object_get_length (value); i++)
        {
          const char *name;
          PdfObject *entry;

          if (pdf_object_peek_entry (value, i, &name, &entry) &&
              !scan_value (scan, entry, container,
                           key ? key : g_string_chunk_insert_const (scan->self->keys, name), error))
            return FALSE;
        }
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
scan_waiting (Scan *scan, GError **error)
{
  while (scan->waiting->len > 0)
    {
      guint32 number = g_array_index (scan->waiting, guint32, scan->waiting->len - 1);
      g_autoptr (PdfObject) object = NULL;
      g_autoptr (GError) problem = NULL;

      g_array_set_size (scan->waiting, scan->waiting->len - 1);
      if (!g_hash_table_add (scan->self->scanned, GUINT_TO_POINTER (number)))
        continue;
      object = pdf_file_load (scan->file, number, &problem);
      if (g_error_matches (problem, PDF_ERROR, PDF_ERROR_LIMIT))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!scan_value (scan, object, number, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pdf_references_new:
 * @file: a file
 * @error: return location
 *
 * Goes through all objects that the trailer leads to, once each. One that is damaged refers to
 * nothing.
 *
 * Returns: (transfer full): the references; %NULL with %PDF_ERROR_LIMIT
 */
PdfReferences *
pdf_references_new (PdfFile *file, GError **error)
{
  g_autoptr (PdfReferences) self = g_new0 (PdfReferences, 1);
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint32));
  Scan scan = {self, file, waiting};

  self->found = g_array_new (FALSE, FALSE, sizeof (Reference));
  self->last = g_hash_table_new (NULL, NULL);
  self->scanned = g_hash_table_new (NULL, NULL);
  self->keys = g_string_chunk_new (1024);
  if (!scan_value (&scan, pdf_file_peek_trailer (file), 0, NULL, error) ||
      !scan_waiting (&scan, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * pdf_references_update:
 * @self: the references of a revision
 * @newer: the revision after it
 * @numbers: (element-type guint32): what that revision writes
 * @error: return location
 *
 * Adds what is referred to by objects that a revision writes anew. What those referred to before
 * is kept: it was so once.
 *
 * Returns: %FALSE with %PDF_ERROR_LIMIT, and @self is of no more use
 */
gboolean
pdf_references_update (PdfReferences *self, PdfFile *newer, GArray *numbers, GError **error)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint32));
  Scan scan = {self, newer, waiting};
  guint i;

  for (i = 0; i < numbers->len; i++)
    {
      guint32 number = g_array_index (numbers, guint32, i);

      if (!g_hash_table_remove (self->scanned, GUINT_TO_POINTER (number)))
        continue;
      g_array_append_val (waiting, number);
    }
  return scan_value (&scan, pdf_file_peek_trailer (newer), 0, NULL, error) &&
         scan_waiting (&scan, error);
}

/**
 * pdf_references_has:
 * @self: the references
 * @number: an object number
 *
 * Asks whether anything refers to an object, be there one of that number or not.
 *
 * Returns: whether something does
 */
gboolean
pdf_references_has (PdfReferences *self, guint32 number)
{
  return g_hash_table_contains (self->last, GUINT_TO_POINTER (number));
}

/**
 * pdf_references_free:
 * @self: (nullable): the references
 *
 * Frees them.
 */
void
pdf_references_free (PdfReferences *self)
{
  if (!self)
    return;
  g_array_unref (self->found);
  g_hash_table_unref (self->last);
  g_hash_table_unref (self->scanned);
  g_string_chunk_free (self->keys);
  g_free (self);
}

/**
 * pdf_reference_iter_init:
 * @self: (out caller-allocates): an iterator
 * @references: the references
 * @number: an object number
 *
 * Begins to go through the references to one object.
 */
void
pdf_reference_iter_init (PdfReferenceIter *self, PdfReferences *references, guint32 number)
{
  self->references = references;
  self->next = GPOINTER_TO_UINT (g_hash_table_lookup (references->last, GUINT_TO_POINTER (number)));
}

/**
 * pdf_reference_iter_next:
 * @self: an iterator
 * @container: (out): number of the object that the reference stands in; 0 for the trailer
 * @key: (out) (nullable) (transfer none): the entry of the container it stands under, however
 *   deep; %NULL where the container is an array
 *
 * Gives the next reference.
 *
 * Returns: %FALSE behind the last
 */
gboolean
pdf_reference_iter_next (PdfReferenceIter *self, guint32 *container, const char **key)
{
  const Reference *reference;

  if (self->next == 0)
    return FALSE;
  reference = &g_array_index (self->references->found, Reference, self->next - 1);
  *container = reference->container;
  *key = reference->key;
  self->next = reference->next;
  return TRUE;
}

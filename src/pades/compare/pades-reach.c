/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-reach.h"

/* Beyond this a page is drawn instead. */
#define MAX_OBJECTS 20000
#define MAX_ANNOTATIONS 20000
#define MAX_NODES 64
#define MAX_LEVELS 64

struct _PadesReach {
  PdfFile *old;
  PdfFile *new;
  GHashTable *alike; /* numbers of objects that are as they were, with all that they lead to */
  gboolean layers;   /* the document's settings for layers are what they were */
  gboolean form;     /* and so are those for its form */
};

typedef struct {
  PadesReach *reach;
  GHashTable *seen; /* numbers */
  GArray *waiting;  /* the same, not looked at yet */
} Walk;

/* What leads away from a page or says nothing about its look, where it means that: names of
 * resources are free to be the same. Annotations that belong together are all in the list. */
static const char *const page_skipped[] = {"Parent",    "Annots", "B",  "Metadata",
                                           "PieceInfo", "Thumb",  "AA", NULL};
static const char *const annotation_skipped[] = {"P",  "Parent", "Kids", "Dest", "A", "AA",
                                                 "PA", "Popup",  "IRT",  "V",    NULL};

static gboolean
is_same_entry (PadesReach *self, guint32 number)
{
  PdfEntry a = {0}, b = {0};
  gboolean in_old = pdf_file_lookup (self->old, number, &a);
  gboolean in_new = pdf_file_lookup (self->new, number, &b);

  if (in_old != in_new || a.kind != b.kind || a.generation != b.generation || a.where != b.where ||
      a.index != b.index)
    return FALSE;
  return a.kind != PDF_ENTRY_PACKED || is_same_entry (self, (guint32) a.where);
}

static void
walk_add (Walk *walk, guint32 number)
{
  if (g_hash_table_contains (walk->reach->alike, GUINT_TO_POINTER (number)) ||
      !g_hash_table_add (walk->seen, GUINT_TO_POINTER (number)))
    return;
  g_array_append_val (walk->waiting, number);
}

static void
walk_into (Walk *walk, PdfObject *object, guint level)
{
  PdfType type = pdf_object_get_type (object);
  const char *key;
  PdfObject *value;

  if (level > MAX_LEVELS)
    return;
  if (type == PDF_TYPE_REF)
    walk_add (walk, pdf_object_get_ref (object, NULL));
  else if (type == PDF_TYPE_ARRAY)
    for (guint i = 0; i < pdf_object_get_length (object); i++)
      walk_into (walk, pdf_object_peek_index (object, i), level + 1);
  else if (type == PDF_TYPE_DICT || type == PDF_TYPE_STREAM)
    for (guint i = 0; pdf_object_peek_entry (object, i, &key, &value); i++)
      walk_into (walk, value, level + 1);
}

static void
walk_entries (Walk *walk, PdfObject *dict, const char *const *but)
{
  const char *key;
  PdfObject *value;

  for (guint i = 0; pdf_object_peek_entry (dict, i, &key, &value); i++)
    if (!g_strv_contains (but, key))
      walk_into (walk, value, 1);
}

/* Where a reference leads, without what that leads to. */
static gboolean
is_same_target (PadesReach *self, PdfObject *value)
{
  return pdf_object_get_type (value) != PDF_TYPE_REF ||
         is_same_entry (self, pdf_object_get_ref (value, NULL));
}

/* An annotation, and the fields that it is part of. */
static gboolean
walk_annotation (Walk *walk, PdfObject *at)
{
  g_autoptr (PdfObject) node = pdf_object_ref (at);

  for (guint i = 0; i < MAX_NODES && node != NULL; i++)
    {
      g_autoptr (PdfObject) dict = NULL;
      PdfObject *parent;

      if (!is_same_target (walk->reach, node))
        return FALSE;
      dict = pdf_file_resolve (walk->reach->old, node, NULL);
      if (!is_same_target (walk->reach, pdf_object_peek_key (dict, "V")))
        return FALSE;
      walk_entries (walk, dict, annotation_skipped);
      parent = pdf_object_peek_key (dict, "Parent");
      if (parent != NULL)
        pdf_object_ref (parent);
      pdf_object_unref (node);
      node = parent;
    }
  return node == NULL;
}

static gboolean
walk_annotations (Walk *walk, PdfObject *page)
{
  PdfObject *list = pdf_object_peek_key (page, "Annots");
  g_autoptr (PdfObject) annots = NULL;

  if (list == NULL)
    return TRUE;
  if (!is_same_target (walk->reach, list))
    return FALSE;
  annots = pdf_file_resolve (walk->reach->old, list, NULL);
  if (pdf_object_get_length (annots) > MAX_ANNOTATIONS)
    return FALSE;
  for (guint i = 0; i < pdf_object_get_length (annots); i++)
    if (!walk_annotation (walk, pdf_object_peek_index (annots, i)))
      return FALSE;
  return TRUE;
}

/* Whether all that was found and what it leads to is as it was. */
static gboolean
walk_on (Walk *walk)
{
  for (guint i = 0; i < walk->waiting->len; i++)
    {
      guint32 number = g_array_index (walk->waiting, guint32, i);
      g_autoptr (PdfObject) object = NULL;

      if (i > MAX_OBJECTS || !is_same_entry (walk->reach, number))
        return FALSE;
      object = pdf_file_load (walk->reach->old, number, NULL);
      walk_into (walk, object, 1);
    }
  return TRUE;
}

static gboolean
walk_end (Walk *walk, gboolean alike)
{
  GHashTableIter iter;
  gpointer number;

  g_hash_table_iter_init (&iter, walk->seen);
  while (alike && g_hash_table_iter_next (&iter, &number, NULL))
    g_hash_table_add (walk->reach->alike, number);
  g_hash_table_unref (walk->seen);
  g_array_unref (walk->waiting);
  return alike;
}

static Walk
walk_begin (PadesReach *self)
{
  return (Walk){self, g_hash_table_new (NULL, NULL), g_array_new (FALSE, FALSE, sizeof (guint32))};
}

/* Values as they are written, references unfollowed. */
static gboolean
is_same_value (PdfObject *a, PdfObject *b)
{
  return a == NULL || b == NULL ? a == b : pdf_object_equal (a, b);
}

static gboolean
walk_setting (Walk *walk, PdfObject *old, PdfObject *new, const char *key)
{
  PdfObject *value = pdf_object_peek_key (old, key);

  if (!is_same_value (value, pdf_object_peek_key (new, key)))
    return FALSE;
  walk_into (walk, value, 1);
  return TRUE;
}

static gboolean
is_same_form (PadesReach *self, PdfObject *old_catalog, PdfObject *new_catalog)
{
  static const char *const keys[] = {"NeedAppearances", "DR", "DA", "Q", NULL};
  g_autoptr (PdfObject) old = pdf_file_get_key (self->old, old_catalog, "AcroForm", NULL);
  g_autoptr (PdfObject) new = pdf_file_get_key (self->new, new_catalog, "AcroForm", NULL);
  Walk walk = walk_begin (self);
  gboolean alike = TRUE;

  for (guint i = 0; keys[i] != NULL; i++)
    alike = alike && walk_setting (&walk, old, new, keys[i]);
  return walk_end (&walk, alike && walk_on (&walk));
}

static gboolean
is_same_layers (PadesReach *self, PdfObject *old_catalog, PdfObject *new_catalog)
{
  Walk walk = walk_begin (self);
  gboolean alike = walk_setting (&walk, old_catalog, new_catalog, "OCProperties");

  return walk_end (&walk, alike && walk_on (&walk));
}

/**
 * pades_reach_new:
 * @old: a revision of a file
 * @new: a later one
 *
 * Prepares to compare their pages. Both are kept.
 *
 * Returns: (transfer full): what compares them
 */
PadesReach *
pades_reach_new (PdfFile *old, PdfFile *new)
{
  PadesReach *self = g_new0 (PadesReach, 1);
  g_autoptr (PdfObject) old_catalog = pdf_file_get_catalog (old, NULL);
  g_autoptr (PdfObject) new_catalog = pdf_file_get_catalog (new, NULL);

  self->old = pdf_file_ref (old);
  self->new = pdf_file_ref (new);
  self->alike = g_hash_table_new (NULL, NULL);
  self->layers = is_same_layers (self, old_catalog, new_catalog);
  self->form = is_same_form (self, old_catalog, new_catalog);
  return self;
}

/**
 * pades_reach_free:
 * @self: (nullable): what compares pages
 *
 * Frees it.
 */
void
pades_reach_free (PadesReach *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->alike);
  pdf_file_unref (self->old);
  pdf_file_unref (self->new);
  g_free (self);
}

/* As written, from the page or the nearest node above it (ISO 32000-2, 7.7.3.4). */
static PdfObject *
find_inherited (PdfFile *file, PdfObject *page, const char *key)
{
  PdfObject *node = pdf_object_ref (page);

  for (guint i = 0; i < MAX_NODES && node != NULL; i++)
    {
      PdfObject *value = pdf_object_peek_key (node, key);
      PdfObject *parent;

      if (value != NULL)
        {
          pdf_object_ref (value);
          pdf_object_unref (node);
          return value;
        }
      parent = pdf_file_get_key (file, node, "Parent", NULL);
      pdf_object_unref (node);
      node = parent;
    }
  g_clear_pointer (&node, pdf_object_unref);
  return NULL;
}

static gboolean
walk_inherited (Walk *walk, PdfObject *before, PdfObject *after)
{
  static const char *const keys[] = {"Resources", "MediaBox", "CropBox", "Rotate", NULL};

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (PdfObject) old = find_inherited (walk->reach->old, before, keys[i]);
      g_autoptr (PdfObject) new = find_inherited (walk->reach->new, after, keys[i]);

      if (!is_same_value (old, new))
        return FALSE;
      walk_into (walk, old, 1);
    }
  return TRUE;
}

/**
 * pades_reach_alike:
 * @self: what compares pages
 * @before: a page of the old revision
 * @after: what became of it
 *
 * Asks whether a page must look as it did. %FALSE means that it has to be drawn to know.
 *
 * Returns: whether it must
 */
gboolean
pades_reach_alike (PadesReach *self, PdfPage *before, PdfPage *after)
{
  Walk walk;

  if (!self->layers || before->number != after->number || !is_same_entry (self, before->number) ||
      (!self->form && pdf_object_peek_key (before->dict, "Annots") != NULL))
    return FALSE;
  walk = walk_begin (self);
  walk_entries (&walk, before->dict, page_skipped);
  return walk_end (&walk, walk_annotations (&walk, before->dict) &&
                              walk_inherited (&walk, before->dict, after->dict) && walk_on (&walk));
}

/**
 * pades_reach_alike_annotation:
 * @self: what compares pages
 * @annotation: an entry of the list of annotations of an old page
 *
 * Asks the same of one annotation.
 *
 * Returns: whether it must look as it did
 */
gboolean
pades_reach_alike_annotation (PadesReach *self, PdfObject *annotation)
{
  Walk walk = walk_begin (self);

  return walk_end (&walk, walk_annotation (&walk, annotation) && walk_on (&walk));
}

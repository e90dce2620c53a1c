/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-fields.h"

#include <string.h>

#include "pdf-error.h"
#include "pdf-file-private.h"

/* Field names are a few levels deep; a form of a hundred thousand fields is a large one. */
#define MAX_DEPTH 64
#define MAX_FIELDS 1000000

/* Of all names together: a long name high up is repeated in every field below it. */
#define MAX_NAMES (64u << 20)

typedef struct {
  PdfFile *file;
  GPtrArray *fields;
  GHashTable *seen; /* object numbers */
  guint visited;
  gsize names;
} Walk;

/* What a field has from those above it (ISO 32000-2, table 226). Borrowed. */
typedef struct _Inherited Inherited;
struct _Inherited {
  const char *name;
  const char *type;
  PdfObject *value; /* as it stands: maybe a reference */
  guint depth;
  const Inherited *above; /* or NULL */
  guint index;            /* of the field in question below this */
};

/**
 * pdf_field_free:
 * @field: (nullable): a field
 *
 * Frees a field.
 */
void
pdf_field_free (PdfField *field)
{
  if (!field)
    return;
  g_clear_pointer (&field->dict, pdf_object_unref);
  g_clear_pointer (&field->value, pdf_object_unref);
  g_free (field->name);
  g_free (field->type);
  g_free (field->place);
  g_free (field);
}

/* (transfer full) */
static PdfObject *
get_kid (Walk *walk, PdfObject *kids, guint index)
{
  return pdf_file_resolve (walk->file, pdf_object_peek_index (kids, index), NULL);
}

static gboolean
has_child_fields (Walk *walk, PdfObject *kids)
{
  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      g_autoptr (PdfObject) kid = get_kid (walk, kids, i);

      if (pdf_object_peek_key (kid, "T"))
        return TRUE;
    }
  return FALSE;
}

/* A field with one widget is often merged with it (12.5.6.19). */
static void
find_widget (Walk *walk, PdfField *field, PdfObject *kids)
{
  g_autoptr (PdfObject) widget = get_kid (walk, kids, 0);

  field->widget = pdf_object_get_ref (pdf_object_peek_index (kids, 0), NULL);
  if (!widget && pdf_object_peek_key (field->dict, "Rect"))
    {
      widget = pdf_object_ref (field->dict);
      field->widget = field->number;
    }
  field->page = pdf_object_get_ref (pdf_object_peek_key (widget, "P"), NULL);
  pdf_file_get_rect (walk->file, widget, "Rect", &field->rect);
}

static char *
describe_place (const Inherited *above)
{
  g_autofree char *before = above->above ? describe_place (above->above) : NULL;

  return before ? g_strdup_printf ("%s/%u", before, above->index)
                : g_strdup_printf ("%u", above->index);
}

/* A value that cannot be read may be a signature, which must not go unheard. */
static gboolean
add_field (Walk *walk, PdfObject *at, PdfObject *dict, const Inherited *above, GError **error)
{
  PdfField *field = g_new0 (PdfField, 1);
  g_autoptr (GError) problem = NULL;

  g_ptr_array_add (walk->fields, field);
  field->name = g_strdup (above->name);
  field->type = g_strdup (above->type);
  field->number = pdf_object_get_ref (at, NULL);
  field->place = field->number == 0 ? describe_place (above->above) : NULL;
  field->dict = pdf_object_ref (dict);
  field->value_number = pdf_object_get_ref (above->value, NULL);
  field->value = pdf_file_resolve_kept (walk->file, above->value, &problem);
  if (problem)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem),
                                  "value of field “%s”: ", field->name);
      return FALSE;
    }
  if (pdf_object_get_type (field->value) == PDF_TYPE_NULL)
    {
      g_clear_pointer (&field->value, pdf_object_unref);
      field->value_number = 0;
    }
  return TRUE;
}

static char *
join_name (PdfFile *file, const char *above, PdfObject *dict)
{
  g_autoptr (PdfObject) partial = pdf_file_get_key (file, dict, "T", NULL);
  g_autofree char *text = pdf_object_dup_text (partial);

  if (!text)
    return g_strdup (above);
  return *above ? g_strconcat (above, ".", text, NULL) : g_steal_pointer (&text);
}

static gboolean
walk_field (Walk *walk, PdfObject *at, const Inherited *above, GError **error)
{
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (PdfObject) dict = pdf_file_resolve_kept (walk->file, at, &problem);
  g_autoptr (PdfObject) kids = pdf_file_get_key (walk->file, dict, "Kids", NULL);
  g_autoptr (PdfObject) type = pdf_file_get_key (walk->file, dict, "FT", NULL);
  g_autofree char *name = NULL;

  if (++walk->visited > MAX_FIELDS || above->depth > MAX_DEPTH || walk->names > MAX_NAMES)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "the form is too large or too deep");
      return FALSE;
    }
  if (problem)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&problem), "field of the form: ");
      return FALSE;
    }
  if (pdf_object_get_type (dict) != PDF_TYPE_DICT ||
      (number && !g_hash_table_add (walk->seen, GUINT_TO_POINTER (number))))
    return TRUE;
  name = join_name (walk->file, above->name, dict);
  walk->names += strlen (name);

  Inherited here = {name, above->type, above->value, above->depth + 1, above};

  if (pdf_object_get_name (type))
    here.type = pdf_object_get_name (type);
  if (pdf_object_peek_key (dict, "V"))
    here.value = pdf_object_peek_key (dict, "V");
  if (!has_child_fields (walk, kids))
    {
      if (!add_field (walk, at, dict, &here, error))
        return FALSE;
      find_widget (walk, g_ptr_array_index (walk->fields, walk->fields->len - 1), kids);
      return TRUE;
    }
  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      here.index = i;
      if (!walk_field (walk, pdf_object_peek_index (kids, i), &here, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pdf_fields_list:
 * @file: a file
 * @error: return location
 *
 * Lists the terminal fields of the interactive form. Entries that are none, and those that were met
 * before, are left out.
 *
 * Returns: (transfer full) (element-type PdfField): the fields; %NULL with %PDF_ERROR_DAMAGED when
 *   the form, a field or its value cannot be read, with %PDF_ERROR_LIMIT when it is too large or
 * too deep
 */
GPtrArray *
pdf_fields_list (PdfFile *file, GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_field_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, error);
  g_autoptr (PdfObject) form = NULL;
  g_autoptr (PdfObject) roots = NULL;
  g_autoptr (GError) problem = NULL;
  Walk walk = {file, fields, seen, 0};
  Inherited nothing = {"", NULL, NULL, 0};

  if (!catalog)
    return NULL;
  form = pdf_file_resolve_kept (file, pdf_object_peek_key (catalog, "AcroForm"), &problem);
  if (!problem)
    roots = pdf_file_resolve_kept (file, pdf_object_peek_key (form, "Fields"), &problem);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  for (guint i = 0; i < pdf_object_get_length (roots); i++)
    {
      nothing.index = i;
      if (!walk_field (&walk, pdf_object_peek_index (roots, i), &nothing, error))
        return NULL;
    }
  return g_steal_pointer (&fields);
}

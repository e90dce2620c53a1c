/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-form-tree.h"

#include <string.h>

#include "pdf-error.h"

/* As where fields are listed: a large form has a hundred thousand. */
#define MAX_DEPTH 64
#define MAX_NODES 1000000
#define MAX_NAMES (64u << 20)

typedef struct {
  PadesFormTree *tree;
  gsize names; /* bytes of all together */
} Walk;

static void
node_free (PadesFormNode *node)
{
  pdf_object_unref (node->dict);
  g_free (node->name);
  g_free (node);
}

/* A dot parts the names of two levels: none may hold one (12.7.4.2). */
static char *
read_name (Walk *walk, const PadesFormNode *parent, PdfObject *dict)
{
  g_autoptr (PdfObject) partial = pdf_file_get_key (walk->tree->file, dict, "T", NULL);
  g_autofree char *text = pdf_object_dup_text (partial);
  const char *above = parent != NULL ? parent->name : "";

  if (text != NULL && strchr (text, '.') != NULL)
    walk->tree->n_odd++;
  if (text == NULL)
    return g_strdup (above);
  return *above != '\0' ? g_strconcat (above, ".", text, NULL) : g_steal_pointer (&text);
}

static gboolean
has_fields (PdfFile *file, PdfObject *kids)
{
  guint i;

  for (i = 0; i < pdf_object_get_length (kids); i++)
    {
      g_autoptr (PdfObject) kid = pdf_file_resolve (file, pdf_object_peek_index (kids, i), NULL);

      if (pdf_object_peek_key (kid, "T") != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The four that the standard knows (table 226); all others are one, and no better than none. */
static const char *
read_type (PdfObject *type)
{
  static const char *const types[] = {"Sig", "Tx", "Btn", "Ch"};
  guint i;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    if (pdf_object_is_name (type, types[i]))
      return types[i];
  return "?";
}

static PadesFormNode *
add_node (Walk *walk, guint32 number, PadesFormNode *parent, PdfObject *dict)
{
  PadesFormNode *node = g_new0 (PadesFormNode, 1);
  PadesFormTree *tree = walk->tree;
  g_autoptr (PdfObject) type = pdf_file_get_key (tree->file, dict, "FT", NULL);

  node->number = number;
  node->parent = parent;
  node->dict = pdf_object_ref (dict);
  node->name = read_name (walk, parent, dict);
  node->type = parent != NULL ? parent->type : NULL;
  if (type != NULL)
    node->type = read_type (type);
  node->is_kid = parent != NULL && !parent->is_group;
  walk->names += strlen (node->name);
  g_ptr_array_add (tree->nodes, node);
  if (number == 0 || !g_hash_table_insert (tree->by_number, GUINT_TO_POINTER (number), node))
    tree->n_odd++;
  return node;
}

static gboolean
walk_node (Walk *walk, PdfObject *at, PadesFormNode *parent, guint depth, GError **error)
{
  PadesFormTree *tree = walk->tree;
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (PdfObject) dict = pdf_file_resolve (tree->file, at, NULL);
  g_autoptr (PdfObject) kids = pdf_file_get_key (tree->file, dict, "Kids", NULL);
  PadesFormNode *node;
  guint i;

  if (depth > MAX_DEPTH || tree->nodes->len >= MAX_NODES || walk->names > MAX_NAMES)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "the form is too large or too deep");
      return FALSE;
    }
  if (pdf_object_get_type (dict) == PDF_TYPE_NULL)
    return TRUE;
  if (pdf_object_get_type (dict) != PDF_TYPE_DICT ||
      (number != 0 && pades_form_tree_find (tree, number) != NULL))
    {
      tree->n_odd++;
      return TRUE;
    }
  node = add_node (walk, number, parent, dict);
  node->is_group = !node->is_kid && has_fields (tree->file, kids);
  if (!node->is_group && !node->is_kid && !g_hash_table_add (tree->names, node->name))
    tree->n_odd++;
  for (i = 0; i < pdf_object_get_length (kids); i++)
    if (!walk_node (walk, pdf_object_peek_index (kids, i), node, depth + 1, error))
      return FALSE;
  return TRUE;
}

/**
 * pades_form_tree_new:
 * @file: a revision
 * @error: return location for an error
 *
 * Reads the form; an empty tree when there is none.
 *
 * Returns: (transfer full): the tree; %NULL with %PDF_ERROR_LIMIT
 */
PadesFormTree *
pades_form_tree_new (PdfFile *file, GError **error)
{
  g_autoptr (PadesFormTree) self = g_new0 (PadesFormTree, 1);
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) form = pdf_file_get_key (file, catalog, "AcroForm", NULL);
  g_autoptr (PdfObject) fields = pdf_file_get_key (file, form, "Fields", NULL);
  Walk walk = {self, 0};
  guint i;

  self->file = pdf_file_ref (file);
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  self->by_number = g_hash_table_new (NULL, NULL);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  for (i = 0; i < pdf_object_get_length (fields); i++)
    if (!walk_node (&walk, pdf_object_peek_index (fields, i), NULL, 0, error))
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * pades_form_tree_find:
 * @self: a form
 * @number: an object number
 *
 * Finds the node that an object is.
 *
 * Returns: (transfer none) (nullable): the node
 */
PadesFormNode *
pades_form_tree_find (PadesFormTree *self, guint32 number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

/**
 * pades_form_tree_free:
 * @self: (nullable): a form
 *
 * Frees it.
 */
void
pades_form_tree_free (PadesFormTree *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->by_number, g_hash_table_unref);
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_clear_pointer (&self->file, pdf_file_unref);
  g_free (self);
}

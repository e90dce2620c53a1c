/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-structure.h"

/* Where something is put: an indirect dictionary that is changed, then written. */
typedef struct {
  PadesPlan *plan;
  guint32 number;
  PdfObject *dict; /* a copy to change */
} Place;

static gboolean
place_open (Place *place, PadesPlan *plan, guint32 number, GError **error)
{
  g_autoptr (PdfObject) old = pdf_writer_load (plan->writer, number, error);

  *place = (Place){plan, number, NULL};
  if (pdf_object_get_type (old) == PDF_TYPE_DICT)
    place->dict = pdf_object_copy (old);
  return old != NULL;
}

static void
place_write (Place *place)
{
  pdf_writer_put (place->plan->writer, place->number, place->dict);
}

static void
place_close (Place *place)
{
  g_clear_pointer (&place->dict, pdf_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_close)

static gboolean
append_to_list (Place *place, const char *key, PdfObject *value, GError **error)
{
  PdfObject *stated = pdf_object_peek_key (place->dict, key);
  g_autoptr (PdfObject) old = pdf_file_resolve (place->plan->file, stated, error);
  PdfObject *list;

  if (stated != NULL && old == NULL)
    return FALSE;
  if (pdf_object_get_type (old) == PDF_TYPE_ARRAY)
    list = pdf_object_copy (old);
  else
    {
      list = pdf_object_new_array ();
      if (stated != NULL && pdf_object_get_type (stated) != PDF_TYPE_NULL)
        pdf_object_append (list, stated);
    }
  pdf_object_append (list, value);
  pdf_object_take (place->dict, key, list);
  return TRUE;
}

/* The only child of the root is the document as a whole, where there is one (ISO
 * 32000-2, 14.8.4.3); 0 where there is not. */
static guint32
find_document (PadesPlan *plan, PdfObject *root)
{
  g_autoptr (PdfObject) kids = pdf_file_get_key (plan->file, root, "K", NULL);
  g_autoptr (PdfObject) element = NULL;
  PdfObject *only = pdf_object_peek_key (root, "K");

  if (pdf_object_get_type (kids) == PDF_TYPE_ARRAY)
    only = pdf_object_get_length (kids) == 1 ? pdf_object_peek_index (kids, 0) : NULL;
  if (pdf_object_get_type (only) != PDF_TYPE_REF)
    return 0;
  element = pdf_file_resolve (plan->file, only, NULL);
  return pdf_object_is_name (pdf_object_peek_key (element, "S"), "Document")
             ? pdf_object_get_ref (only, NULL)
             : 0;
}

/* ISO 32000-2, 14.7.5.3: the annotation as the element's content. */
static PdfObject *
new_content (PadesPlan *plan, const PadesTagged *tagged)
{
  PdfObject *content = pdf_object_new_dict ();

  pdf_object_take (content, "Type", pdf_object_new_name ("OBJR"));
  pdf_object_take (content, "Obj", pdf_writer_new_ref (plan->writer, tagged->number));
  pdf_object_take (content, "Pg", pdf_writer_new_ref (plan->writer, tagged->page));
  return content;
}

/* In PDF 2.0, be there namespaces or not, the annotation's own words are enough, and a second copy
 * that a reader finds different breaks a rule (ISO 14289-2, 8.9.4.2). */
static gboolean
wants_words (PadesPlan *plan, PdfObject *namespace)
{
  guint major = 1;

  pdf_file_get_header (plan->file, &major, NULL);
  return namespace == NULL && major < 2;
}

static guint32
add_element (const Place *parent, const PadesTagged *tagged)
{
  PadesPlan *plan = parent->plan;
  g_autoptr (PdfObject) element = pdf_object_new_dict ();
  PdfObject *words = pdf_object_peek_key (tagged->dict, "Contents");
  PdfObject *namespace = pdf_object_peek_key (parent->dict, "NS");

  pdf_object_take (element, "Type", pdf_object_new_name ("StructElem"));
  pdf_object_take (element, "S", pdf_object_new_name (tagged->role));
  pdf_object_take (element, "P", pdf_writer_new_ref (plan->writer, parent->number));
  pdf_object_take (element, "Pg", pdf_writer_new_ref (plan->writer, tagged->page));
  pdf_object_take (element, "K", new_content (plan, tagged));
  if (namespace != NULL)
    pdf_object_set (element, "NS", namespace);
  if (words != NULL && wants_words (plan, namespace))
    pdf_object_set (element, "Alt", words);
  return pdf_writer_add (plan->writer, element);
}

/* The last number of an array of a number tree, or -1. */
static gint64
last_key (PadesPlan *plan, PdfObject *node, const char *name, guint from_end)
{
  g_autoptr (PdfObject) list = pdf_file_get_key (plan->file, node, name, NULL);
  guint length = pdf_object_get_length (list);

  return length >= from_end
             ? pdf_object_get_integer (pdf_object_peek_index (list, length - from_end))
             : -1;
}

/* One more than every key of the parent tree (ISO 32000-2, table 354 and 7.9.7). */
static gint64
next_key (PadesPlan *plan, PdfObject *root, PdfObject *tree)
{
  gint64 stated = pdf_object_get_integer (pdf_object_peek_key (root, "ParentTreeNextKey"));
  g_autoptr (PdfObject) kids = pdf_file_get_key (plan->file, tree, "Kids", NULL);
  gint64 last = last_key (plan, tree, "Nums", 2);

  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      g_autoptr (PdfObject)
          kid = pdf_file_resolve (plan->file, pdf_object_peek_index (kids, i), NULL);

      last = MAX (last, last_key (plan, kid, "Limits", 1));
      last = MAX (last, last_key (plan, kid, "Nums", 2));
    }
  return MAX (MAX (stated, last + 1), 0);
}

static PdfObject *
new_pair (gint64 first, PdfObject *second)
{
  PdfObject *pair = pdf_object_new_array ();

  pdf_object_take_append (pair, pdf_object_new_integer (first));
  pdf_object_append (pair, second);
  return pair;
}

/* Into the tree's own numbers, or as a leaf of its own. */
static gboolean
add_to_tree (Place *tree, gint64 key, PdfObject *element, GError **error)
{
  PadesPlan *plan = tree->plan;
  g_autoptr (PdfObject) number = pdf_object_new_integer (key);
  g_autoptr (PdfObject) leaf = NULL;
  g_autoptr (PdfObject) reference = NULL;

  if (pdf_object_peek_key (tree->dict, "Kids") == NULL)
    return append_to_list (tree, "Nums", number, error) &&
           append_to_list (tree, "Nums", element, error);
  leaf = pdf_object_new_dict ();
  pdf_object_take (leaf, "Limits", new_pair (key, number));
  pdf_object_take (leaf, "Nums", new_pair (key, element));
  reference = pdf_writer_new_ref (plan->writer, pdf_writer_add (plan->writer, leaf));
  return append_to_list (tree, "Kids", reference, error);
}

static gboolean
enter_in_parent_tree (Place *root, guint32 element, gint64 *key, GError **error)
{
  PadesPlan *plan = root->plan;
  PdfObject *stated = pdf_object_peek_key (root->dict, "ParentTree");
  guint32 number = pdf_object_get_ref (stated, NULL);
  g_autoptr (PdfObject) reference = pdf_writer_new_ref (plan->writer, element);
  g_auto (Place) tree = {plan, number, NULL};

  if (number != 0 && !place_open (&tree, plan, number, error))
    return FALSE;
  if (number == 0)
    tree.dict = stated != NULL ? pdf_object_copy (stated) : pdf_object_new_dict ();
  /* A tree that is none is left as it is, and so is the annotation. */
  if (pdf_object_get_type (tree.dict) != PDF_TYPE_DICT)
    return TRUE;
  *key = next_key (plan, root->dict, tree.dict);
  if (!add_to_tree (&tree, *key, reference, error))
    return FALSE;
  if (number != 0)
    place_write (&tree);
  else
    pdf_object_set (root->dict, "ParentTree", tree.dict);
  pdf_object_take (root->dict, "ParentTreeNextKey", pdf_object_new_integer (*key + 1));
  return TRUE;
}

static gboolean
add_below (Place *root, const PadesTagged *tagged, guint32 *element, GError **error)
{
  PadesPlan *plan = root->plan;
  guint32 document = find_document (plan, root->dict);
  g_autoptr (PdfObject) reference = NULL;
  g_auto (Place) parent = {plan, 0, NULL};

  if (document == 0)
    {
      *element = add_element (root, tagged);
      reference = pdf_writer_new_ref (plan->writer, *element);
      return append_to_list (root, "K", reference, error);
    }
  if (!place_open (&parent, plan, document, error))
    return FALSE;
  *element = add_element (&parent, tagged);
  reference = pdf_writer_new_ref (plan->writer, *element);
  if (!append_to_list (&parent, "K", reference, error))
    return FALSE;
  place_write (&parent);
  return TRUE;
}

/**
 * pades_structure_add:
 * @plan: the plan, with writer and catalog
 * @tagged: the annotation
 * @error: return location for an error
 *
 * Gives an annotation its place in the structure of a tagged file, so that whoever cannot see the
 * page comes upon it (ISO 14289-1, 7.18.1 and 7.18.4; ISO 32000-2, 14.7). A file without structure
 * needs none, and behind an earlier signature the structure stays as it was signed: strict readers
 * take any change of it for a forgery.
 *
 * Returns: %FALSE when the structure cannot be read
 */
gboolean
pades_structure_add (PadesPlan *plan, const PadesTagged *tagged, GError **error)
{
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (plan->catalog, "StructTreeRoot"), NULL);
  g_auto (Place) root = {plan, 0, NULL};
  guint32 element = 0;
  gint64 key = -1;

  if (number == 0 || plan->earlier->len > 0)
    return TRUE;
  if (!place_open (&root, plan, number, error))
    return FALSE;
  if (root.dict == NULL)
    return TRUE;
  if (!add_below (&root, tagged, &element, error) ||
      !enter_in_parent_tree (&root, element, &key, error))
    return FALSE;
  if (key >= 0)
    pdf_object_take (tagged->dict, "StructParent", pdf_object_new_integer (key));
  place_write (&root);
  return TRUE;
}

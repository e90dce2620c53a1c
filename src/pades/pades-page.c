/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-page.h"

#include "pdf-error.h"

/* A tagged page with annotations says in which order to go through them (ISO 14289-1, 7.18.3). */
static void
set_tab_order (PadesPlan *plan, PdfObject *page)
{
  if (plan->earlier->len == 0 && pdf_object_peek_key (plan->catalog, "StructTreeRoot") != NULL &&
      pdf_object_peek_key (page, "Tabs") == NULL)
    pdf_object_take (page, "Tabs", pdf_object_new_name ("S"));
}

/**
 * pades_page_check:
 * @page: a page
 * @index: its index from 0
 * @error: return location for an error
 *
 * Asks whether annotations can be added to a page: it must be an object of its own, as ISO 32000-2,
 * table 30 demands, and is one in a repaired copy.
 *
 * Returns: %FALSE with %PDF_ERROR_DAMAGED
 */
gboolean
pades_page_check (const PdfPage *page, guint32 index, GError **error)
{
  if (page->number != 0)
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "page %u is no indirect object", index + 1);
  return FALSE;
}

/**
 * pades_page_annotate:
 * @plan: the plan, with its writer
 * @page: object number of a page
 * @annotation: object number of an annotation
 * @error: return location for an error
 *
 * Puts an annotation on top of a page. The page gets an /Annots array of its own: the old one may
 * be an object that another page shares, and a stray reference to it must not show the mark twice.
 * Besides, strict readers of earlier signatures accept no other change of a page. What is no array
 * shows nothing and is given up.
 *
 * Returns: %FALSE when the page cannot be read
 */
gboolean
pades_page_annotate (PadesPlan *plan, guint32 page, guint32 annotation, GError **error)
{
  g_autoptr (PdfObject) old = pdf_writer_load (plan->writer, page, error);
  g_autoptr (PdfObject) dict = NULL;
  g_autoptr (PdfObject) old_annots = NULL;
  g_autoptr (PdfObject) annots = NULL;

  if (old == NULL)
    return FALSE;
  old_annots = pdf_file_get_key (plan->file, old, "Annots", NULL);
  if (pdf_object_get_type (old_annots) == PDF_TYPE_ARRAY)
    {
      annots = pdf_object_copy (old_annots);
    }
  else
    {
      annots = pdf_object_new_array ();
    }
  dict = pdf_object_copy (old);
  pdf_object_take_append (annots, pdf_writer_new_ref (plan->writer, annotation));
  pdf_object_set (dict, "Annots", annots);
  set_tab_order (plan, dict);
  pdf_writer_put (plan->writer, page, dict);
  return TRUE;
}

static gboolean
shows (PdfFile *file, const PdfPage *page, guint32 widget)
{
  g_autoptr (PdfObject) annots = pdf_file_get_key (file, page->dict, "Annots", NULL);
  guint n = pdf_object_get_type (annots) == PDF_TYPE_ARRAY ? pdf_object_get_length (annots) : 0;
  guint i;

  for (i = 0; i < n; i++)
    if (pdf_object_get_ref (pdf_object_peek_index (annots, i), NULL) == widget)
      return TRUE;
  return FALSE;
}

/**
 * pades_page_find_index:
 * @file: a file
 * @page: object number of the page, or 0 when the widget does not tell
 * @widget: object number of a widget on it
 *
 * Finds which page that is.
 *
 * Returns: its index from 0, or %G_MAXUINT32
 */
guint32
pades_page_find_index (PdfFile *file, guint32 page, guint32 widget)
{
  guint n = pdf_file_get_n_pages (file, NULL);
  guint i;

  if (page == 0 && widget == 0)
    return G_MAXUINT32;
  for (i = 0; i < n; i++)
    {
      g_autoptr (PdfPage) each = pdf_file_get_page (file, i, NULL);

      if (each != NULL && (page != 0 ? each->number == page : shows (file, each, widget)))
        return i;
    }
  return G_MAXUINT32;
}

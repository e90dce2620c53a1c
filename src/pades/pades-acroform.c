/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-acroform.h"

/* ISO 32000-2, table 225: there is a signature field; bytes that are there may not change. */
enum { SIGNATURES_EXIST = 1, APPEND_ONLY = 2 };

/* /Fields becomes a direct array of its own: one array object may serve in several places, and
 * adding to it would add there too. What is no array lists no field, to nobody. */
static void
add_field (PadesPlan *plan, PdfObject *form, guint32 number)
{
  g_autoptr (PdfObject) old = pdf_file_get_key (plan->file, form, "Fields", NULL);
  g_autoptr (PdfObject) fields = NULL;

  if (pdf_object_get_type (old) == PDF_TYPE_ARRAY)
    {
      fields = pdf_object_copy (old);
    }
  else
    {
      fields = pdf_object_new_array ();
    }
  pdf_object_take_append (fields, pdf_writer_new_ref (plan->writer, number));
  pdf_object_set (form, "Fields", fields);
}

/* With a signature there already the flags stay as they are: strict readers take a change of them
 * for a change of the signed document. */
static gboolean
set_flags (PadesPlan *plan, PdfObject *form)
{
  g_autoptr (PdfObject) old = pdf_file_get_key (plan->file, form, "SigFlags", NULL);
  gint64 flags = pdf_object_get_integer (old);
  gint64 wanted = plan->empty ? SIGNATURES_EXIST : SIGNATURES_EXIST | APPEND_ONLY;

  if (plan->earlier->len > 0 || (flags & wanted) == wanted)
    return FALSE;
  pdf_object_take (form, "SigFlags", pdf_object_new_integer (flags | wanted));
  return TRUE;
}

static void
store (PadesPlan *plan, PdfObject *form, gboolean is_new)
{
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (plan->catalog, "AcroForm"), NULL);

  if (number != 0 && !is_new)
    {
      pdf_writer_put (plan->writer, number, form);
      return;
    }
  if (is_new)
    pdf_object_take (plan->catalog, "AcroForm",
                     pdf_writer_new_ref (plan->writer, pdf_writer_add (plan->writer, form)));
  else
    pdf_object_set (plan->catalog, "AcroForm", form);
  plan->catalog_changed = TRUE;
}

/**
 * pades_acroform_dup:
 * @plan: the plan, with writer and catalog
 *
 * Reads the interactive form as it stands by now.
 *
 * Returns: (transfer full): a copy to change
 */
PdfObject *
pades_acroform_dup (PadesPlan *plan)
{
  PdfObject *at = pdf_object_peek_key (plan->catalog, "AcroForm");
  guint32 number = pdf_object_get_ref (at, NULL);
  g_autoptr (PdfObject) form = number != 0 ? pdf_writer_load (plan->writer, number, NULL)
                                           : pdf_object_ref (at);

  return pdf_object_get_type (form) == PDF_TYPE_DICT ? pdf_object_copy (form)
                                                     : pdf_object_new_dict ();
}

/**
 * pades_acroform_store:
 * @plan: the plan, with writer and catalog
 * @form: the form
 *
 * Puts a changed form back where it stood.
 */
void
pades_acroform_store (PadesPlan *plan, PdfObject *form)
{
  store (plan, form, FALSE);
}

/**
 * pades_acroform_update:
 * @plan: the plan, with writer and catalog
 * @new_field: object number of a field to add, or 0
 *
 * Makes the interactive form (ISO 32000-2, 12.7.3) say that the document is signed, or is to be,
 * and, where the field is new, lists it. Default resources, appearance strings and XFA stay
 * untouched, and nobody is asked to draw the fields anew.
 */
void
pades_acroform_update (PadesPlan *plan, guint32 new_field)
{
  g_autoptr (PdfObject) old = pdf_file_get_key (plan->file, plan->catalog, "AcroForm", NULL);
  g_autoptr (PdfObject) form = NULL;
  gboolean is_new = pdf_object_get_type (old) != PDF_TYPE_DICT;
  gboolean changed = FALSE;

  form = is_new ? pdf_object_new_dict () : pdf_object_copy (old);
  if (new_field != 0)
    {
      add_field (plan, form, new_field);
      changed = TRUE;
    }
  changed |= set_flags (plan, form);
  if (changed)
    store (plan, form, is_new);
}

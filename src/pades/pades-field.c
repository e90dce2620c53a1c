/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-field.h"

#include "pades-acroform.h"
#include "pades-marks.h"
#include "pades-page.h"
#include "pades-promote.h"
#include "pades-structure.h"
#include "pades-xobject.h"
#include "pdf-error.h"

/* Print and Locked (ISO 32000-2, table 167). */
#define WIDGET_FLAGS 132
/* Invisible, Hidden, NoView: a mark is to be seen. */
#define HIDING_FLAGS (1 | 2 | 32)

/* Points: what millimetres and back may lose. */
#define ROUNDING 0.01

static const PadesMark *
first_mark (PadesPlan *plan)
{
  GPtrArray *marks = plan->request->marks;

  return marks == NULL || marks->len == 0 ? NULL : g_ptr_array_index (marks, 0);
}

static gboolean
is_visible (const PdfField *field)
{
  return field->rect.x1 > field->rect.x0 && field->rect.y1 > field->rect.y0;
}

/* Two fields of one name are not legal but exist: then the empty one is meant. */
static PdfField *
find (PadesPlan *plan, const char *name)
{
  PdfField *found = NULL;
  guint i;

  for (i = 0; i < plan->fields->len; i++)
    {
      PdfField *field = g_ptr_array_index (plan->fields, i);

      if (g_strcmp0 (field->name, name) == 0 &&
          (found == NULL || pdf_object_get_type (found->value) != PDF_TYPE_NULL))
        found = field;
    }
  return found;
}

/* A new field may be neither a namesake nor the parent of another. */
static gboolean
is_taken (PadesPlan *plan, const char *name)
{
  gsize length = strlen (name);
  guint i;

  for (i = 0; i < plan->fields->len; i++)
    {
      const char *other = ((PdfField *) g_ptr_array_index (plan->fields, i))->name;

      if (other != NULL && strncmp (other, name, length) == 0 &&
          (other[length] == '\0' || other[length] == '.'))
        return TRUE;
    }
  return FALSE;
}

static gboolean
choose_new (PadesPlan *plan, GError **error)
{
  const char *wanted = plan->request->field;
  guint i;

  for (i = 1; wanted == NULL && plan->name == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf (plan->timestamp ? "Timestamp%u" : "Signature%u", i);

      if (!is_taken (plan, name))
        plan->name = g_steal_pointer (&name);
    }
  if (wanted == NULL)
    return TRUE;
  if (wanted[0] == '\0' || !g_utf8_validate (wanted, -1, NULL) || is_taken (plan, wanted) ||
      (plan->empty && strchr (wanted, '.') != NULL))
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_FIELD_NAME,
                   "“%s” is no name for a new signature field", wanted);
      return FALSE;
    }
  if (strchr (wanted, '.') != NULL)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_NO_FIELD, "there is no field “%s”", wanted);
      return FALSE;
    }
  plan->name = g_strdup (wanted);
  return TRUE;
}

static gboolean
check_empty_field (PadesPlan *plan, const PdfField *field, GError **error)
{
  if (g_strcmp0 (field->type, "Sig") != 0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_FIELD_NAME, "“%s” is no signature field",
                   field->name);
      return FALSE;
    }
  if (pdf_object_get_type (field->value) != PDF_TYPE_NULL)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_FIELD_SIGNED, "“%s” is signed already",
                   field->name);
      return FALSE;
    }
  if (field->number == 0 && plan->earlier->len > 0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_FORM,
                   "“%s” is no object of its own but part of what an earlier signature covers",
                   field->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
stands_inside (PadesPlan *plan, const PadesMark *mark, guint32 index)
{
  const PdfRect *room = &plan->field->rect;
  g_autoptr (PdfPage) page = NULL;
  PdfRect rect;

  if (index != mark->placement.page || !is_visible (plan->field))
    return FALSE;
  page = pdf_file_get_page (plan->file, index, NULL);
  if (page == NULL)
    return FALSE;
  rect = pdf_placement_get_user_rect (&mark->placement, &page->box);
  return rect.x0 >= room->x0 - ROUNDING && rect.y0 >= room->y0 - ROUNDING &&
         rect.x1 <= room->x1 + ROUNDING && rect.y1 <= room->y1 + ROUNDING;
}

/* A mark inside the field's rectangle leaves that as its author drew it. Elsewhere on the page it
 * moves the field there, unless a signature covers already where the field stands. */
static gboolean
check_move (PadesPlan *plan, GError **error)
{
  const PadesMark *mark = first_mark (plan);
  const PdfField *field = plan->field;
  guint32 index = 0;

  if (mark == NULL)
    return TRUE;
  index = pades_page_find_index (plan->file, field->page, field->widget);
  plan->in_place = stands_inside (plan, mark, index);
  if (plan->in_place)
    return TRUE;
  if (plan->earlier->len > 0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_LOCKED,
                   "an earlier signature covers where “%s” stands: it cannot be moved",
                   field->name);
      return FALSE;
    }
  if (index != G_MAXUINT32 && index != mark->placement.page)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_FORM, "“%s” stands on page %u, not %u",
                   field->name, index + 1, mark->placement.page + 1);
      return FALSE;
    }
  return TRUE;
}

/* A document may have none, as a folder of attachments. What shows nothing needs none either. */
static gboolean
has_no_page (PadesPlan *plan)
{
  g_autoptr (GError) error = NULL;

  return pdf_file_get_n_pages (plan->file, &error) == 0 &&
         g_error_matches (error, PDF_ERROR, PDF_ERROR_NO_PAGES);
}

/**
 * pades_field_check_page:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Asks whether there is a page for a new field that shows nothing: the first, if there are any.
 *
 * Returns: %FALSE with %PDF_ERROR
 */
gboolean
pades_field_check_page (PadesPlan *plan, GError **error)
{
  g_autoptr (PdfPage) page = NULL;

  if (plan->field != NULL || first_mark (plan) != NULL || has_no_page (plan))
    return TRUE;
  page = pdf_file_get_page (plan->file, 0, error);
  return page != NULL && pades_page_check (page, 0, error);
}

/**
 * pades_field_choose:
 * @plan: a plan with its fields listed
 * @error: return location for an error
 *
 * Finds the empty signature field that is asked for, or a name for a new one.
 *
 * Returns: %FALSE where the field cannot be signed
 */
gboolean
pades_field_choose (PadesPlan *plan, GError **error)
{
  if (plan->request->field != NULL && !plan->empty)
    plan->field = find (plan, plan->request->field);
  if (plan->field == NULL)
    return choose_new (plan, error);
  plan->name = g_strdup (plan->field->name);
  return check_empty_field (plan, plan->field, error) && check_move (plan, error);
}

static void
show (PadesPlan *plan, PdfObject *widget, const PadesDrawn *drawn)
{
  gint64 flags = pdf_object_get_integer (pdf_object_peek_key (widget, "F"));

  pdf_object_take (widget, "F", pdf_object_new_integer ((flags & ~HIDING_FLAGS) | WIDGET_FLAGS));
  pades_marks_dress (plan, widget, drawn);
}

static void
become_widget (PadesPlan *plan, PdfObject *field, guint32 page)
{
  pdf_object_take (field, "Type", pdf_object_new_name ("Annot"));
  pdf_object_take (field, "Subtype", pdf_object_new_name ("Widget"));
  pdf_object_take (field, "P", pdf_writer_new_ref (plan->writer, page));
}

static gboolean
show_on_widget (PadesPlan *plan, guint32 number, const PadesDrawn *drawn, GError **error)
{
  g_autoptr (PdfObject) old = pdf_writer_load (plan->writer, number, error);
  g_autoptr (PdfObject) widget = NULL;

  if (old == NULL)
    return FALSE;
  widget = pdf_object_copy (old);
  if (plan->field->widget == 0)
    become_widget (plan, widget, drawn->page);
  show (plan, widget, drawn);
  pdf_writer_put (plan->writer, number, widget);
  return TRUE;
}

/* Without a mark an existing field keeps its widget as it is. A field that has none becomes one. */
static gboolean
write_existing (PadesPlan *plan, guint32 signature, GError **error)
{
  const PdfField *field = plan->field;
  const PadesMark *mark = first_mark (plan);
  g_autoptr (PdfObject) dict = pdf_object_copy (field->dict);
  PadesDrawn drawn = {0};

  pdf_object_take (dict, "V", pdf_writer_new_ref (plan->writer, signature));
  pdf_writer_put (plan->writer, field->number, dict);
  if (mark == NULL)
    return TRUE;
  if (!pades_marks_draw (plan, mark, plan->in_place ? &field->rect : NULL, &drawn, error))
    return FALSE;
  if (field->widget != 0)
    return show_on_widget (plan, field->widget, &drawn, error);
  return show_on_widget (plan, field->number, &drawn, error) &&
         pades_page_annotate (plan, drawn.page, field->number, error);
}

/* Who cannot see the field is told of it; one that nobody signs by its own name. */
static void
describe (PadesPlan *plan, PdfObject *dict)
{
  const char *text = plan->timestamp || plan->empty
                         ? plan->name
                         : pades_marks_describe (plan, first_mark (plan));

  if (text == NULL)
    return;
  pdf_object_take (dict, "TU", pdf_object_new_text (text));
  pdf_object_take (dict, "Contents", pdf_object_new_text (text));
}

/* A time-stamp's field without an appearance is what strict readers permit behind a certification
 * against all changes; only the first part of PDF/A insists on one. */
static gboolean
needs_empty_form (PadesPlan *plan)
{
  return !plan->timestamp || plan->conformance.flat;
}

/* An indirect object (ISO 32000-2, table 235). An existing field gets none: to add one would change
 * what earlier signatures cover. */
static void
set_lock (PadesPlan *plan, PdfObject *dict)
{
  g_autoptr (PdfObject) lock = NULL;

  if (plan->lock == NULL)
    return;
  lock = pades_lock_to_object (plan->lock, PADES_LOCK_FIELD);
  pdf_object_take (dict, "Lock",
                   pdf_writer_new_ref (plan->writer, pdf_writer_add (plan->writer, lock)));
}

static gboolean
write_new (PadesPlan *plan, guint32 signature, guint32 number, GError **error)
{
  g_autoptr (PdfObject) dict = pdf_object_new_dict ();
  const PadesMark *mark = first_mark (plan);
  PadesDrawn drawn = {0};

  if (mark != NULL)
    {
      if (!pades_marks_draw (plan, mark, NULL, &drawn, error))
        return FALSE;
    }
  else if (!has_no_page (plan))
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (plan->file, 0, error);

      if (page == NULL)
        return FALSE;
      drawn.page = page->number;
      if (needs_empty_form (plan))
        drawn.form = pades_xobject_add_empty (plan);
    }
  if (drawn.page != 0)
    become_widget (plan, dict, drawn.page);
  pdf_object_take (dict, "FT", pdf_object_new_name ("Sig"));
  pdf_object_take (dict, "T", pdf_object_new_text (plan->name));
  if (!plan->empty)
    pdf_object_take (dict, "V", pdf_writer_new_ref (plan->writer, signature));
  set_lock (plan, dict);
  describe (plan, dict);
  if (drawn.page == 0)
    {
      /* A field that no page has is one without a widget. */
      pdf_object_remove (dict, "Contents");
      pdf_writer_put (plan->writer, number, dict);
      return TRUE;
    }
  show (plan, dict, &drawn);
  if (mark != NULL &&
      !pades_structure_add (plan, &(PadesTagged){dict, number, drawn.page, "Form"}, error))
    return FALSE;
  pdf_writer_put (plan->writer, number, dict);
  return pades_page_annotate (plan, drawn.page, number, error);
}

/**
 * pades_field_write:
 * @plan: the plan, with writer and catalog
 * @signature: object number of the signature dictionary, 0 for an empty field
 * @error: return location for an error
 *
 * Writes the signature field (ISO 32000-2, 12.7.5.5) merged with its one widget, and what leads to
 * it: the page, the form.
 *
 * Returns: %FALSE where the page cannot be added to
 */
gboolean
pades_field_write (PadesPlan *plan, guint32 signature, GError **error)
{
  guint32 number = 0;

  if (plan->field != NULL)
    {
      pades_acroform_update (plan, 0);
      if (plan->field->number == 0)
        pades_promote_field (plan);
      return write_existing (plan, signature, error);
    }
  number = pdf_writer_reserve (plan->writer);
  pades_acroform_update (plan, number);
  return write_new (plan, signature, number, error);
}

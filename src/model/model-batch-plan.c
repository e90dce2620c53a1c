/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-plan.h"

#include "model-appearance.h"
#include "pdf-fields.h"
#include "render-document.h"

/* mm: what printers leave white, and a thumb's breadth. */
#define MARGIN 20.0

struct _ModelBatchPlan {
  ModelBatchRuleKind kind;
  PadesAppearance *appearance; /* or NULL */
  double width;                /* mm */
  double height;
  guint page;
  double x;
  double y;
  char *text;
  gboolean all;
};

/**
 * model_batch_plan_new:
 * @rule: what is wanted
 *
 * Prepares a rule for workers.
 *
 * Returns: (transfer full): the plan
 */
ModelBatchPlan *
model_batch_plan_new (const ModelBatchRule *rule)
{
  ModelBatchPlan *self = g_atomic_rc_box_new0 (ModelBatchPlan);

  self->kind = rule->kind;
  self->page = rule->page;
  self->x = rule->x;
  self->y = rule->y;
  self->text = g_strdup (rule->text);
  self->all = rule->all;
  if (rule->seal == NULL)
    return self;
  self->appearance = model_appearance_new (model_seal_get_drawing (rule->seal),
                                           model_seal_get_title (rule->seal));
  self->width = self->appearance->width;
  self->height = self->appearance->height;
  return self;
}

/**
 * model_batch_plan_ref:
 * @self: a plan
 *
 * Returns: (transfer full): the same plan
 */
ModelBatchPlan *
model_batch_plan_ref (ModelBatchPlan *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
plan_clear (gpointer data)
{
  ModelBatchPlan *self = data;

  g_clear_pointer (&self->appearance, pades_appearance_free);
  g_free (self->text);
}

/**
 * model_batch_plan_unref:
 * @self: (transfer full): a plan
 *
 * Lets go of it.
 */
void
model_batch_plan_unref (ModelBatchPlan *self)
{
  g_atomic_rc_box_release_full (self, plan_clear);
}

/**
 * model_batch_plan_get_field:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): the field that is signed, where the rule names one
 */
const char *
model_batch_plan_get_field (ModelBatchPlan *self)
{
  return self->kind == MODEL_BATCH_FIELD ? self->text : NULL;
}

static gboolean
add_mark (ModelBatchPlan *self, const PdfPlacement *place, GPtrArray *marks)
{
  PadesMark *mark = g_new (PadesMark, 1);

  *mark = (PadesMark){*place, self->appearance};
  g_ptr_array_add (marks, mark);
  return TRUE;
}

static gboolean
place_last (ModelBatchPlan *self, PdfFile *file, GPtrArray *marks, GError **error)
{
  guint n_pages = pdf_file_get_n_pages (file, error);
  g_autoptr (PdfPage) page = n_pages > 0 ? pdf_file_get_page (file, n_pages - 1, error) : NULL;
  PdfPlacement place = {n_pages - 1, 0, 0, self->width, self->height, 0};
  double width = 0, height = 0;

  if (page == NULL)
    return FALSE;
  pdf_page_box_get_size (&page->box, &width, &height);
  place.x = MAX (width - self->width - MARGIN, 0);
  place.y = MAX (height - self->height - MARGIN, 0);
  return add_mark (self, &place, marks);
}

/* Centred on the words, moved so that the seal stays on the page. Poppler's points know no
 * UserUnit; millimetres on the displayed page do. */
static gboolean
place_on (
    ModelBatchPlan *self, PdfFile *file, guint index, const RenderArea *area, GPtrArray *marks)
{
  g_autoptr (PdfPage) page = pdf_file_get_page (file, index, NULL);
  PdfPlacement place = {index, 0, 0, self->width, self->height, 0};
  double width = 0, height = 0, unit = 0;

  if (page == NULL)
    return FALSE;
  unit = PDF_MM_PER_POINT * page->box.user_unit;
  pdf_page_box_get_size (&page->box, &width, &height);
  place.x = CLAMP ((area->x + area->width / 2) * unit - self->width / 2, 0,
                   MAX (width - self->width, 0));
  place.y = CLAMP ((area->y + area->height / 2) * unit - self->height / 2, 0,
                   MAX (height - self->height, 0));
  return add_mark (self, &place, marks);
}

static gboolean
place_on_words (ModelBatchPlan *self, PdfFile *file, GPtrArray *marks, GError **error)
{
  g_autoptr (RenderDocument) document = render_document_new (pdf_file_get_path (file), NULL, error);
  guint n_pages = document != NULL ? render_document_get_n_pages (document) : 0;

  if (document == NULL)
    return FALSE;
  for (guint page = 0; page < n_pages && (self->all || marks->len == 0); page++)
    {
      g_autoptr (GArray) hits = render_document_find (document, page, self->text);
      guint n_hits = hits != NULL ? hits->len : 0;

      for (guint i = 0; i < n_hits && (self->all || marks->len == 0); i++)
        place_on (self, file, page, &g_array_index (hits, RenderArea, i), marks);
    }
  if (marks->len > 0)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PLACE, "“%s” is not in the text of %u pages",
               self->text, n_pages);
  return FALSE;
}

static gboolean
find_page (PdfFile *file, guint32 number, guint *index)
{
  guint n_pages = pdf_file_get_n_pages (file, NULL);

  for (*index = 0; *index < n_pages; (*index)++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, *index, NULL);

      if (page != NULL && page->number == number)
        return TRUE;
    }
  return FALSE;
}

/* As large as the field's rectangle lets it be. */
static gboolean
fill_field (
    ModelBatchPlan *self, PdfFile *file, const PdfField *field, GPtrArray *marks, GError **error)
{
  guint index = 0;
  g_autoptr (PdfPage)
      page = find_page (file, field->page, &index) ? pdf_file_get_page (file, index, NULL) : NULL;
  PdfPlacement place = {index, 0, 0, 0, 0, 0};
  PdfMatrix matrix;
  PdfRect rect;

  if (page == NULL || field->rect.x1 <= field->rect.x0 || field->rect.y1 <= field->rect.y0)
    {
      g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PLACE, "“%s” has no place on a page",
                   field->name);
      return FALSE;
    }
  matrix = pdf_page_box_get_to_display (&page->box);
  rect = pdf_matrix_apply_rect (&matrix, &field->rect);
  place.width = MIN (rect.x1 - rect.x0, (rect.y1 - rect.y0) * self->width / self->height);
  place.height = place.width * self->height / self->width;
  place.x = (rect.x0 + rect.x1 - place.width) / 2;
  place.y = (rect.y0 + rect.y1 - place.height) / 2;
  return add_mark (self, &place, marks);
}

/* Signing would make a field of a name that is not there; here one is meant that is. */
static gboolean
place_in_field (ModelBatchPlan *self, PdfFile *file, GPtrArray *marks, GError **error)
{
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, error);

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);

      if (g_strcmp0 (field->name, self->text) == 0)
        return self->appearance == NULL || fill_field (self, file, field, marks, error);
    }
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_FIELD, "there is no field “%s”", self->text);
  return FALSE;
}

/**
 * model_batch_plan_place:
 * @self: a plan
 * @file: one of the files
 * @error: return location for %PADES_ERROR_NO_PLACE, %PADES_ERROR_NO_FIELD, %PDF_ERROR or
 *   %RENDER_ERROR
 *
 * Finds where the seal stands in this file. That it stands on the page is asked later, by the
 * preflight.
 *
 * Returns: (transfer full) (element-type PadesMark): the marks, which borrow from the plan
 */
GPtrArray *
model_batch_plan_place (ModelBatchPlan *self, PdfFile *file, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);
  const PdfPlacement same = {self->page, self->x, self->y, self->width, self->height, 0};
  gboolean found = TRUE;

  if (self->kind == MODEL_BATCH_FIELD)
    found = place_in_field (self, file, marks, error);
  else if (self->appearance != NULL && self->kind == MODEL_BATCH_KEYWORD)
    found = place_on_words (self, file, marks, error);
  else if (self->appearance != NULL && self->kind == MODEL_BATCH_LAST_PAGE)
    found = place_last (self, file, marks, error);
  else if (self->appearance != NULL)
    found = add_mark (self, &same, marks);
  return found ? g_steal_pointer (&marks) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-plan.h"

#include "render-document.h"

/* mm: what printers leave white, and a thumb's breadth. */
#define MARGIN 20.0

struct _ModelBatchPlan {
  ModelBatchRuleKind kind;
  SealDrawing *seal; /* or NULL */
  SealStyle style;
  char *title;
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
  self->style = rule->style;
  if (self->style.parts == 0)
    self->style.parts = SEAL_PART_SEAL;
  if (rule->seal == NULL)
    return self;
  self->seal = seal_drawing_ref (model_seal_get_drawing (rule->seal));
  self->title = g_strdup (model_seal_get_title (rule->seal));
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

  g_clear_pointer (&self->seal, seal_drawing_unref);
  g_free (self->title);
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

/**
 * model_batch_plan_get_style:
 * @self: a plan
 *
 * Returns: (transfer none) (nullable): what is shown beside the seal; %NULL without one
 */
const SealStyle *
model_batch_plan_get_style (ModelBatchPlan *self)
{
  return self->seal != NULL ? &self->style : NULL;
}

/**
 * model_batch_plan_draw:
 * @self: a plan
 * @caption: what there is to say
 * @error: return location for a %SEAL_ERROR
 *
 * Draws what one file carries.
 *
 * Returns: (transfer full) (nullable): the appearance; %NULL without an error where nothing is
 * shown
 */
PadesAppearance *
model_batch_plan_draw (ModelBatchPlan *self, const SealCaption *caption, GError **error)
{
  if (self->seal == NULL)
    return NULL;
  return model_appearance_compose (&self->style, self->seal, self->title, caption, error);
}

/* Places are found for an appearance that is drawn later. */
static gboolean
add_place (GPtrArray *marks, const PdfPlacement *place)
{
  PadesMark *mark = g_new0 (PadesMark, 1);

  mark->placement = *place;
  g_ptr_array_add (marks, mark);
  return TRUE;
}

/* What a rule is applied to. */
typedef struct {
  PdfFile *file;
  const char *password;
  PadesFace face;
  GPtrArray *marks; /* PadesMark */
} Placing;

static gboolean
place_on_hits (ModelBatchPlan *self, Placing *placing, guint page, GArray *hits, GError **error)
{
  for (guint i = 0; i < hits->len && (self->all || placing->marks->len == 0); i++)
    {
      const RenderArea *hit = &g_array_index (hits, RenderArea, i);
      const PdfRect area = {hit->x, hit->y, hit->x + hit->width, hit->y + hit->height};
      PdfPlacement place = {.page = page};

      if (!pades_place_on_area (placing->file, &placing->face, &area, &place, error))
        return FALSE;
      add_place (placing->marks, &place);
    }
  return TRUE;
}

static gboolean
place_on_words (ModelBatchPlan *self, Placing *placing, GError **error)
{
  g_autoptr (RenderDocument)
      document = render_document_new (pdf_file_get_path (placing->file), placing->password, error);
  guint n_pages = document != NULL ? render_document_get_n_pages (document) : 0;

  if (document == NULL)
    return FALSE;
  for (guint page = 0; page < n_pages && (self->all || placing->marks->len == 0); page++)
    {
      g_autoptr (GArray) hits = render_document_find (document, page, self->text);

      if (hits != NULL && !place_on_hits (self, placing, page, hits, error))
        return FALSE;
    }
  if (placing->marks->len > 0)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PLACE, "“%s” is not in the text of %u pages",
               self->text, n_pages);
  return FALSE;
}

static gboolean
place_once (ModelBatchPlan *self, Placing *placing, GError **error)
{
  PdfPlacement place = {
      .page = self->page,
      .x = self->x,
      .y = self->y,
      .width = placing->face.seal.x1 - placing->face.seal.x0,
  };
  gboolean found;

  if (self->kind == MODEL_BATCH_FIELD)
    found = pades_place_in_field (placing->file, &placing->face, self->text, &place, error);
  else if (self->kind == MODEL_BATCH_LAST_PAGE)
    found = pades_place_last (placing->file, &placing->face, MARGIN, &place, error);
  else
    found = pades_place_seal (placing->file, &placing->face, &place, error);
  return found && add_place (placing->marks, &place);
}

/**
 * model_batch_plan_place:
 * @self: a plan
 * @file: one of the files
 * @password: (nullable): what it was opened with
 * @error: return location for %PADES_ERROR_NO_PLACE, %PADES_ERROR_NO_FIELD, %PDF_ERROR,
 *   %SEAL_ERROR or %RENDER_ERROR
 *
 * Finds where the seal stands in this file. That it stands on the page is asked later, by the
 * preflight.
 *
 * Returns: (transfer full) (element-type PadesMark): the marks, without an appearance
 */
GPtrArray *
model_batch_plan_place (ModelBatchPlan *self, PdfFile *file, const char *password, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);
  Placing placing = {file, password, {0}, marks};
  gboolean found = TRUE;

  if (self->seal == NULL && self->kind == MODEL_BATCH_FIELD)
    found = pades_place_in_field (file, NULL, self->text, NULL, error);
  else if (self->seal != NULL &&
           !model_appearance_measure (&self->style, self->seal, &placing.face, error))
    found = FALSE;
  else if (self->seal != NULL && self->kind == MODEL_BATCH_KEYWORD)
    found = place_on_words (self, &placing, error);
  else if (self->seal != NULL)
    found = place_once (self, &placing, error);
  return found ? g_steal_pointer (&marks) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-compare.h"

#include <math.h>

#include "model-certificates.h"
#include "model-job.h"
#include "pdf-error.h"
#include "render-overlay.h"
#include "report-render.h"

/* Sharp at twice the true size of an ordinary screen; three pictures of a page are 25 MB. */
#define SCALE 2
#define MAX_PIXELS 6e6

/* What the jobs work with, one after another on whatever thread: no two at a time. */
typedef struct {
  gatomicrefcount references;
  char *path;
  GBytes *secret; /* or NULL */
  guint revision;
  PdfFile *file;
  PadesRender *render;
} Worker;

typedef struct {
  Worker *worker;
  guint before;
  guint after;
  guint32 before_page;
  guint32 after_page;
} Drawing;

/* One comparison on its way. */
typedef struct {
  Worker *worker;
  ModelJob *job;
} Run;

struct _ModelCompare {
  GObject parent_instance;

  Worker *worker;
  ModelQueue *queue;
  GCancellable *cancellable;
  ModelCompareState state;
  double fraction;
  PadesComparison *result;
  GError *error;
};

G_DEFINE_FINAL_TYPE (ModelCompare, model_compare, G_TYPE_OBJECT)

enum { PROP_0, PROP_STATE, PROP_FRACTION, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

static Worker *
worker_ref (Worker *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
worker_unref (Worker *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  pades_render_free (self->render);
  g_clear_pointer (&self->file, pdf_file_unref);
  g_clear_pointer (&self->secret, g_bytes_unref);
  g_free (self->path);
  g_free (self);
}

static gboolean
worker_open (Worker *self, GCancellable *cancellable, GError **error)
{
  const char *password = self->secret != NULL ? model_secret_peek (self->secret) : NULL;

  if (self->file != NULL)
    return TRUE;
  self->file = pdf_file_open_with_password (self->path, password, cancellable, error);
  if (self->file == NULL)
    return FALSE;
  if (self->revision > pdf_file_get_n_revisions (self->file))
    {
      g_clear_pointer (&self->file, pdf_file_unref);
      g_set_error (error, PDF_ERROR, PDF_ERROR_CHANGED, "%s: revision %u is gone", self->path,
                   self->revision);
      return FALSE;
    }
  self->render = report_render_new (self->file, password);
  return TRUE;
}

static void
run_free (gpointer data)
{
  Run *self = data;

  worker_unref (self->worker);
  g_free (self);
}

static void
report_progress (guint done, guint n, gpointer data)
{
  Run *run = data;

  model_job_report (run->job, (double) done / n);
}

static gpointer
run_compare (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  PadesCompareRequest request = {
      .before = run->worker->revision, .progress = report_progress, .data = run};
  g_auto (PadesPicture) picture = {0};

  run->job = job;
  /* One that cannot be drawn at all is an error, not a document without a known page. */
  if (!worker_open (run->worker, cancellable, error) ||
      !pades_render_draw (run->worker->render, request.before, 0, 0.1, &picture, error))
    return NULL;
  return pades_compare (run->worker->file, &request, run->worker->render, cancellable, error);
}

static void
take_progress (double fraction, gpointer data)
{
  ModelCompare *self = data;

  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ModelCompare *self = MODEL_COMPARE (source);

  self->result = model_job_finish (result, &self->error);
  self->state = self->result != NULL ? MODEL_COMPARE_DONE : MODEL_COMPARE_FAILED;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
model_compare_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ModelCompare *self = MODEL_COMPARE (object);

  if (id == PROP_STATE)
    g_value_set_uint (value, self->state);
  else if (id == PROP_FRACTION)
    g_value_set_double (value, self->fraction);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
model_compare_finalize (GObject *object)
{
  ModelCompare *self = MODEL_COMPARE (object);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  model_queue_free (self->queue);
  worker_unref (self->worker);
  pades_comparison_free (self->result);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (model_compare_parent_class)->finalize (object);
}

static void
model_compare_class_init (ModelCompareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = model_compare_get_property;
  object_class->finalize = model_compare_finalize;

  /**
   * ModelCompare:state:
   *
   * A #ModelCompareState.
   */
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, MODEL_COMPARE_FAILED, 0,
                                              flags);
  /**
   * ModelCompare:fraction:
   *
   * How much of the pages was compared, from 0 to 1.
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
model_compare_init (ModelCompare *self)
{
  self->queue = model_queue_new ();
  self->cancellable = g_cancellable_new ();
}

/**
 * model_compare_new:
 * @document: a document that is ready
 * @revision: which earlier version of it, from 1
 *
 * Starts to compare the version with the last one.
 *
 * Returns: (transfer full): the comparison
 */
ModelCompare *
model_compare_new (ModelDocument *document, guint revision)
{
  ModelCompare *self = g_object_new (MODEL_TYPE_COMPARE, NULL);
  GBytes *secret = model_document_get_secret (document);
  Run *run = g_new0 (Run, 1);
  const ModelWork work = {.func = run_compare,
                          .data = run,
                          .data_free = run_free,
                          .result_free = (GDestroyNotify) pades_comparison_free,
                          .progress = take_progress,
                          .progress_data = self};

  self->worker = g_new0 (Worker, 1);
  g_atomic_ref_count_init (&self->worker->references);
  self->worker->path = g_strdup (model_document_get_path (document));
  self->worker->secret = secret != NULL ? g_bytes_ref (secret) : NULL;
  self->worker->revision = revision;
  run->worker = worker_ref (self->worker);
  model_job_start (self->queue, &work, self, self->cancellable, take_result, NULL);
  return self;
}

/**
 * model_compare_get_state:
 * @self: a comparison
 *
 * Returns: how far it is
 */
ModelCompareState
model_compare_get_state (ModelCompare *self)
{
  g_return_val_if_fail (MODEL_IS_COMPARE (self), MODEL_COMPARE_FAILED);
  return self->state;
}

/**
 * model_compare_get_fraction:
 * @self: a comparison
 *
 * Returns: how much of the pages was compared, from 0 to 1
 */
double
model_compare_get_fraction (ModelCompare *self)
{
  g_return_val_if_fail (MODEL_IS_COMPARE (self), 0);
  return self->fraction;
}

/**
 * model_compare_get_result:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable): what was found, once it is done
 */
const PadesComparison *
model_compare_get_result (ModelCompare *self)
{
  g_return_val_if_fail (MODEL_IS_COMPARE (self), NULL);
  return self->result;
}

/**
 * model_compare_get_error:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
model_compare_get_error (ModelCompare *self)
{
  g_return_val_if_fail (MODEL_IS_COMPARE (self), NULL);
  return self->error;
}

/**
 * model_compare_cancel:
 * @self: a comparison
 *
 * Gives up, after the page that is being drawn.
 */
void
model_compare_cancel (ModelCompare *self)
{
  g_return_if_fail (MODEL_IS_COMPARE (self));
  g_cancellable_cancel (self->cancellable);
}

/**
 * model_compare_pictures_free:
 * @pictures: (nullable): pictures of a page
 *
 * Frees them.
 */
void
model_compare_pictures_free (ModelComparePictures *pictures)
{
  if (pictures == NULL)
    return;
  g_clear_pointer (&pictures->before, cairo_surface_destroy);
  g_clear_pointer (&pictures->after, cairo_surface_destroy);
  g_clear_pointer (&pictures->overlay, cairo_surface_destroy);
  g_free (pictures);
}

static void
drawing_free (gpointer data)
{
  Drawing *self = data;

  worker_unref (self->worker);
  g_free (self);
}

/* One scale for both, of the page as it is now. */
static double
choose_scale (const Drawing *self)
{
  gboolean now = self->after_page != G_MAXUINT32;
  g_autoptr (PdfFile) old = NULL;
  g_autoptr (PdfPage) page = NULL;
  double width, height;

  if (!now)
    old = pdf_file_new_for_revision (self->worker->file, self->before, NULL);
  page = pdf_file_get_page (now || old == NULL ? self->worker->file : old,
                            now ? self->after_page : self->before_page, NULL);
  if (page == NULL)
    return 1;
  page->box.user_unit = 1;
  pdf_page_box_get_size (&page->box, &width, &height);
  width = MAX (width / PDF_MM_PER_POINT, 1);
  height = MAX (height / PDF_MM_PER_POINT, 1);
  return MIN (SCALE, sqrt (MAX_PIXELS / (width * height)));
}

static gpointer
run_draw (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const Drawing *self = data;
  g_autoptr (ModelComparePictures) pictures = g_new0 (ModelComparePictures, 1);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !worker_open (self->worker, cancellable, error))
    return NULL;
  pictures->scale = choose_scale (self);
  if (self->before_page != G_MAXUINT32)
    {
      pictures->before = report_render_draw (self->worker->render, self->before, self->before_page,
                                             pictures->scale, error);
      if (pictures->before == NULL)
        return NULL;
    }
  if (self->after_page != G_MAXUINT32)
    {
      pictures->after = report_render_draw (self->worker->render, self->after, self->after_page,
                                            pictures->scale, error);
      if (pictures->after == NULL)
        return NULL;
    }
  if (pictures->before != NULL && pictures->after != NULL)
    pictures->overlay = render_overlay_new (pictures->before, pictures->after);
  return g_steal_pointer (&pictures);
}

/**
 * model_compare_draw:
 * @self: a comparison that is done
 * @index: of a page in its result
 * @cancellable: (nullable): a cancellable
 * @callback: called when the pictures are there
 * @user_data: for @callback
 *
 * Draws a page as it was and as it is.
 */
void
model_compare_draw (ModelCompare *self,
                    guint index,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  const PadesPageLook *look;
  Drawing *drawing;
  ModelWork work = {.func = run_draw,
                    .data_free = drawing_free,
                    .result_free = (GDestroyNotify) model_compare_pictures_free};

  g_return_if_fail (MODEL_IS_COMPARE (self) && self->result != NULL &&
                    index < self->result->pages->len);
  look = g_ptr_array_index (self->result->pages, index);
  drawing = g_new0 (Drawing, 1);
  drawing->worker = worker_ref (self->worker);
  drawing->before = self->result->before;
  drawing->after = self->result->after;
  drawing->before_page = look->before;
  drawing->after_page = look->after;
  work.data = drawing;
  model_job_start (self->queue, &work, self, cancellable, callback, user_data);
}

/**
 * model_compare_draw_finish:
 * @result: what the callback got
 * @error: return location for a %RENDER_ERROR
 *
 * Takes the pictures.
 *
 * Returns: (transfer full): the pictures
 */
ModelComparePictures *
model_compare_draw_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}

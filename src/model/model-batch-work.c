/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-work.h"

#include <string.h>

#include "model-caption.h"
#include "model-fields.h"
#include "model-key.h"
#include "pdf-error.h"

struct _ModelBatchKey {
  ModelKey *key;
  PkiSigner *signer; /* from opening on; several threads may sign with it */
  ModelTerms *terms;
};

static void
key_clear (gpointer data)
{
  ModelBatchKey *self = data;

  g_clear_pointer (&self->signer, pki_signer_free);
  model_key_free (self->key);
  model_terms_free (self->terms);
}

/**
 * model_batch_key_ref:
 * @self: a key
 *
 * Returns: (transfer full): the same key
 */
ModelBatchKey *
model_batch_key_ref (ModelBatchKey *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * model_batch_key_unref:
 * @self: (transfer full): a key
 *
 * Lets go of it; the last one wipes it.
 */
void
model_batch_key_unref (ModelBatchKey *self)
{
  g_atomic_rc_box_release_full (self, key_clear);
}

static gpointer
open_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  ModelBatchKey *self = data;

  self->signer = model_key_open (self->key, cancellable, error);
  return self->signer != NULL ? model_batch_key_ref (self) : NULL;
}

/**
 * model_batch_key_open:
 * @request: whose key, and how it signs
 * @source: (type GObject): kept alive until the callback
 * @cancellable: (nullable): to give up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Opens a key for all files of a batch, on a worker: that takes as long as its maker wanted.
 */
void
model_batch_key_open (const ModelBatchKeyRequest *request,
                      gpointer source,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  ModelBatchKey *self = g_atomic_rc_box_new0 (ModelBatchKey);
  const ModelWork work = {
      .func = open_on_worker,
      .data = self,
      .data_free = (GDestroyNotify) model_batch_key_unref,
      .result_free = (GDestroyNotify) model_batch_key_unref,
  };

  self->key = model_key_new (request->certificate, request->password);
  self->terms = model_terms_copy (&request->terms);
  model_job_start (NULL, &work, source, cancellable, callback, user_data);
}

/**
 * model_batch_key_finish:
 * @result: what the callback was given
 * @error: return location for %KEYS_ERROR
 *
 * Ends opening a key.
 *
 * Returns: (transfer full): the key
 */
ModelBatchKey *
model_batch_key_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}

/**
 * model_batch_work_new:
 * @plan: where the seal stands
 * @input: path of a file
 *
 * Makes a piece of work that looks at a file.
 *
 * Returns: (transfer full): the work
 */
ModelBatchWork *
model_batch_work_new (ModelBatchPlan *plan, const char *input)
{
  ModelBatchWork *self = g_new0 (ModelBatchWork, 1);

  self->plan = model_batch_plan_ref (plan);
  self->input = g_strdup (input);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * model_batch_work_set_key:
 * @self: a piece of work
 * @key: an open key
 * @output: path of the signed file, which nothing stands at
 *
 * Makes it sign.
 */
void
model_batch_work_set_key (ModelBatchWork *self, ModelBatchKey *key, const char *output)
{
  self->key = model_batch_key_ref (key);
  self->output = g_strdup (output);
}

/**
 * model_batch_work_free:
 * @self: (transfer full): a piece of work
 *
 * Frees it and its answer.
 */
void
model_batch_work_free (ModelBatchWork *self)
{
  g_clear_pointer (&self->key, model_batch_key_unref);
  model_batch_plan_unref (self->plan);
  g_free (self->input);
  g_free (self->output);
  g_clear_pointer (&self->passwords, g_ptr_array_unref);
  g_clear_pointer (&self->terms, model_terms_free);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_ptr_array_unref (self->problems);
  g_array_unref (self->pages);
  g_strfreev (self->fields);
  g_strfreev (self->absent);
  g_free (self);
}

/* The marks borrow the appearance. */
static gboolean
dress (ModelBatchWork *self,
       GPtrArray *marks,
       const SealCaption *caption,
       PadesAppearance **appearance,
       GError **error)
{
  if (marks->len == 0)
    return TRUE;
  *appearance = model_batch_plan_draw (self->plan, caption, error);
  for (guint i = 0; *appearance != NULL && i < marks->len; i++)
    ((PadesMark *) g_ptr_array_index (marks, i))->appearance = *appearance;
  return *appearance != NULL;
}

/* Of a run that ended without a word: a file that is there is whole, for it got its name when it
 * was verified; it is the right one when it begins with the bytes of the input. */
static gboolean
is_made (ModelBatchWork *self)
{
  g_autoptr (GMappedFile) before = g_mapped_file_new (self->input, FALSE, NULL);
  g_autoptr (GMappedFile) after = g_mapped_file_new (self->output, FALSE, NULL);
  gsize length = before != NULL ? g_mapped_file_get_length (before) : 0;

  return length > 0 && after != NULL && g_mapped_file_get_length (after) > length &&
         memcmp (g_mapped_file_get_contents (before), g_mapped_file_get_contents (after), length) ==
             0;
}

/* Without one first: where one is not needed none is given. */
static PdfFile *
open_input (ModelBatchWork *self, const char **password, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  PdfFile *file = pdf_file_open (self->input, cancellable, &cause);
  guint n = self->passwords != NULL ? self->passwords->len : 0;

  for (guint i = n; i-- > 0 && g_error_matches (cause, PDF_ERROR, PDF_ERROR_PASSWORD);)
    {
      g_clear_error (&cause);
      *password = model_secret_peek (g_ptr_array_index (self->passwords, i));
      file = pdf_file_open_with_password (self->input, *password, cancellable, &cause);
    }
  if (file == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return file;
}

static gboolean
sign (ModelBatchWork *self,
      PdfFile *file,
      PadesSignRequest *request,
      GCancellable *cancellable,
      GError **error)
{
  const SealStyle *style = model_batch_plan_get_style (self->plan);
  g_auto (ModelCaption) caption = {0};
  g_auto (ModelServices) services = {NULL};
  g_autoptr (PadesAppearance) appearance = NULL;

  model_caption_init (&caption, self->key->terms, self->key->signer);
  if (style != NULL && !model_caption_set_file (&caption, style, file, cancellable, error))
    return FALSE;
  if (!dress (self, request->marks, &caption.words, &appearance, error))
    return FALSE;
  model_terms_fill (self->key->terms, &services, request);
  request->signer = self->key->signer;
  request->now = caption.words.time;
  request->utc_offset = caption.words.utc_offset;
  return pades_sign (file, self->output, request, cancellable, error);
}

static void
note_pages (ModelBatchWork *self, GPtrArray *marks)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const PadesMark *mark = g_ptr_array_index (marks, i);

      g_array_append_val (self->pages, mark->placement.page);
    }
}

/* What a field demands of its signature can be judged when it is said how to sign, not before. */
static void
forgive_demands (GPtrArray *problems)
{
  for (guint i = problems->len; i > 0; i--)
    if (g_error_matches (problems->pdata[i - 1], PADES_ERROR, PADES_ERROR_SEED))
      g_ptr_array_remove_index (problems, i - 1);
}

static void
note_fields (ModelBatchWork *self, PdfFile *file)
{
  const PadesLock *lock = self->terms != NULL ? self->terms->lock : NULL;

  self->fields = model_fields_list (file);
  if (lock != NULL)
    self->absent = model_fields_list_absent ((const char *const *) self->fields, lock);
}

/* Before the key is there: the words may change, the size does not. */
static gboolean
look (ModelBatchWork *self, PdfFile *file, PadesSignRequest *request, GError **error)
{
  const SealCaption nothing = {NULL};
  g_autoptr (PadesAppearance) appearance = NULL;

  note_fields (self, file);
  if (!dress (self, request->marks, &nothing, &appearance, error))
    return FALSE;
  if (self->terms != NULL)
    {
      request->level = self->terms->level;
      request->digest = self->terms->digest;
      request->certify = self->terms->certify;
      request->lock = self->terms->lock;
      request->reason = self->terms->reason;
    }
  request->certificates = self->certificates;
  request->more_certificates = self->more_certificates;
  g_ptr_array_unref (self->problems);
  self->problems = pades_sign_preflight_all (file, request);
  if (self->terms == NULL)
    forgive_demands (self->problems);
  return TRUE;
}

static gboolean
work_on (ModelBatchWork *self, GCancellable *cancellable, GError **error)
{
  const char *password = NULL;
  g_autoptr (PdfFile) file = open_input (self, &password, cancellable, error);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) marks = NULL;
  PadesSignRequest request = {.level = PADES_LEVEL_B_B,
                              .field = model_batch_plan_get_field (self->plan)};

  if (file == NULL)
    return FALSE;
  if (self->key == NULL && self->output != NULL)
    self->made = is_made (self);
  if (self->made)
    return TRUE;
  marks = model_batch_plan_place (self->plan, file, password, error);
  request.marks = marks != NULL ? marks : none;
  if (self->key == NULL && !look (self, file, &request, marks != NULL ? error : NULL))
    return FALSE;
  if (marks == NULL)
    return FALSE;
  note_pages (self, marks);
  return self->key == NULL || sign (self, file, &request, cancellable, error);
}

/* The same may be found twice, once where the seal was to be placed. */
static gboolean
is_known (ModelBatchWork *self, const GError *error)
{
  for (guint i = 0; i < self->problems->len; i++)
    {
      const GError *known = g_ptr_array_index (self->problems, i);

      if (g_error_matches (known, error->domain, error->code))
        return TRUE;
    }
  return FALSE;
}

static gpointer
run_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  ModelBatchWork *self = data;
  g_autoptr (GError) problem = NULL;

  if (work_on (self, cancellable, &problem))
    return NULL;
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (!is_known (self, problem))
    g_ptr_array_add (self->problems, g_steal_pointer (&problem));
  return NULL;
}

/**
 * model_batch_work_start:
 * @self: a piece of work; lent until the callback
 * @source: (type GObject): kept alive until the callback
 * @cancellable: (nullable): to give up; then no output is left
 * @callback: called when @self holds the answer; model_job_finish() fails only when cancelled
 * @user_data: for @callback
 *
 * Does it on a worker.
 */
void
model_batch_work_start (ModelBatchWork *self,
                        gpointer source,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  const ModelWork work = {.func = run_on_worker, .data = self};

  model_job_start (NULL, &work, source, cancellable, callback, user_data);
}

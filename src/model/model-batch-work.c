/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-work.h"

#include "client-fetch.h"
#include "keys-pkcs12.h"
#include "keys-token.h"
#include "model-trust.h"

/* Seconds for one answer of a time-stamp service; the usual one takes less than two. */
#define TSA_TIMEOUT 20

struct _ModelBatchKey {
  char *path;        /* of the PKCS#12, or NULL */
  char *token;       /* PKCS#11 URI, or NULL */
  char *driver;      /* for token, or NULL */
  GBytes *password;  /* until it is open; of a token, which may ask again, as long as it is */
  PkiSigner *signer; /* from then on; several threads may sign with it */
  PadesLevel level;
  char **tsa;
  char *trust;
  int certify;
  PadesLock *lock; /* or NULL */
  char *reason;
};

static void
key_clear (gpointer data)
{
  ModelBatchKey *self = data;

  g_free (self->path);
  g_free (self->token);
  g_free (self->driver);
  g_clear_pointer (&self->signer, pki_signer_free);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_strfreev (self->tsa);
  g_free (self->trust);
  g_clear_pointer (&self->lock, pades_lock_free);
  g_free (self->reason);
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

/* The one that was typed; a wrong one is tried once. */
static char *
give_pin (const KeysPinRequest *request, gpointer data, GError **error)
{
  ModelBatchKey *self = data;

  return g_strdup (request->pad ? "" : model_secret_peek (self->password));
}

static PkiSigner *
open_token (ModelBatchKey *self, GCancellable *cancellable, GError **error)
{
  const KeysTokenRequest request = {
      .uri = self->token,
      .module = self->driver,
      .now = g_get_real_time () / G_USEC_PER_SEC,
      .pin = give_pin,
      .data = self,
  };

  return keys_token_open (&request, cancellable, error);
}

static gpointer
open_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  ModelBatchKey *self = data;

  if (self->token != NULL)
    self->signer = open_token (self, cancellable, error);
  else
    {
      self->signer = keys_pkcs12_open (self->path, model_secret_peek (self->password), error);
      g_clear_pointer (&self->password, g_bytes_unref);
    }
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
  const KeysTokenEntry *token = model_certificate_get_token (request->certificate);
  ModelBatchKey *self = g_atomic_rc_box_new0 (ModelBatchKey);
  const ModelWork work = {
      .func = open_on_worker,
      .data = self,
      .data_free = (GDestroyNotify) model_batch_key_unref,
      .result_free = (GDestroyNotify) model_batch_key_unref,
  };

  self->path = g_strdup (model_certificate_get_path (request->certificate));
  self->token = token != NULL ? g_strdup (token->uri) : NULL;
  self->driver = token != NULL ? g_strdup (token->module) : NULL;
  self->password = g_bytes_ref (request->password);
  self->level = request->level;
  self->tsa = g_strdupv ((char **) request->tsa);
  self->trust = g_strdup (request->trust);
  self->certify = request->certify;
  self->lock = request->lock_all ? pades_lock_parse ("all") : NULL;
  self->reason = g_strdup (request->reason);
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
  g_ptr_array_unref (self->problems);
  g_array_unref (self->pages);
  g_free (self);
}

static gboolean
sign (ModelBatchWork *self,
      PdfFile *file,
      PadesSignRequest *request,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (PkiFetch) fetch = NULL;
  g_autoptr (PkiTrust) trust = NULL;

  if (self->key->level > PADES_LEVEL_B_B)
    fetch = client_fetch_new (TSA_TIMEOUT);
  if (self->key->level >= PADES_LEVEL_B_LT)
    trust = model_trust_load (self->key->trust);
  request->signer = self->key->signer;
  request->level = self->key->level;
  request->fetch = fetch;
  request->tsa = (const char *const *) self->key->tsa;
  request->roots = trust;
  request->certify = self->key->certify;
  request->lock = self->key->lock;
  request->reason = self->key->reason;
  request->now = g_date_time_to_unix (now);
  request->utc_offset = (int) (g_date_time_get_utc_offset (now) / G_TIME_SPAN_SECOND);
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

static gboolean
work_on (ModelBatchWork *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdfFile) file = pdf_file_open (self->input, cancellable, error);
  g_autoptr (GPtrArray) marks = file != NULL ? model_batch_plan_place (self->plan, file, error)
                                             : NULL;
  PadesSignRequest request = {
      .level = PADES_LEVEL_B_B, .marks = marks, .field = model_batch_plan_get_field (self->plan)};

  if (file != NULL && self->key == NULL)
    {
      g_ptr_array_unref (self->problems);
      self->problems = pades_sign_preflight_all (file, &request);
    }
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

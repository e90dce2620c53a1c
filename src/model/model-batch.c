/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch.h"

#include "keys-error.h"
#include "model-batch-names.h"

struct _ModelBatch {
  ModelList parent_instance;

  ModelBatchNames names;
  GPtrArray *shared;             /* GBytes: passwords that may open any file */
  GPtrArray *files;              /* ModelBatchFile */
  ModelTerms *terms;             /* or NULL */
  ModelCertificate *certificate; /* that is going to sign, or NULL */
  ModelBatchPlan *plan;          /* NULL until there is a rule: files wait */
  ModelBatchKey *key;            /* while signing */
  ModelBatchPhase phase;
  GCancellable *cancellable; /* of the phase */
  GQueue pending;            /* ModelBatchFile, of the phase */
  guint n_workers;
  guint n_running;
  guint n_begun; /* files of the phase, for its fraction */
  guint n_ended;
};

/* One file on a worker; the answer of an earlier phase does not count. */
typedef struct {
  ModelBatchFile *file;
  ModelBatchWork *work;
  GCancellable *cancellable;
} Errand;

G_DEFINE_FINAL_TYPE (ModelBatch, model_batch, MODEL_TYPE_LIST)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tell (ModelBatch *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void pump (ModelBatch *self);

static void
errand_free (Errand *self)
{
  g_object_unref (self->file);
  g_object_unref (self->cancellable);
  model_batch_work_free (self->work);
  g_free (self);
}

/* The state before, for what was given up. */
static ModelBatchState
before (ModelBatchState state)
{
  return state == MODEL_BATCH_SIGNING ? MODEL_BATCH_READY : MODEL_BATCH_WAITING;
}

static ModelBatchState
state_after (const ModelBatchWork *work)
{
  gboolean good = work->problems->len == 0;

  if (work->key != NULL)
    return good ? MODEL_BATCH_SIGNED : MODEL_BATCH_FAILED;
  if (work->made)
    return MODEL_BATCH_SIGNED;
  return good ? MODEL_BATCH_READY : MODEL_BATCH_BLOCKED;
}

static void
note_form (Errand *errand)
{
  static const char *const none[] = {NULL};
  char **fields = errand->work->fields, **absent = errand->work->absent;

  model_batch_file_set_fields (errand->file, fields != NULL ? (const char *const *) fields : none,
                               absent != NULL ? (const char *const *) absent : none);
}

static void
take_answer (ModelBatch *self, Errand *errand, gboolean cancelled)
{
  gboolean good = errand->work->problems->len == 0;
  gboolean signing = errand->work->key != NULL;

  if (cancelled)
    {
      if (signing)
        model_batch_file_set_output (errand->file, NULL);
      model_batch_file_set_state (errand->file, before (model_batch_file_get_state (errand->file)));
      return;
    }
  model_batch_file_set_found (errand->file, errand->work->problems,
                              signing ? NULL : errand->work->pages);
  if (!signing)
    note_form (errand);
  if (!good || !(signing || errand->work->made))
    model_batch_file_set_output (errand->file, NULL);
  model_batch_file_set_state (errand->file, state_after (errand->work));
}

/* A PIN that is wrong, or a token that is gone, would be so for the next file, too. */
static void
heed_key (ModelBatch *self, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    if (((GError *) g_ptr_array_index (problems, i))->domain == KEYS_ERROR)
      model_batch_cancel (self);
}

static void
come_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelBatch *self = MODEL_BATCH (source);
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;

  model_job_finish (result, &error);
  self->n_running--;
  /* Under a new rule the file waits again already, unless it was signed by then. */
  if (errand->cancellable == self->cancellable)
    {
      self->n_ended++;
      take_answer (self, errand, error != NULL);
      heed_key (self, errand->work->problems);
    }
  errand_free (errand);
  pump (self);
}

/* Before the first is signed: whoever watches can write down what will be where. */
static void
plan_outputs (ModelBatch *self)
{
  model_batch_names_forget (&self->names);
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    {
      g_autofree char *output = model_batch_names_give (&self->names,
                                                        model_batch_file_get_input (l->data));

      model_batch_file_set_output (l->data, output);
    }
}

/* What was planned is not, where the run was given up. */
static void
forget_outputs (ModelBatch *self)
{
  for (guint i = 0; i < self->files->len; i++)
    if (model_batch_file_get_state (g_ptr_array_index (self->files, i)) == MODEL_BATCH_READY)
      model_batch_file_set_output (g_ptr_array_index (self->files, i), NULL);
}

static GPtrArray *
list_secrets (ModelBatch *self, ModelBatchFile *file)
{
  GPtrArray *secrets = g_ptr_array_copy (self->shared, (GCopyFunc) (void *) g_bytes_ref, NULL);

  if (model_batch_file_get_secret (file) != NULL)
    g_ptr_array_add (secrets, g_bytes_ref (model_batch_file_get_secret (file)));
  g_ptr_array_set_free_func (secrets, (GDestroyNotify) g_bytes_unref);
  return secrets;
}

/* Somebody else may have taken the name since. */
static void
claim_output (ModelBatch *self, ModelBatchFile *file)
{
  g_autofree char *other = NULL;

  if (!g_file_test (model_batch_file_get_output (file), G_FILE_TEST_EXISTS))
    return;
  other = model_batch_names_give (&self->names, model_batch_file_get_input (file));
  model_batch_file_set_output (file, other);
}

/* What shows of it before its password or PIN is asked for. */
static void
tell_certificate (ModelBatch *self, ModelBatchWork *work)
{
  gboolean complete = FALSE;

  if (self->certificate == NULL)
    return;
  work->certificates = model_certificate_dup_chain (self->certificate, &complete);
  work->more_certificates = !complete;
}

static void
send_off (ModelBatch *self, ModelBatchFile *file)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->file = g_object_ref (file);
  errand->cancellable = g_object_ref (self->cancellable);
  errand->work = model_batch_work_new (self->plan, model_batch_file_get_input (file));
  errand->work->passwords = list_secrets (self, file);
  if (self->key != NULL)
    {
      claim_output (self, file);
      model_batch_work_set_key (errand->work, self->key, model_batch_file_get_output (file));
    }
  else
    {
      errand->work->output = g_strdup (model_batch_file_get_output (file));
      errand->work->terms = self->terms != NULL ? model_terms_copy (self->terms) : NULL;
      tell_certificate (self, errand->work);
    }
  self->n_running++;
  self->n_begun++;
  model_batch_file_set_state (file, self->key != NULL ? MODEL_BATCH_SIGNING : MODEL_BATCH_CHECKING);
  model_batch_work_start (errand->work, self, self->cancellable, come_back, errand);
}

static void
pump (ModelBatch *self)
{
  while (self->phase != MODEL_BATCH_OPENING && self->n_running < self->n_workers &&
         !g_queue_is_empty (&self->pending))
    {
      g_autoptr (ModelBatchFile) file = g_queue_pop_head (&self->pending);

      send_off (self, file);
    }
  if (self->n_running == 0 && g_queue_is_empty (&self->pending) &&
      self->phase != MODEL_BATCH_OPENING)
    {
      self->phase = MODEL_BATCH_IDLE;
      if (self->key != NULL)
        forget_outputs (self);
      g_clear_pointer (&self->key, model_batch_key_unref);
    }
  tell (self);
}

static void
begin (ModelBatch *self, ModelBatchPhase phase)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_queue_clear_full (&self->pending, g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->phase = phase;
  self->n_begun = self->n_ended = 0;
}

static void
queue_all (ModelBatch *self, ModelBatchState state)
{
  for (guint i = 0; i < self->files->len; i++)
    if (model_batch_file_get_state (g_ptr_array_index (self->files, i)) == state)
      g_queue_push_tail (&self->pending, g_object_ref (g_ptr_array_index (self->files, i)));
}

static void
look (ModelBatch *self)
{
  begin (self, MODEL_BATCH_LOOKING);
  for (guint i = 0; i < self->files->len; i++)
    if (model_batch_file_get_state (g_ptr_array_index (self->files, i)) == MODEL_BATCH_CHECKING)
      model_batch_file_set_state (g_ptr_array_index (self->files, i), MODEL_BATCH_WAITING);
  if (self->plan != NULL)
    queue_all (self, MODEL_BATCH_WAITING);
  pump (self);
}

static gboolean
is_signing (ModelBatch *self)
{
  return self->phase == MODEL_BATCH_OPENING || self->phase == MODEL_BATCH_RUNNING;
}

static void
model_batch_dispose (GObject *object)
{
  ModelBatch *self = MODEL_BATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_queue_clear_full (&self->pending, g_object_unref);
  G_OBJECT_CLASS (model_batch_parent_class)->dispose (object);
}

static void
model_batch_finalize (GObject *object)
{
  ModelBatch *self = MODEL_BATCH (object);

  g_ptr_array_unref (self->shared);
  model_batch_names_clear (&self->names);
  g_clear_pointer (&self->terms, model_terms_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->plan, model_batch_plan_unref);
  g_clear_pointer (&self->key, model_batch_key_unref);
  G_OBJECT_CLASS (model_batch_parent_class)->finalize (object);
}

static void
model_batch_class_init (ModelBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_batch_dispose;
  G_OBJECT_CLASS (klass)->finalize = model_batch_finalize;

  /**
   * ModelBatch::changed:
   *
   * The phase or a count is different.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_batch_init (ModelBatch *self)
{
  self->files = model_list_hold (MODEL_LIST (self), MODEL_TYPE_BATCH_FILE);
  self->shared = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->n_workers = g_get_num_processors ();
  g_queue_init (&self->pending);
}

/**
 * model_batch_new:
 * @suffix: what the name of a signed file ends in, before ".pdf"
 *
 * Makes a batch without files whose signatures are invisible.
 *
 * Returns: (transfer full): the batch
 */
ModelBatch *
model_batch_new (const char *suffix)
{
  ModelBatch *self = g_object_new (MODEL_TYPE_BATCH, NULL);

  model_batch_names_init (&self->names, suffix);
  self->plan = model_batch_plan_new (&(ModelBatchRule){MODEL_BATCH_LAST_PAGE});
  return self;
}

static void
append (ModelBatch *self, ModelBatchFile *file)
{
  g_ptr_array_add (self->files, file);
  if (self->phase != MODEL_BATCH_LOOKING)
    begin (self, MODEL_BATCH_LOOKING);
  if (self->plan != NULL && model_batch_file_get_state (file) == MODEL_BATCH_WAITING)
    g_queue_push_tail (&self->pending, g_object_ref (file));
  g_list_model_items_changed (G_LIST_MODEL (self), self->files->len - 1, 0, 1);
  pump (self);
}

static gboolean
contains (ModelBatch *self, const char *path)
{
  for (guint i = 0; i < self->files->len; i++)
    if (g_str_equal (model_batch_file_get_input (g_ptr_array_index (self->files, i)), path))
      return TRUE;
  return FALSE;
}

/**
 * model_batch_add:
 * @self: a batch that is not signing
 * @path: a document
 *
 * Adds a file, once, and looks at it.
 *
 * Returns: how many files there are now
 */
guint
model_batch_add (ModelBatch *self, const char *path)
{
  g_return_val_if_fail (MODEL_IS_BATCH (self) && path != NULL, 0);
  if (is_signing (self) || contains (self, path))
    return self->files->len;
  append (self, model_batch_file_new (path));
  return self->files->len;
}

/**
 * model_batch_remove:
 * @self: a batch that is not signing
 * @file: one of its files
 *
 * Takes a file off the list; it stays on the disk.
 */
void
model_batch_remove (ModelBatch *self, ModelBatchFile *file)
{
  guint position = 0;

  g_return_if_fail (MODEL_IS_BATCH (self));
  if (is_signing (self) || !g_ptr_array_find (self->files, file, &position))
    return;
  if (g_queue_remove (&self->pending, file))
    g_object_unref (file);
  g_ptr_array_remove_index (self->files, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  tell (self);
}

/**
 * model_batch_clear:
 * @self: a batch that is not signing
 *
 * Takes all files off the list.
 */
void
model_batch_clear (ModelBatch *self)
{
  guint n;

  g_return_if_fail (MODEL_IS_BATCH (self));
  if (is_signing (self))
    return;
  n = self->files->len;
  begin (self, MODEL_BATCH_LOOKING);
  g_ptr_array_set_size (self->files, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  pump (self);
}

/**
 * model_batch_set_rule:
 * @self: a batch that is not signing
 * @rule: (nullable): where the seal stands in every file; copied. %NULL while nobody has said it
 *
 * Changes the rule, and looks at all files again that are not signed; without a rule they wait.
 */
void
model_batch_set_rule (ModelBatch *self, const ModelBatchRule *rule)
{
  g_return_if_fail (MODEL_IS_BATCH (self));
  if (is_signing (self))
    return;
  g_clear_pointer (&self->plan, model_batch_plan_unref);
  if (rule != NULL)
    self->plan = model_batch_plan_new (rule);
  for (guint i = 0; i < self->files->len; i++)
    {
      ModelBatchFile *file = g_ptr_array_index (self->files, i);

      if (model_batch_file_get_state (file) != MODEL_BATCH_SIGNED)
        model_batch_file_set_state (file, MODEL_BATCH_WAITING);
    }
  look (self);
}

/**
 * model_batch_set_folder:
 * @self: a batch that is not signing
 * @folder: (nullable): where signed files go; %NULL: beside each document
 *
 * Says where. Nothing there is ever replaced.
 */
void
model_batch_set_folder (ModelBatch *self, const char *folder)
{
  g_return_if_fail (MODEL_IS_BATCH (self));
  model_batch_names_set_folder (&self->names, folder);
}

static void
look_again (ModelBatch *self)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      ModelBatchFile *file = g_ptr_array_index (self->files, i);
      ModelBatchState state = model_batch_file_get_state (file);

      if (state == MODEL_BATCH_READY || state == MODEL_BATCH_BLOCKED)
        model_batch_file_set_state (file, MODEL_BATCH_WAITING);
    }
  look (self);
}

/* What a file may forbid. */
static gboolean
demand_same (const ModelTerms *a, const ModelTerms *b)
{
  g_autofree char *first = a != NULL && a->lock != NULL ? pades_lock_to_string (a->lock) : NULL;
  g_autofree char *second = b != NULL && b->lock != NULL ? pades_lock_to_string (b->lock) : NULL;

  if (a == NULL || b == NULL)
    return a == b;
  return a->certify == b->certify && a->level == b->level && a->digest == b->digest &&
         g_strcmp0 (first, second) == 0 && g_strcmp0 (a->reason, b->reason) == 0;
}

/**
 * model_batch_set_terms:
 * @self: a batch that is not signing
 * @terms: (nullable): how files are to be signed; copied. %NULL while nobody has said it
 *
 * Looks again at what is ready or blocked where they are others: fields may demand a level, a
 * digest, a certification, a lock or a reason.
 */
void
model_batch_set_terms (ModelBatch *self, const ModelTerms *terms)
{
  g_autoptr (ModelTerms) before = NULL;

  g_return_if_fail (MODEL_IS_BATCH (self));
  if (is_signing (self))
    return;
  before = g_steal_pointer (&self->terms);
  self->terms = terms != NULL ? model_terms_copy (terms) : NULL;
  if (!demand_same (before, terms))
    look_again (self);
}

/**
 * model_batch_set_certificate:
 * @self: a batch that is not signing
 * @certificate: (nullable): whose key is going to sign
 *
 * Looks again at what is ready or blocked where a field is signed: its author may demand a certain
 * certificate, and nobody should type a password to learn that.
 */
void
model_batch_set_certificate (ModelBatch *self, ModelCertificate *certificate)
{
  g_return_if_fail (MODEL_IS_BATCH (self));
  if (!is_signing (self) && g_set_object (&self->certificate, certificate) && self->plan != NULL &&
      model_batch_plan_get_field (self->plan) != NULL)
    look_again (self);
}

/**
 * model_batch_take_back:
 * @self: a batch that is not signing
 * @file: of the last run
 *
 * Adds a file in the state it had, once; one that waits is looked at, and one that has an output
 * and waits is signed already where that is its signed version.
 */
void
model_batch_take_back (ModelBatch *self, ModelBatchFile *file)
{
  g_return_if_fail (MODEL_IS_BATCH (self));
  if (is_signing (self) || contains (self, model_batch_file_get_input (file)))
    return;
  append (self, g_object_ref (file));
}

/**
 * model_batch_unlock:
 * @self: a batch that is not signing
 * @file: (nullable): one of its files; %NULL for all that lack a password
 * @secret: what may open it, see model_secret_new()
 *
 * Looks again with a password; with %NULL it is tried on files that come later, too.
 */
void
model_batch_unlock (ModelBatch *self, ModelBatchFile *file, GBytes *secret)
{
  g_return_if_fail (MODEL_IS_BATCH (self) && secret != NULL);
  if (is_signing (self))
    return;
  if (file == NULL)
    g_ptr_array_add (self->shared, g_bytes_ref (secret));
  for (guint i = 0; i < self->files->len; i++)
    {
      ModelBatchFile *each = g_ptr_array_index (self->files, i);

      if (!model_batch_file_is_locked (each) || (file != NULL && file != each))
        continue;
      model_batch_file_set_secret (each, secret);
      model_batch_file_set_state (each, MODEL_BATCH_WAITING);
    }
  look (self);
}

/**
 * model_batch_retry:
 * @self: a batch that is not signing
 *
 * Looks again at the files that are blocked or failed, which may have been mended by now.
 */
void
model_batch_retry (ModelBatch *self)
{
  g_return_if_fail (MODEL_IS_BATCH (self));
  if (is_signing (self))
    return;
  for (guint i = 0; i < self->files->len; i++)
    {
      ModelBatchFile *file = g_ptr_array_index (self->files, i);
      ModelBatchState state = model_batch_file_get_state (file);

      if (state == MODEL_BATCH_BLOCKED || state == MODEL_BATCH_FAILED)
        model_batch_file_set_state (file, MODEL_BATCH_WAITING);
    }
  look (self);
}

/**
 * model_batch_get_phase:
 * @self: a batch
 *
 * Returns: what it is doing
 */
ModelBatchPhase
model_batch_get_phase (ModelBatch *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH (self), MODEL_BATCH_IDLE);
  return self->phase;
}

/**
 * model_batch_count:
 * @self: a batch
 * @state: a state
 *
 * Returns: how many files are in that state
 */
guint
model_batch_count (ModelBatch *self, ModelBatchState state)
{
  guint n = 0;

  g_return_val_if_fail (MODEL_IS_BATCH (self), 0);
  for (guint i = 0; i < self->files->len; i++)
    n += model_batch_file_get_state (g_ptr_array_index (self->files, i)) == state;
  return n;
}

/**
 * model_batch_get_fraction:
 * @self: a batch
 *
 * Returns: how much of what it is doing is done
 */
double
model_batch_get_fraction (ModelBatch *self)
{
  guint all;

  g_return_val_if_fail (MODEL_IS_BATCH (self), 0);
  all = self->n_begun + g_queue_get_length (&self->pending);
  return all > 0 ? (double) self->n_ended / all : 0;
}

static void
key_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelBatch *self = MODEL_BATCH (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ModelBatchKey) key = model_batch_key_finish (result, &error);

  self->phase = MODEL_BATCH_IDLE;
  if (key == NULL || g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      tell (self);
      return;
    }
  begin (self, MODEL_BATCH_RUNNING);
  self->key = g_steal_pointer (&key);
  queue_all (self, MODEL_BATCH_READY);
  plan_outputs (self);
  tell (self);
  g_task_return_boolean (task, TRUE);
  pump (self);
}

/**
 * model_batch_sign:
 * @self: a batch that does nothing
 * @key: whose key, and how it signs
 * @callback: called when signing has begun or the key could not be opened
 * @user_data: for @callback
 *
 * Signs every file that is ready, as many at a time as there are processors. The key is opened
 * once: where that fails, no file is touched.
 */
void
model_batch_sign (ModelBatch *self,
                  const ModelBatchKeyRequest *key,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MODEL_IS_BATCH (self) && self->phase == MODEL_BATCH_IDLE);
  task = g_task_new (self, NULL, callback, user_data);
  begin (self, MODEL_BATCH_OPENING);
  tell (self);
  model_batch_key_open (key, self, self->cancellable, key_opened, task);
}

/**
 * model_batch_sign_finish:
 * @self: the batch
 * @result: what the callback was given
 * @error: return location for %KEYS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Tells whether signing has begun.
 *
 * Returns: whether it has
 */
gboolean
model_batch_sign_finish (ModelBatch *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * model_batch_cancel:
 * @self: a batch
 *
 * Begins no further file, and gives up those under way.
 */
void
model_batch_cancel (ModelBatch *self)
{
  g_return_if_fail (MODEL_IS_BATCH (self));
  g_queue_clear_full (&self->pending, g_object_unref);
  g_cancellable_cancel (self->cancellable);
  tell (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-checks.h"

#include "model-exam.h"
#include "model-job.h"
#include "pdf-error.h"

/* A folder is not followed deeper, and no more files are taken in: somebody dropped the whole disk.
 */
#define MAX_DEPTH 32
#define MAX_FILES 50000
/* Milliseconds between two pictures of the counts. */
#define TELL_INTERVAL 100

struct _ModelChecks {
  ModelList parent_instance;

  char *trust;
  GPtrArray *checks;   /* ModelCheck */
  GPtrArray *shared;   /* GBytes: passwords that may open any file */
  GHashTable *by_path; /* char * of a check → nothing */
  GQueue waiting;      /* ModelCheck, lent by checks */
  guint counts[MODEL_N_CHECKS];
  guint n_running;
  guint n_scanning;
  gboolean paused;
  GCancellable *cancellable;
  gboolean told_running;
  guint tell_id;
};

G_DEFINE_FINAL_TYPE (ModelChecks, model_checks, MODEL_TYPE_LIST)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
tell (gpointer data)
{
  ModelChecks *self = data;

  self->tell_id = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* The beginning and the end are told at once, since somebody waits for them. */
static void
tell_soon (ModelChecks *self)
{
  gboolean running = model_checks_is_running (self);

  if (running && self->told_running)
    {
      if (self->tell_id == 0)
        self->tell_id = g_timeout_add (TELL_INTERVAL, tell, self);
      return;
    }
  g_clear_handle_id (&self->tell_id, g_source_remove);
  self->told_running = running;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
model_checks_dispose (GObject *object)
{
  ModelChecks *self = MODEL_CHECKS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_queue_clear (&self->waiting);
  G_OBJECT_CLASS (model_checks_parent_class)->dispose (object);
}

static void
model_checks_finalize (GObject *object)
{
  ModelChecks *self = MODEL_CHECKS (object);

  g_free (self->trust);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->by_path);
  g_ptr_array_unref (self->shared);
  G_OBJECT_CLASS (model_checks_parent_class)->finalize (object);
}

static void
model_checks_class_init (ModelChecksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_checks_dispose;
  G_OBJECT_CLASS (klass)->finalize = model_checks_finalize;

  /**
   * ModelChecks::changed:
   *
   * A count is different, or the work has begun or ended.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_checks_init (ModelChecks *self)
{
  self->checks = model_list_hold (MODEL_LIST (self), MODEL_TYPE_CHECK);
  self->shared = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->waiting);
}

/* What a worker works on; the list may be gone before it is done. */
typedef struct {
  GWeakRef list;
  ModelCheck *check;
  char *trust;
  GPtrArray *secrets; /* GBytes: the last is tried first, after none at all */
  GBytes *secret;     /* that was tried last, lent by these; or NULL */
  char *json;
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  g_weak_ref_clear (&self->list);
  g_object_unref (self->check);
  g_ptr_array_unref (self->secrets);
  g_free (self->trust);
  g_free (self->json);
  g_free (self);
}

/* Without a password first: most files need none. */
static PadesReport *
open_and_judge (Work *work, GCancellable *cancellable, GError **error)
{
  ModelExam exam = {.path = model_check_get_path (work->check), .trust = work->trust};
  g_autoptr (GError) cause = NULL;
  PadesReport *report = model_exam_run (&exam, cancellable, &cause);

  for (guint i = work->secrets->len;
       i-- > 0 && g_error_matches (cause, PDF_ERROR, PDF_ERROR_PASSWORD);)
    {
      g_clear_error (&cause);
      exam.secret = work->secret = g_ptr_array_index (work->secrets, i);
      report = model_exam_run (&exam, cancellable, &cause);
    }
  if (report == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return report;
}

static gpointer
judge (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (PadesReport) report = open_and_judge (work, cancellable, error);

  if (report != NULL)
    work->json = model_exam_dup_json (model_check_get_path (work->check), report);
  return g_steal_pointer (&report);
}

static void start_some (ModelChecks *self);

static void
take (ModelChecks *self, Work *work, PadesReport *report, GError *error)
{
  self->counts[model_check_get_kind (work->check)]--;
  if (work->secret != NULL)
    model_check_set_secret (work->check, work->secret);
  if (report != NULL)
    model_check_take_report (work->check, report, g_steal_pointer (&work->json));
  else
    model_check_take_error (work->check, g_error_copy (error));
  self->counts[model_check_get_kind (work->check)]++;
}

static gboolean
is_known (ModelChecks *self, ModelCheck *check)
{
  gpointer known = g_hash_table_lookup (self->by_path, model_check_get_path (check));

  return known == check;
}

static void
judged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (ModelChecks) self = g_weak_ref_get (&work->list);
  g_autoptr (GError) error = NULL;
  g_autoptr (PadesReport) report = model_job_finish (result, &error);

  if (self == NULL)
    return;
  self->n_running--;
  /* It may have been taken off the list in the meantime; cancelled, it waits for its next turn. */
  if (is_known (self, work->check))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_queue_push_head (&self->waiting, work->check);
      else
        take (self, work, report, error);
    }
  start_some (self);
  tell_soon (self);
}

static GPtrArray *
list_secrets (ModelChecks *self, ModelCheck *check)
{
  GPtrArray *secrets = g_ptr_array_copy (self->shared, (GCopyFunc) (void *) g_bytes_ref, NULL);

  if (model_check_get_secret (check) != NULL)
    g_ptr_array_add (secrets, g_bytes_ref (model_check_get_secret (check)));
  g_ptr_array_set_free_func (secrets, (GDestroyNotify) g_bytes_unref);
  return secrets;
}

static void
start_one (ModelChecks *self, ModelCheck *check)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->list, self);
  work->check = g_object_ref (check);
  work->trust = g_strdup (self->trust);
  work->secrets = list_secrets (self, check);
  self->n_running++;
  model_job_start (NULL,
                   &(ModelWork){
                       .func = judge,
                       .data = work,
                       .data_free = work_free,
                       .result_free = (GDestroyNotify) pades_report_free,
                   },
                   NULL, self->cancellable, judged, work);
}

static void
start_some (ModelChecks *self)
{
  guint limit = g_get_num_processors ();
  ModelCheck *check;

  while (!self->paused && self->n_running < limit &&
         (check = g_queue_pop_head (&self->waiting)) != NULL)
    start_one (self, check);
}

static void
append (ModelChecks *self, const char *path)
{
  ModelCheck *check;

  if (self->checks->len >= MAX_FILES || g_hash_table_contains (self->by_path, path))
    return;
  check = model_check_new (path);
  g_ptr_array_add (self->checks, check);
  g_hash_table_insert (self->by_path, (char *) model_check_get_path (check), check);
  g_queue_push_tail (&self->waiting, check);
  self->counts[MODEL_CHECK_PENDING]++;
}

static void
append_all (ModelChecks *self, GPtrArray *paths)
{
  guint n = self->checks->len;

  for (guint i = 0; i < paths->len; i++)
    append (self, g_ptr_array_index (paths, i));
  if (self->checks->len > n)
    g_list_model_items_changed (G_LIST_MODEL (self), n, 0, self->checks->len - n);
  start_some (self);
  tell_soon (self);
}

static gboolean
is_pdf_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".pdf");
}

/* Links to folders are not followed: they can lead in circles. */
static void
scan (const char *path, guint depth, GPtrArray *found, GCancellable *cancellable)
{
  g_autoptr (GDir) dir = depth < MAX_DEPTH ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && found->len < MAX_FILES && !g_cancellable_is_cancelled (cancellable) &&
         (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (is_pdf_name (name) && g_file_test (child, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (found, g_steal_pointer (&child));
      else if (name[0] != '.' && g_file_test (child, G_FILE_TEST_IS_DIR) &&
               !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        scan (child, depth + 1, found, cancellable);
    }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static gpointer
list_files (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

  if (g_file_test (data, G_FILE_TEST_IS_DIR))
    scan (data, 0, found, cancellable);
  else
    g_ptr_array_add (found, g_strdup (data));
  g_ptr_array_sort (found, compare_paths);
  return found;
}

static void
listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelChecks *self = MODEL_CHECKS (source);
  g_autoptr (GPtrArray) found = model_job_finish (result, NULL);

  self->n_scanning--;
  if (found != NULL)
    append_all (self, found);
  else
    tell_soon (self);
}

/**
 * model_checks_new:
 * @trust: folder of the roots that the user trusts, see [class@ModelTrust]
 *
 * Makes an empty list.
 *
 * Returns: (transfer full): the list
 */
ModelChecks *
model_checks_new (const char *trust)
{
  ModelChecks *self = g_object_new (MODEL_TYPE_CHECKS, NULL);

  self->trust = g_strdup (trust);
  return self;
}

/**
 * model_checks_add:
 * @file: a local file or folder
 *
 * Takes in a file, or all PDF files of a folder and of those in it. One that is there already is
 * not taken in again.
 */
void
model_checks_add (ModelChecks *self, GFile *file)
{
  g_return_if_fail (MODEL_IS_CHECKS (self));

  if (g_file_peek_path (file) == NULL)
    return;
  self->paused = FALSE;
  self->n_scanning++;
  model_job_start (NULL,
                   &(ModelWork){
                       .func = list_files,
                       .data = g_strdup (g_file_peek_path (file)),
                       .data_free = g_free,
                       .result_free = (GDestroyNotify) g_ptr_array_unref,
                   },
                   self, self->cancellable, listed, NULL);
  tell_soon (self);
}

static void
stop (ModelChecks *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

/**
 * model_checks_clear:
 *
 * Empties the list and gives up what is being judged.
 */
void
model_checks_clear (ModelChecks *self)
{
  guint n;

  g_return_if_fail (MODEL_IS_CHECKS (self));

  n = self->checks->len;
  stop (self);
  g_queue_clear (&self->waiting);
  g_hash_table_remove_all (self->by_path);
  g_ptr_array_set_size (self->checks, 0);
  g_ptr_array_set_size (self->shared, 0);
  for (guint i = 0; i < MODEL_N_CHECKS; i++)
    self->counts[i] = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  tell_soon (self);
}

static void
judge_again (ModelChecks *self, ModelCheck *check)
{
  self->counts[model_check_get_kind (check)]--;
  self->counts[MODEL_CHECK_PENDING]++;
  model_check_reset (check);
  g_queue_push_tail (&self->waiting, check);
}

/**
 * model_checks_restart:
 *
 * Judges everything that has been judged again.
 */
void
model_checks_restart (ModelChecks *self)
{
  g_return_if_fail (MODEL_IS_CHECKS (self));

  stop (self);
  for (guint i = 0; i < self->checks->len; i++)
    if (model_check_get_kind (g_ptr_array_index (self->checks, i)) != MODEL_CHECK_PENDING)
      judge_again (self, g_ptr_array_index (self->checks, i));
  start_some (self);
  tell_soon (self);
}

/**
 * model_checks_unlock:
 * @check: (nullable): one of the files; %NULL for all that lack a password
 * @secret: what may open it, see model_secret_new()
 *
 * Judges again with a password; with %NULL it is tried on files that come later, too.
 */
void
model_checks_unlock (ModelChecks *self, ModelCheck *check, GBytes *secret)
{
  g_return_if_fail (MODEL_IS_CHECKS (self) && secret != NULL);

  if (check == NULL)
    g_ptr_array_add (self->shared, g_bytes_ref (secret));
  self->paused = FALSE;
  for (guint i = 0; i < self->checks->len; i++)
    {
      ModelCheck *each = g_ptr_array_index (self->checks, i);

      if (!model_check_is_locked (each) || (check != NULL && check != each))
        continue;
      model_check_set_secret (each, secret);
      judge_again (self, each);
    }
  start_some (self);
  tell_soon (self);
}

/**
 * model_checks_count_locked:
 *
 * Returns: how many files have no verdict because nobody gave their password
 */
guint
model_checks_count_locked (ModelChecks *self)
{
  guint n = 0;

  g_return_val_if_fail (MODEL_IS_CHECKS (self), 0);
  for (guint i = 0; i < self->checks->len; i++)
    n += model_check_is_locked (g_ptr_array_index (self->checks, i));
  return n;
}

/**
 * model_checks_cancel:
 *
 * Stops; verdicts that are there stay.
 */
void
model_checks_cancel (ModelChecks *self)
{
  g_return_if_fail (MODEL_IS_CHECKS (self));

  self->paused = TRUE;
  stop (self);
  tell_soon (self);
}

/**
 * model_checks_resume:
 *
 * Goes on with what was cancelled.
 */
void
model_checks_resume (ModelChecks *self)
{
  g_return_if_fail (MODEL_IS_CHECKS (self));

  self->paused = FALSE;
  start_some (self);
  tell_soon (self);
}

/**
 * model_checks_is_running:
 *
 * Returns: whether anything is looked for or judged
 */
gboolean
model_checks_is_running (ModelChecks *self)
{
  g_return_val_if_fail (MODEL_IS_CHECKS (self), FALSE);
  return self->n_running > 0 || self->n_scanning > 0 ||
         (!self->paused && !g_queue_is_empty (&self->waiting));
}

/**
 * model_checks_count:
 * @kind: of verdict
 *
 * Returns: how many files have it
 */
guint
model_checks_count (ModelChecks *self, ModelCheckKind kind)
{
  g_return_val_if_fail (MODEL_IS_CHECKS (self), 0);
  g_return_val_if_fail (kind < MODEL_N_CHECKS, 0);
  return self->counts[kind];
}

/**
 * model_checks_to_json:
 *
 * Puts the verdicts into one text: an array of the objects that `vermilionctl verify --json` prints
 * line by line.
 *
 * Returns: (transfer full): JSON
 */
char *
model_checks_to_json (ModelChecks *self)
{
  GString *text = g_string_new ("[");

  g_return_val_if_fail (MODEL_IS_CHECKS (self), NULL);
  for (guint i = 0; i < self->checks->len; i++)
    {
      const char *json = model_check_get_json (g_ptr_array_index (self->checks, i));

      if (json != NULL)
        g_string_append_printf (text, "%s\n%s", text->len > 1 ? "," : "", json);
    }
  g_string_append (text, "\n]\n");
  return g_string_free (text, FALSE);
}

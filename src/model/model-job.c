/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-job.h"

struct _ModelQueue {
  GThreadPool *pool; /* of one thread */
  guint64 serial;    /* jobs of one urgency keep their order */
};

struct _ModelJob {
  GTask *task; /* owns the job */
  ModelWork work;
  GAsyncReadyCallback callback;
  gpointer user_data;
  guint64 serial;
  GMutex lock;
  GSource *report; /* on its way, or NULL */
  double fraction;
};

static void
job_free (gpointer data)
{
  ModelJob *self = data;

  g_mutex_clear (&self->lock);
  g_free (self);
}

static int
compare_jobs (gconstpointer a, gconstpointer b, gpointer unused)
{
  const ModelJob *first = g_task_get_task_data ((GTask *) a);
  const ModelJob *second = g_task_get_task_data ((GTask *) b);

  if (first->work.urgency != second->work.urgency)
    return first->work.urgency < second->work.urgency ? -1 : 1;
  return first->serial < second->serial ? -1 : first->serial > second->serial;
}

static void
run_task (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ModelJob *self = task_data;
  GError *error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;
  result = self->work.func (self, self->work.data, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, self->work.result_free);
}

static void
run_in_pool (gpointer data, gpointer unused)
{
  g_autoptr (GTask) task = data;

  run_task (task, g_task_get_source_object (task), g_task_get_task_data (task),
            g_task_get_cancellable (task));
}

static void
complete (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelJob *self = user_data;

  if (self->callback != NULL)
    self->callback (source, result, self->user_data);
  /* Here and not with the task, whose last reference may well go on the worker. */
  if (self->work.data_free != NULL)
    self->work.data_free (self->work.data);
}

static gboolean
deliver_report (gpointer data)
{
  ModelJob *self = g_task_get_task_data (data);
  double fraction;

  g_mutex_lock (&self->lock);
  fraction = self->fraction;
  g_clear_pointer (&self->report, g_source_unref);
  g_mutex_unlock (&self->lock);
  if (!g_task_get_completed (data))
    self->work.progress (fraction, self->work.progress_data);
  return G_SOURCE_REMOVE;
}

/**
 * model_queue_new:
 *
 * Makes a queue that runs its jobs one after another, the most urgent first.
 *
 * Returns: (transfer full): the queue
 */
ModelQueue *
model_queue_new (void)
{
  ModelQueue *self = g_new0 (ModelQueue, 1);

  /* Not exclusive: an idle queue costs no thread, and GLib re-uses them. */
  self->pool = g_thread_pool_new (run_in_pool, NULL, 1, FALSE, NULL);
  g_thread_pool_set_sort_function (self->pool, compare_jobs, NULL);
  return self;
}

/**
 * model_queue_free:
 * @self: (nullable): the queue
 *
 * Gives the queue up without waiting: jobs in it still run (cancel them first) and call back.
 */
void
model_queue_free (ModelQueue *self)
{
  if (self == NULL)
    return;
  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_free (self);
}

/**
 * model_job_start:
 * @queue: (nullable): where to run; %NULL for any worker
 * @work: what to do; copied, its data is taken
 * @source: (nullable) (type GObject): kept alive until the callback
 * @cancellable: (nullable): to give up
 * @callback: (nullable): called on the thread-default main context of the caller
 * @user_data: for @callback
 *
 * Starts a job. A job cancelled before its turn does not run at all.
 */
void
model_job_start (ModelQueue *queue,
                 const ModelWork *work,
                 gpointer source,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  ModelJob *self = g_new0 (ModelJob, 1);
  GTask *task = g_task_new (source, cancellable, complete, self);

  self->task = task;
  self->work = *work;
  self->callback = callback;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_task_set_task_data (task, self, job_free);
  /* What the function did counts: a file that was written just before the cancellation is there. */
  g_task_set_check_cancellable (task, FALSE);
  if (queue != NULL)
    {
      self->serial = queue->serial++;
      g_thread_pool_push (queue->pool, task, NULL);
      return;
    }
  g_task_run_in_thread (task, run_task);
  g_object_unref (task);
}

/**
 * model_job_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Collects what the job's function returned.
 *
 * Returns: (transfer full): its result, %NULL with @error set where it failed
 */
gpointer
model_job_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * model_job_report:
 * @job: the running job
 * @fraction: how much is done, 0 to 1; negative for "something, nobody knows how much"
 *
 * Tells from the worker how far it is; the work's progress function hears it on the main context.
 */
void
model_job_report (ModelJob *job, double fraction)
{
  if (job->work.progress == NULL)
    return;
  g_mutex_lock (&job->lock);
  job->fraction = fraction;
  if (job->report == NULL)
    {
      job->report = g_idle_source_new ();
      g_source_set_priority (job->report, G_PRIORITY_DEFAULT);
      g_source_set_callback (job->report, deliver_report, g_object_ref (job->task), g_object_unref);
      g_source_attach (job->report, g_task_get_context (job->task));
    }
  g_mutex_unlock (&job->lock);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-job.h"

typedef struct {
  GMainLoop *loop;
  GString *log;
  guint left;
  double fraction;
  guint reports;
  gboolean freed;
  GThread *main;
} Fixture;

typedef struct {
  Fixture *fixture;
  char letter;
  GMutex *gate; /* held by the test until all jobs are queued */
} Step;

static void
setup (Fixture *fixture, gconstpointer unused)
{
  fixture->loop = g_main_loop_new (NULL, FALSE);
  fixture->log = g_string_new (NULL);
  fixture->main = g_thread_self ();
}

static void
teardown (Fixture *fixture, gconstpointer unused)
{
  g_main_loop_unref (fixture->loop);
  g_string_free (fixture->log, TRUE);
}

static gpointer
run_step (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Step *step = data;

  g_assert_true (g_thread_self () != step->fixture->main);
  if (step->gate != NULL)
    {
      g_mutex_lock (step->gate);
      g_mutex_unlock (step->gate);
    }
  return g_strdup_printf ("%c", step->letter);
}

static void
step_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = model_job_finish (result, &error);

  g_assert_true (g_thread_self () == fixture->main);
  g_string_append (fixture->log, text != NULL ? text : "!");
  if (--fixture->left == 0)
    g_main_loop_quit (fixture->loop);
}

static void
start_step (Fixture *fixture, ModelQueue *queue, char letter, int urgency, GMutex *gate)
{
  Step step = {fixture, letter, gate};
  ModelWork work = {.func = run_step,
                    .data = g_memdup2 (&step, sizeof step),
                    .data_free = g_free,
                    .result_free = g_free,
                    .urgency = urgency};

  fixture->left++;
  model_job_start (queue, &work, NULL, NULL, step_done, fixture);
}

static void
test_order (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelQueue) queue = model_queue_new ();
  GMutex gate;

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  start_step (fixture, queue, 'a', 0, &gate);
  g_usleep (20000); /* the worker has taken the first; the rest is sorted behind it */
  start_step (fixture, queue, 'd', 2, NULL);
  start_step (fixture, queue, 'b', 1, NULL);
  start_step (fixture, queue, 'c', 1, NULL);
  g_mutex_unlock (&gate);
  g_main_loop_run (fixture->loop);
  g_assert_cmpstr (fixture->log->str, ==, "abcd");
  g_mutex_clear (&gate);
}

static gpointer
run_reporting (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  for (int i = 1; i <= 1000; i++)
    model_job_report (job, i / 1000.0);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
  return NULL;
}

static void
take_report (double fraction, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_thread_self () == fixture->main);
  g_assert_cmpfloat (fraction, >=, fixture->fraction);
  fixture->fraction = fraction;
  fixture->reports++;
}

static void
note_freed (gpointer data)
{
  Fixture *fixture = data;

  g_assert_true (g_thread_self () == fixture->main);
  fixture->freed = TRUE;
  g_main_loop_quit (fixture->loop);
}

static void
expect_error (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (model_job_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, GPOINTER_TO_INT (user_data));
}

static void
test_progress_and_error (Fixture *fixture, gconstpointer unused)
{
  ModelWork work = {.func = run_reporting,
                    .data = fixture,
                    .data_free = note_freed,
                    .progress = take_report,
                    .progress_data = fixture};

  model_job_start (NULL, &work, NULL, NULL, expect_error, GINT_TO_POINTER (G_IO_ERROR_NO_SPACE));
  g_main_loop_run (fixture->loop);
  g_assert_true (fixture->freed);
  g_assert_cmpuint (fixture->reports, <=, 1000);
  g_assert_cmpuint (fixture->reports, >, 0);
}

static void
test_cancelled_before_start (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ModelWork work = {.func = run_reporting,
                    .data = fixture,
                    .data_free = note_freed,
                    .progress = take_report,
                    .progress_data = fixture};

  g_cancellable_cancel (cancellable);
  model_job_start (NULL, &work, NULL, cancellable, expect_error,
                   GINT_TO_POINTER (G_IO_ERROR_CANCELLED));
  g_main_loop_run (fixture->loop);
  g_assert_cmpuint (fixture->reports, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/job/order", Fixture, NULL, setup, test_order, teardown);
  g_test_add ("/model/job/progress", Fixture, NULL, setup, test_progress_and_error, teardown);
  g_test_add ("/model/job/cancelled", Fixture, NULL, setup, test_cancelled_before_start, teardown);
  return g_test_run ();
}

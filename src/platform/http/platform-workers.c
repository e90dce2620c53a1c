/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-workers.h"

#include "platform-dispatch.h"
#include "platform-keeper.h"
#include "platform-private.h"
#include "platform-store-session.h"

struct _PlatformWorkers {
  Platform *platform;
  GAsyncQueue *waiting; /* of Job */
  GPtrArray *threads;   /* GThread */
  gint is_late;         /* atomic; what waits is refused */
  GMutex lock;
  GQueue sought;      /* of Job: whose senders are to be asked about */
  gboolean is_asking; /* one of the threads does */
};

typedef struct {
  PlatformWorkers *workers;
  PlatformCall *call; /* NULL: it is time to look after the platform */
  gboolean is_known;  /* its sender was asked about, perhaps in vain */
  PlatformAnswered answered;
  gpointer data;
} Job;

/* For each thread the last. */
static Job no_more;

static void
end (Job *job)
{
  job->answered (job->data);
  g_free (job);
}

static void
refuse (Job *job)
{
  g_autoptr (GError) error = NULL;

  platform_call_refuse (&error, WIRE_PROBLEM_UNAVAILABLE, "the platform is stopping");
  platform_call_fail (job->call, error);
  end (job);
}

/* In the thread that writes. */
static void
on_written (gpointer data, const GError *error)
{
  Job *job = data;

  if (platform_dispatch_written (job->call, error))
    end (job);
  else if (g_atomic_int_get (&job->workers->is_late))
    refuse (job);
  else
    g_async_queue_push (job->workers->waiting, job);
}

static void
keep (Job *job)
{
  Platform *platform = job->workers->platform;
  PlatformStore *store = platform_pool_take (platform->pool);

  platform_keeper_run (platform, store);
  platform_pool_give (platform->pool, store);
  end (job);
}

static void
answer (Job *job)
{
  PlatformPool *pool = job->workers->platform->pool;

  job->call->store = platform_pool_take (pool);
  platform_dispatch (job->call);
  platform_pool_give (pool, job->call->store);
  if (job->call->unwritten)
    platform_pool_write (pool, g_steal_pointer (&job->call->unwritten), on_written, job);
  else
    end (job);
}

static void
run (Job *job)
{
  if (!job->call)
    keep (job);
  else if (g_atomic_int_get (&job->workers->is_late))
    refuse (job);
  else
    answer (job);
}

static void
find (PlatformWorkers *self, Job *const *jobs, guint n)
{
  PlatformPool *pool = self->platform->pool;
  PlatformCall *calls[PLATFORM_MAX_ENTRIES];
  PlatformStore *store;

  for (guint i = 0; i < n; i++)
    {
      calls[i] = jobs[i]->call;
      jobs[i]->is_known = TRUE;
    }
  store = platform_pool_take (pool);
  platform_dispatch_find (calls, n, store);
  platform_pool_give (pool, store);
}

/* Under the lock, but not while it asks. Returns one of them for this thread; the others are next
 * in turn. */
static Job *
ask_about_some (PlatformWorkers *self)
{
  Job *jobs[PLATFORM_MAX_ENTRIES];
  guint n = 0;

  while (n < PLATFORM_MAX_ENTRIES && !g_queue_is_empty (&self->sought))
    jobs[n++] = g_queue_pop_head (&self->sought);
  g_mutex_unlock (&self->lock);
  find (self, jobs, n);
  while (--n > 0)
    g_async_queue_push_front (self->waiting, jobs[n]);
  g_mutex_lock (&self->lock);
  return jobs[0];
}

/* One thread asks at a time, and asks for all who came while it did: for the database eight
 * together are as much work as two alone. Returns what this thread is to do next, if anything. */
static Job *
ask (PlatformWorkers *self, Job *job)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  Job *next = NULL;

  g_queue_push_tail (&self->sought, job);
  if (self->is_asking)
    return NULL;
  self->is_asking = TRUE;
  while (!g_queue_is_empty (&self->sought))
    {
      if (next)
        g_async_queue_push_front (self->waiting, next);
      next = ask_about_some (self);
    }
  self->is_asking = FALSE;
  return next;
}

static gboolean
is_sought (Job *job)
{
  return job->call && !job->is_known && platform_dispatch_is_asked (job->call);
}

static gpointer
work (gpointer data)
{
  PlatformWorkers *self = data;
  gboolean is_far = platform_pool_is_far (self->platform->pool);
  Job *job;

  while ((job = g_async_queue_pop (self->waiting)) != &no_more)
    {
      if (is_far && is_sought (job))
        job = ask (self, job);
      if (job)
        run (job);
    }
  return NULL;
}

/**
 * platform_workers_new:
 * @platform: whose requests they answer
 * @n: how many threads
 *
 * Starts the threads.
 *
 * Returns: (transfer full): the workers
 */
PlatformWorkers *
platform_workers_new (Platform *platform, guint n)
{
  PlatformWorkers *self = g_new0 (PlatformWorkers, 1);

  self->platform = platform;
  self->waiting = g_async_queue_new ();
  g_mutex_init (&self->lock);
  self->threads = g_ptr_array_new ();
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->threads, g_thread_new ("platform-worker", work, self));
  return self;
}

/**
 * platform_workers_free:
 * @self: (transfer full): workers to which nobody adds any more
 *
 * Waits until all that was added has its answer. Threads of a pool of GLib are not waited for to
 * their very end, at which OpenSSL lets go of what it keeps for each: the process may be at its own
 * end by then.
 */
void
platform_workers_free (PlatformWorkers *self)
{
  for (guint i = 0; i < self->threads->len; i++)
    g_async_queue_push (self->waiting, &no_more);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
  platform_pool_finish (self->platform->pool);
  g_ptr_array_unref (self->threads);
  g_async_queue_unref (self->waiting);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * platform_workers_add:
 * @self: workers
 * @call: (nullable) (transfer none): a request, until it is answered; NULL: the platform is to be
 *   looked after
 * @answered: (scope async): what is told then
 * @data: for @answered
 *
 * Has a request answered.
 */
void
platform_workers_add (PlatformWorkers *self,
                      PlatformCall *call,
                      PlatformAnswered answered,
                      gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->workers = self;
  job->call = call;
  job->answered = answered;
  job->data = data;
  g_async_queue_push (self->waiting, job);
}

/**
 * platform_workers_hurry:
 * @self: workers
 *
 * Has what still waits refused.
 */
void
platform_workers_hurry (PlatformWorkers *self)
{
  g_atomic_int_set (&self->is_late, TRUE);
}

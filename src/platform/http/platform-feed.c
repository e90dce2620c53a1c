/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-feed.h"

#include <string.h>

#include "platform-listening.h"
#include "platform-private.h"
#include "platform-response.h"
#include "platform-store-session.h"

#define MAX_LISTENERS 500
#define MAX_OF_ACCOUNT 8
/* How long another process's change takes at most; few queries for all who listen. */
#define LOOK_MILLISECONDS 250
/* Proxies and routers forget a connection on which nothing comes. */
#define SILENCE (15 * G_USEC_PER_SEC)
#define DURATION (600 * G_USEC_PER_SEC)
/* How long somebody hears what they may not any more, where another process has ended their session
 * or taken their role; what this one does is looked at with it. */
#define CHECK G_USEC_PER_SEC

typedef struct {
  guint64 id;
  PlatformFeed *feed;
  SoupServerMessage *message;
  PlatformCall *call;
  gint64 until;        /* of the monotonic clock */
  gint64 spoken;       /* when something was written last */
  gboolean is_writing; /* nothing more is read before this has gone */
  gboolean has_ended;
} Listener;

struct _PlatformFeed {
  Platform *platform;
  GMainContext *context;
  GThreadPool *reader;
  GHashTable *listeners; /* of Listener by id */
  GSource *ticker;
  guint64 last_id;
  gint64 checked; /* when it was looked whether the sessions go on; 0: it is to be looked at once */
  gboolean is_reading;
  gboolean again;
  gboolean is_stopped;
};

/* What the reader is asked about one listener, and what it says. */
typedef struct {
  guint64 id;
  PlatformListening *listening;
  GPtrArray *told;
  gboolean is_over;
} Entry;

typedef struct {
  PlatformFeed *feed;
  GPtrArray *entries;
  gboolean check;
} Job;

static void look (PlatformFeed *self);

static void
entry_free (gpointer data)
{
  Entry *self = data;

  platform_listening_free (self->listening);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_free (self);
}

static void
job_free (Job *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

static void
listener_free (gpointer data)
{
  Listener *self = data;

  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  platform_call_free (self->call);
  g_free (self);
}

static void
append (Listener *self, const char *text)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  soup_message_body_append (body, SOUP_MEMORY_COPY, text, strlen (text));
  self->is_writing = TRUE;
  self->spoken = g_get_monotonic_time ();
  soup_server_message_unpause (self->message);
}

/* The signal "finished" takes it off the list. */
static void
end_stream (Listener *self)
{
  if (self->has_ended)
    return;
  self->has_ended = TRUE;
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

static void
end_answer (Listener *self, GPtrArray *told)
{
  char *json = platform_listening_to_json (self->call->listening, told);
  g_autoptr (GBytes) bytes = g_bytes_new_take (json, strlen (json));

  platform_call_send (self->call, bytes, "application/json");
  platform_response_write (self->message, self->call);
  soup_server_message_unpause (self->message);
  g_hash_table_remove (self->feed->listeners, &self->id);
}

static void
end (Listener *self)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  if (self->call->accepts_events)
    end_stream (self);
  else
    end_answer (self, nothing);
}

static void
tell (Listener *self, Entry *entry)
{
  g_autofree char *text = NULL;

  if (entry->told->len == 0)
    return;
  platform_listening_free (self->call->listening);
  self->call->listening = platform_listening_copy (entry->listening);
  if (!self->call->accepts_events)
    {
      end_answer (self, entry->told);
      return;
    }
  text = platform_listening_to_text (entry->listening, entry->told);
  append (self, text);
}

static gboolean
finish_job (gpointer data)
{
  Job *job = data;
  PlatformFeed *self = job->feed;

  self->is_reading = FALSE;
  for (guint i = 0; i < job->entries->len; i++)
    {
      Entry *entry = job->entries->pdata[i];
      Listener *listener = g_hash_table_lookup (self->listeners, &entry->id);

      if (!listener || listener->has_ended)
        continue;
      if (entry->told)
        tell (listener, entry);
      else if (entry->is_over)
        end (listener);
    }
  if (self->again)
    look (self);
  return G_SOURCE_REMOVE;
}

/* NULL: it is not asked for now, or the database does not answer. */
static GHashTable *
find_running (Job *job, PlatformStore *store, gint64 now)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new ();

  if (!job->check)
    return NULL;
  for (guint i = 0; i < job->entries->len; i++)
    g_ptr_array_add (tokens, ((Entry *) job->entries->pdata[i])->listening->session);
  return platform_store_find_running (store, tokens, now, NULL);
}

/* Most of those who listen are told nothing for hours: all are asked about together. */
static GHashTable *
find_last (Job *job, PlatformStore *store)
{
  g_autoptr (GHashTable) streams = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < job->entries->len; i++)
    platform_listening_name (((Entry *) job->entries->pdata[i])->listening, streams);
  return platform_store_last_events (store, streams, NULL);
}

/* A database that does not answer is asked again at the next look. */
static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  Platform *platform = job->feed->platform;
  PlatformStore *store = platform_pool_take (platform->pool);
  gint64 now = platform_now (platform);
  g_autoptr (GHashTable) last = find_last (job, store);
  g_autoptr (GHashTable) running = find_running (job, store, now);

  for (guint i = 0; i < job->entries->len; i++)
    {
      Entry *entry = job->entries->pdata[i];

      entry->is_over = running && !platform_listening_stands (entry->listening, running);
      if (last && !entry->is_over)
        entry->told = platform_listening_read_to (entry->listening, last, store, now, NULL);
    }
  platform_pool_give (platform->pool, store);
  g_main_context_invoke_full (job->feed->context, G_PRIORITY_DEFAULT, finish_job, job,
                              (GDestroyNotify) job_free);
}

/* Some of them may be taken off the list while it is gone through. */
static GPtrArray *
list_listeners (PlatformFeed *self)
{
  GPtrArray *all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (all, value);
  return all;
}

static GPtrArray *
list_entries (PlatformFeed *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Listener *listener = value;
      Entry *entry;

      if (listener->is_writing || listener->has_ended)
        continue;
      entry = g_new0 (Entry, 1);
      entry->id = listener->id;
      entry->listening = platform_listening_copy (listener->call->listening);
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

static void
look (PlatformFeed *self)
{
  gint64 now = g_get_monotonic_time ();
  Job *job;

  if (self->is_reading)
    {
      self->again = TRUE;
      return;
    }
  self->again = FALSE;
  if (self->is_stopped || g_hash_table_size (self->listeners) == 0)
    return;
  job = g_new0 (Job, 1);
  job->feed = self;
  job->entries = list_entries (self);
  job->check = self->checked == 0 || now - self->checked >= CHECK;
  if (job->check)
    self->checked = now;
  self->is_reading = TRUE;
  g_thread_pool_push (self->reader, job, NULL);
}

/* A line that begins with a colon is a comment. */
static void
keep_alive (Listener *self, gint64 now)
{
  if (now >= self->until)
    end (self);
  else if (self->call->accepts_events && !self->is_writing && now - self->spoken >= SILENCE)
    append (self, ":\n\n");
}

static gboolean
tick (gpointer data)
{
  PlatformFeed *self = data;
  g_autoptr (GPtrArray) all = list_listeners (self);

  for (guint i = 0; i < all->len; i++)
    keep_alive (all->pdata[i], g_get_monotonic_time ());
  if (g_hash_table_size (self->listeners) == 0)
    {
      g_clear_pointer (&self->ticker, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  look (self);
  return G_SOURCE_CONTINUE;
}

static void
start_ticking (PlatformFeed *self)
{
  if (self->ticker)
    return;
  self->ticker = g_timeout_source_new (LOOK_MILLISECONDS);
  g_source_set_callback (self->ticker, tick, self, NULL);
  g_source_attach (self->ticker, self->context);
}

static void
wrote (SoupServerMessage *message, Listener *self)
{
  self->is_writing = FALSE;
}

static void
finished (SoupServerMessage *message, Listener *self)
{
  g_hash_table_remove (self->feed->listeners, &self->id);
}

static guint
count_of_account (PlatformFeed *self, const char *account)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    n += g_str_equal (((Listener *) value)->call->actor->account, account);
  return n;
}

static void
open_stream (Listener *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  g_autofree char *text = g_strndup (g_bytes_get_data (self->call->answer, NULL),
                                     g_bytes_get_size (self->call->answer));

  g_clear_pointer (&self->call->answer, g_bytes_unref);
  platform_response_write (self->message, self->call);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "X-Accel-Buffering", "no");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (body, FALSE);
  append (self, text);
}

/**
 * platform_feed_add:
 * @self: a feed
 * @message: paused
 * @call: (transfer full) on success: an answered call with @listening
 * @error: where to put the refusal
 *
 * Keeps somebody listening.
 *
 * Returns: FALSE if too many do
 */
gboolean
platform_feed_add (PlatformFeed *self,
                   SoupServerMessage *message,
                   PlatformCall *call,
                   GError **error)
{
  Listener *listener;
  gint64 wait = call->accepts_events ? DURATION : call->wait_seconds * G_USEC_PER_SEC;

  if (self->is_stopped || g_hash_table_size (self->listeners) >= MAX_LISTENERS ||
      count_of_account (self, call->actor->account) >= MAX_OF_ACCOUNT)
    {
      call->retry_after = 5;
      return platform_call_refuse (error, WIRE_PROBLEM_TOO_MANY, "too many listen already");
    }
  listener = g_new0 (Listener, 1);
  listener->id = ++self->last_id;
  listener->feed = self;
  listener->message = g_object_ref (message);
  listener->call = call;
  listener->until = g_get_monotonic_time () + wait;
  g_hash_table_insert (self->listeners, &listener->id, listener);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote), listener);
  g_signal_connect (message, "finished", G_CALLBACK (finished), listener);
  g_signal_connect (message, "disconnected", G_CALLBACK (finished), listener);
  if (call->accepts_events)
    open_stream (listener);
  start_ticking (self);
  look (self);
  return TRUE;
}

/**
 * platform_feed_new:
 * @platform: whose events
 * @context: of the thread that everything but platform_feed_new() is called in
 *
 * Makes a feed to which nobody listens.
 *
 * Returns: (transfer full): the feed
 */
PlatformFeed *
platform_feed_new (Platform *platform, GMainContext *context)
{
  PlatformFeed *self = g_new0 (PlatformFeed, 1);

  self->platform = platform;
  self->context = context;
  self->reader = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  self->listeners = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, listener_free);
  return self;
}

/**
 * platform_feed_free:
 * @self: (transfer full): a feed whose thread has ended
 *
 * Waits for what is being read, and frees it.
 */
void
platform_feed_free (PlatformFeed *self)
{
  g_thread_pool_free (self->reader, FALSE, TRUE);
  while (self->is_reading)
    g_main_context_iteration (self->context, TRUE);
  if (self->ticker)
    g_source_destroy (self->ticker);
  g_clear_pointer (&self->ticker, g_source_unref);
  g_hash_table_unref (self->listeners);
  g_free (self);
}

/**
 * platform_feed_wake:
 * @self: a feed
 *
 * Looks at once: this process has changed something, perhaps who may listen.
 */
void
platform_feed_wake (PlatformFeed *self)
{
  self->checked = 0;
  if (g_hash_table_size (self->listeners) > 0)
    look (self);
}

/**
 * platform_feed_stop:
 * @self: a feed
 *
 * Ends what everybody listens to; they go on at another process.
 */
void
platform_feed_stop (PlatformFeed *self)
{
  g_autoptr (GPtrArray) all = list_listeners (self);

  self->is_stopped = TRUE;
  for (guint i = 0; i < all->len; i++)
    end (all->pdata[i]);
}

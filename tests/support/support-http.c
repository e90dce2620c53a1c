/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-http.h"

#include <libsoup/soup.h>

struct _SupportHttp {
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex mutex;
  GCond cond;
  gboolean started;
  guint pending; /* what the thread has yet to do, under the mutex */
  GTlsCertificate *certificate;
  SoupServer *server;
  GUri *base;
};

typedef struct {
  SupportHttp *http;
  char *path;
  SupportHandler handler;
  gpointer user_data;
} Route;

static void
route_free (gpointer data)
{
  Route *route = data;

  g_free (route->path);
  g_free (route);
}

static gboolean
on_drip (gpointer data)
{
  SoupServerMessage *message = data;

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC,
                            ".", 1);
  soup_server_message_unpause (message);
  return G_SOURCE_CONTINUE;
}

static void
on_gone (SoupServerMessage *message, gpointer source)
{
  g_source_destroy (source);
}

static void
unref_source (gpointer source, GClosure *closure)
{
  g_source_unref (source);
}

static void
start_dripping (SupportHttp *self, SoupServerMessage *message)
{
  GSource *source = g_timeout_source_new (100);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_CHUNKED);
  g_source_set_callback (source, on_drip, g_object_ref (message), g_object_unref);
  g_source_attach (source, self->context);
  g_signal_connect_data (message, "disconnected", G_CALLBACK (on_gone), g_source_ref (source),
                         unref_source, 0);
  g_signal_connect_data (message, "finished", G_CALLBACK (on_gone), g_source_ref (source),
                         unref_source, 0);
  g_source_unref (source);
}

static void
answer (SoupServerMessage *message, SupportReply *reply)
{
  const char *known = soup_message_headers_get_one (
      soup_server_message_get_request_headers (message), "If-None-Match");

  soup_server_message_set_status (message, reply->status, NULL);
  if (reply->etag != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "ETag",
                                  reply->etag);
  if (reply->etag != NULL && g_strcmp0 (known, reply->etag) == 0)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
      return;
    }
  if (reply->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  reply->location);
  if (reply->body != NULL)
    soup_server_message_set_response (message, reply->content_type, SOUP_MEMORY_COPY,
                                      g_bytes_get_data (reply->body, NULL),
                                      g_bytes_get_size (reply->body));
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  Route *route = data;
  SupportReply reply = {.status = 200, .content_type = "application/octet-stream"};
  g_autoptr (GBytes)
      body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GIOStream) stream = NULL;

  route->handler (soup_server_message_get_method (message), path + strlen (route->path), body,
                  &reply, route->user_data);
  switch (reply.manner)
    {
    case SUPPORT_HTTP_ANSWER:
      answer (message, &reply);
      break;
    case SUPPORT_HTTP_HANG:
      soup_server_message_pause (message);
      break;
    case SUPPORT_HTTP_DRIP:
      start_dripping (route->http, message);
      break;
    case SUPPORT_HTTP_CLOSE:
      stream = soup_server_message_steal_connection (message);
      g_io_stream_close (stream, NULL, NULL);
      break;
    }
  g_free (reply.location);
  g_clear_pointer (&reply.body, g_bytes_unref);
}

static void
listen (SupportHttp *self)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new ("tls-certificate", self->certificate, NULL);
  soup_server_listen_local (self->server, 0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY |
                                (self->certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->base = g_uri_ref (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static gpointer
run (gpointer data)
{
  SupportHttp *self = data;

  g_main_context_push_thread_default (self->context);
  listen (self);
  g_mutex_lock (&self->mutex);
  self->started = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

SupportHttp *
support_http_new (GTlsCertificate *certificate)
{
  SupportHttp *self = g_new0 (SupportHttp, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->certificate = certificate;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("support-http", run, self);
  g_mutex_lock (&self->mutex);
  while (!self->started)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  return self;
}

static gboolean
on_quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
support_http_free (SupportHttp *self)
{
  g_main_context_invoke (self->context, on_quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_uri_unref (self->base);
  g_free (self);
}

static void
done (SupportHttp *self)
{
  g_mutex_lock (&self->mutex);
  self->pending--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Who asks right afterwards is answered by it. */
static void
do_there (SupportHttp *self, GSourceFunc func, gpointer data)
{
  g_mutex_lock (&self->mutex);
  self->pending++;
  g_mutex_unlock (&self->mutex);
  g_main_context_invoke (self->context, func, data);
  g_mutex_lock (&self->mutex);
  while (self->pending > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static gboolean
on_add (gpointer data)
{
  Route *route = data;

  soup_server_add_handler (route->http->server, route->path, on_request, route, route_free);
  done (route->http);
  return G_SOURCE_REMOVE;
}

void
support_http_add (SupportHttp *self, const char *path, SupportHandler handler, gpointer user_data)
{
  Route *route = g_new0 (Route, 1);

  route->http = self;
  route->path = g_strdup (path);
  route->handler = handler;
  route->user_data = user_data;
  do_there (self, on_add, route);
}

typedef struct {
  SupportHttp *http;
  char *path;
  char *user;
  char *password;
} Lock;

static void
lock_free (gpointer data)
{
  Lock *lock = data;

  g_free (lock->path);
  g_free (lock->user);
  g_free (lock->password);
  g_free (lock);
}

static gboolean
on_login (SoupAuthDomain *domain,
          SoupServerMessage *message,
          const char *user,
          const char *password,
          gpointer data)
{
  const Lock *lock = data;

  return g_str_equal (user, lock->user) && g_str_equal (password, lock->password);
}

static gboolean
on_protect (gpointer data)
{
  Lock *lock = data;
  g_autoptr (SoupAuthDomain) domain = soup_auth_domain_basic_new ("realm", "test", NULL);

  soup_auth_domain_add_path (domain, lock->path);
  soup_auth_domain_basic_set_auth_callback (domain, on_login, lock, lock_free);
  soup_server_add_auth_domain (lock->http->server, domain);
  done (lock->http);
  return G_SOURCE_REMOVE;
}

void
support_http_protect (SupportHttp *self, const char *path, const char *user, const char *password)
{
  Lock *lock = g_new0 (Lock, 1);

  lock->http = self;
  lock->path = g_strdup (path);
  lock->user = g_strdup (user);
  lock->password = g_strdup (password);
  do_there (self, on_protect, lock);
}

char *
support_http_make_uri (SupportHttp *self, const char *path)
{
  return g_strdup_printf ("%s://%s:%d%s", g_uri_get_scheme (self->base),
                          g_uri_get_host (self->base), g_uri_get_port (self->base), path);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a platform tells as it happens: from a real one, through its restart; and from servers that
 * keep streams back, do not know them, or never end a line. */
#include <glib/gstdio.h>
#include <string.h>

#include "client-events.h"
#include "keys-pending.h"
#include "pki-error.h"
#include "platform.h"
#include "support-folder.h"
#include "support-http.h"
#include "wire-account.h"
#include "wire-identity.h"
#include "wire-problem.h"
#include "wire-text.h"

#define PASSWORD "eine gute Nacht 7"

/* A platform, a person with an identification under way, and who listens for them. */
typedef struct {
  char *folder;
  guint16 port;
  Platform *platform;
  char *token;
  char *identity;
  ClientPlatform *client;
  GCancellable *cancellable;
  ClientEvents *events;
} Fixture;

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->platform = platform_start (&(PlatformOptions){.name = "Events",
                                                         .data_directory = fixture->folder,
                                                         .port = fixture->port,
                                                         .open_registration = TRUE,
                                                         .workers = 2},
                                      &error);
  g_assert_no_error (error);
  fixture->port = g_ascii_strtoull (strrchr (platform_get_url (fixture->platform), ':') + 1, NULL,
                                    10);
}

static ClientPlatform *
open_client (Fixture *fixture)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  ClientPlatform *client = client_platform_new (url, NULL);

  client_platform_set_login (client, fixture->token);
  return client;
}

/* From a client of its own: the listener's is busy. */
static gpointer
ask (Fixture *fixture, const ClientQuestion *question)
{
  g_autoptr (ClientPlatform) client = open_client (fixture);
  g_autoptr (GError) error = NULL;
  gpointer answer = NULL;

  client_platform_ask (client, question, &answer, &error);
  g_assert_no_error (error);
  return answer;
}

static void
log_in (Fixture *fixture)
{
  const WireNewAccount account = {"wangxiaoming", PASSWORD, "王小明", "52010219900101001X"};
  const WireLogin login = {"wangxiaoming", PASSWORD, "test"};
  WireSession *session;

  wire_free (&wire_account_type,
             ask (fixture, &(ClientQuestion){.operation = WIRE_CREATE_ACCOUNT, .body = &account}));
  session = ask (fixture, &(ClientQuestion){.operation = WIRE_CREATE_SESSION, .body = &login});
  fixture->token = g_strdup (session->token);
  wire_free (&wire_session_type, session);
}

static void
accept_all (Fixture *fixture)
{
  WireAgreements *all = ask (fixture, &(ClientQuestion){.operation = WIRE_LIST_AGREEMENTS});

  for (guint i = 0; i < all->items->len; i++)
    {
      WireAgreement *each = all->items->pdata[i];
      const WireNewConsent consent = {each->agreement, each->version, each->language, each->sha256};

      if (g_str_equal (each->language, "en"))
        wire_free (
            &wire_consent_type,
            ask (fixture, &(ClientQuestion){.operation = WIRE_CREATE_CONSENT, .body = &consent}));
    }
  wire_free (&wire_agreements_type, all);
}

static void
begin_identification (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "new.key", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KeysPending)
      key = keys_pending_new (path, &(KeysNewKey){.kind = "p256", .password = PASSWORD}, &error);
  WireIdentity *identity;

  g_assert_no_error (error);
  identity = ask (fixture, &(ClientQuestion){.operation = WIRE_CREATE_IDENTITY,
                                             .body = &(WireNewIdentity){.request = key->request}});
  fixture->identity = g_strdup (identity->id);
  wire_free (&wire_identity_type, identity);
}

static void
listen_at (Fixture *fixture, const char *url)
{
  fixture->client = client_platform_new (url, NULL);
  client_platform_set_login (fixture->client, fixture->token);
  client_platform_set_cancellable (fixture->client, fixture->cancellable);
  fixture->events = client_events_new (fixture->client);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *url = NULL;

  fixture->folder = g_dir_make_tmp ("vermilion-events-XXXXXX", NULL);
  fixture->cancellable = g_cancellable_new ();
  start (fixture);
  log_in (fixture);
  accept_all (fixture);
  begin_identification (fixture);
  url = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  listen_at (fixture, url);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_pointer (&fixture->events, client_events_free);
  g_clear_pointer (&fixture->client, client_platform_free);
  g_clear_object (&fixture->cancellable);
  g_clear_pointer (&fixture->platform, platform_stop);
  if (fixture->folder != NULL)
    support_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->token);
  g_free (fixture->identity);
}

/* How many were told; what the last one said of the identification. */
static guint
next (Fixture *fixture, char **state)
{
  g_autoptr (GError) error = NULL;
  WireEvents *news = client_events_next (fixture->events, &error);
  guint n;

  g_assert_no_error (error);
  n = news->items->len;
  if (n > 0)
    {
      const WireEvent *last = news->items->pdata[n - 1];

      g_assert_cmpstr (last->type, ==, "identity");
      g_assert_cmpstr (last->subject, ==, fixture->identity);
      *state = g_strdup (last->state);
    }
  wire_free (&wire_events_type, news);
  return n;
}

static void
cancel_identification (Fixture *fixture)
{
  WireIdentity *after = ask (
      fixture, &(ClientQuestion){.operation = WIRE_CANCEL_IDENTITY, .value = fixture->identity});

  if (after != NULL)
    wire_free (&wire_identity_type, after);
}

static void
test_stream (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *state = NULL;

  g_assert_cmpuint (next (fixture, &state), ==, 0);
  g_assert_true (client_events_is_stream (fixture->events));
  cancel_identification (fixture);
  g_assert_cmpuint (next (fixture, &state), ==, 1);
  g_assert_cmpstr (state, ==, "cancelled");
  g_assert_true (client_events_is_stream (fixture->events));
}

/* What happens while nobody is connected is told afterwards, once. */
static void
test_broken_off (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *state = NULL;

  g_assert_cmpuint (next (fixture, &state), ==, 0);
  g_clear_pointer (&fixture->platform, platform_stop);
  start (fixture);
  cancel_identification (fixture);
  g_assert_cmpuint (next (fixture, &state), ==, 1);
  g_assert_cmpstr (state, ==, "cancelled");
}

static gpointer
restart_later (gpointer data)
{
  g_usleep (1500 * 1000);
  start (data);
  cancel_identification (data);
  return NULL;
}

/* A platform that is away for longer than a moment: it is tried again, at longer and longer times.
 */
static void
test_away (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *state = NULL;
  GThread *thread;

  g_assert_cmpuint (next (fixture, &state), ==, 0);
  g_clear_pointer (&fixture->platform, platform_stop);
  thread = g_thread_new ("restart", restart_later, fixture);
  g_assert_cmpuint (next (fixture, &state), ==, 1);
  g_assert_cmpstr (state, ==, "cancelled");
  g_thread_join (thread);
}

static gpointer
cancel_later (gpointer data)
{
  g_usleep (300 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
assert_given_up (Fixture *fixture)
{
  GThread *thread = g_thread_new ("cancel", cancel_later, fixture->cancellable);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_null (client_events_next (fixture->events, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *state = NULL;

  next (fixture, &state);
  assert_given_up (fixture);
}

/* Also while it waits for a platform that does not answer at all. */
static void
test_cancelled_while_away (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *state = NULL;

  next (fixture, &state);
  g_clear_pointer (&fixture->platform, platform_stop);
  assert_given_up (fixture);
}

static void
test_logged_out (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  client_platform_set_login (fixture->client,
                             "0000000000000000000000000000000000000000000000000000000000000000");
  g_assert_null (client_events_next (fixture->events, &error));
  g_assert_error (error, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED);
}

/* Runs in the server's thread. */
static void
answer_polls (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  static const char text[] = "{\"items\":[{\"type\":\"identity\",\"subject\":\"x\",\"state\":"
                             "\"passed\",\"time\":\"2026-11-27T15:00:00Z\"}],"
                             "\"position\":\"7-0\"}";

  reply->content_type = "application/json";
  reply->body = g_bytes_new_static (text, strlen (text));
  g_atomic_int_inc ((int *) user_data);
}

/* Handlers are there a moment after they were added. */
static void
listen_to (Fixture *fixture, SupportHttp *server, SupportHandler handler, gpointer user_data)
{
  g_autofree char *url = support_http_make_uri (server, "");
  g_autoptr (GError) error = NULL;

  support_http_add (server, "/v1/events", handler, user_data);
  listen_at (fixture, url);
  do
    {
      g_clear_error (&error);
      client_platform_ask (fixture->client, &(ClientQuestion){.operation = WIRE_GET_EVENTS}, NULL,
                           &error);
    }
  while (g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS));
}

static void
test_no_streams (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  int n_asked = 0;
  g_autoptr (GError) error = NULL;
  WireEvents *news;

  listen_to (fixture, server, answer_polls, &n_asked);
  g_atomic_int_set (&n_asked, 0);
  news = client_events_next (fixture->events, &error);
  g_assert_no_error (error);
  g_assert_false (client_events_is_stream (fixture->events));
  g_assert_cmpstr (((WireEvent *) news->items->pdata[0])->state, ==, "passed");
  wire_free (&wire_events_type, news);
  g_assert_cmpint (g_atomic_int_get (&n_asked), ==, 2);
}

/* A line without end takes no memory without end; after it, polls are tried, and refused as
 * nonsense. */
static void
answer_endless (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  char *text = g_strnfill (8 * 1024 * 1024, 'x');

  reply->content_type = "text/event-stream";
  reply->body = g_bytes_new_take (text, 8 * 1024 * 1024);
}

static void
test_endless_line (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  g_autoptr (GError) error = NULL;

  listen_to (fixture, server, answer_endless, NULL);
  g_assert_null (client_events_next (fixture->events, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE);
}

/* A stream in other line ends, with comments and fields that mean nothing here (HTML 9.2.6). */
static void
answer_odd (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  static const char text[] =
      ": hello\r\n\r\nretry: 5\r\nid:3-0\r\nevent: identity\r\n"
      "data: {\"type\":\"identity\",\r\ndata: \"subject\":\"x\","
      "\"state\":\"passed\",\"time\":\"2026-11-27T15:00:00Z\"}\r\n\r\nid: 4-0\r\ndata: {\"cut";

  reply->content_type = "text/event-stream";
  reply->body = g_bytes_new_static (text, strlen (text));
}

static void
test_odd_stream (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  g_autoptr (GError) error = NULL;
  WireEvents *news;

  listen_to (fixture, server, answer_odd, NULL);
  news = client_events_next (fixture->events, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (news->items->len, ==, 1);
  g_assert_cmpstr (((WireEvent *) news->items->pdata[0])->state, ==, "passed");
  g_assert_cmpstr (news->position, ==, "3-0");
  wire_free (&wire_events_type, news);
}

/* Servers that say at once that there is nothing: one ends each stream after it, one does not wait
 * as it is asked to. */
static void
answer_at_once (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->content_type = "text/event-stream";
  reply->body = g_bytes_new_static ("id: 1-0\n\n", strlen ("id: 1-0\n\n"));
  g_atomic_int_inc ((int *) user_data);
}

static void
answer_hastily (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  static const char text[] = "{\"items\":[],\"position\":\"1-0\"}";

  reply->content_type = "application/json";
  reply->body = g_bytes_new_static (text, strlen (text));
  g_atomic_int_inc ((int *) user_data);
}

static void
assert_not_busy (Fixture *fixture, SupportHandler handler)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  int n_asked = 0;
  g_autofree char *state = NULL;

  listen_to (fixture, server, handler, &n_asked);
  g_assert_cmpuint (next (fixture, &state), ==, 0);
  g_atomic_int_set (&n_asked, 0);
  assert_given_up (fixture);
  g_assert_cmpint (g_atomic_int_get (&n_asked), <=, 3);
}

static void
test_ends_at_once (Fixture *fixture, gconstpointer unused)
{
  assert_not_busy (fixture, answer_at_once);
}

static void
test_does_not_wait (Fixture *fixture, gconstpointer unused)
{
  assert_not_busy (fixture, answer_hastily);
}

static void
set_up_alone (Fixture *fixture, gconstpointer unused)
{
  fixture->cancellable = g_cancellable_new ();
}

#define REAL(name, func) g_test_add ("/client/events/" name, Fixture, NULL, set_up, func, tear_down)
#define ALONE(name, func)                                                                          \
  g_test_add ("/client/events/" name, Fixture, NULL, set_up_alone, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REAL ("stream", test_stream);
  REAL ("broken-off", test_broken_off);
  REAL ("away", test_away);
  REAL ("cancelled", test_cancelled);
  REAL ("cancelled-while-away", test_cancelled_while_away);
  REAL ("logged-out", test_logged_out);
  ALONE ("no-streams", test_no_streams);
  ALONE ("endless-line", test_endless_line);
  ALONE ("odd-stream", test_odd_stream);
  ALONE ("ends-at-once", test_ends_at_once);
  ALONE ("does-not-wait", test_does_not_wait);
  return g_test_run ();
}

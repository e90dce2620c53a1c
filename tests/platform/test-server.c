/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "platform-call.h"
#include "platform-error.h"
#include "platform-limiter.h"
#include "platform-operations.h"
#include "platform-person.h"
#include "platform-place.h"
#include "platform-test.h"

#include <string.h>

#define BODY                                                                                       \
  "{\"login\":\"lilei\",\"password\":\"" PLATFORM_TEST_PASSWORD "\",\"name\":\"李雷\","          \
  "\"id_number\":\"52010219900101001x\"}"

static void
test_about (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) health = platform_test_send (test, "GET", "/healthz", NULL);
  g_autoptr (PlatformReply) about = platform_test_send (test, "GET", "/v1/platform", NULL);
  g_autoptr (PlatformReply) openapi = platform_test_send (test, "GET", "/openapi.json", NULL);
  g_autoptr (PlatformReply) metrics = platform_test_send (
      test, "GET", "/metrics", &(PlatformSend){.session = PLATFORM_TEST_COUNTER});

  g_assert_cmpstr (platform_reply_text (health, "status"), ==, "ok");
  g_assert_cmpstr (platform_reply_text (about, "name"), ==, "试验平台");
  g_assert_cmpstr (platform_reply_text (openapi, "openapi"), ==, "3.1.0");
  g_assert_nonnull (strstr (metrics->body, "operation=\"getHealth\",status=\"2xx\"} 1"));
}

/* Who watches over the platform is nobody on it, and nobody on it may watch. */
static void
test_counters (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *session = NULL;
  const PlatformSend counter = {.session = PLATFORM_TEST_COUNTER};
  g_autoptr (PlatformReply) metrics = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  g_assert_cmpuint (platform_test_status (test, "GET", "/metrics", NULL), ==, 401);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/metrics", &(PlatformSend){.session = session}), ==, 401);
  g_assert_cmpuint (platform_test_status (test, "GET", "/v1/me", &counter), ==, 401);
  /* What is refused unread is not in the log, but who watches sees it. */
  g_assert_cmpuint (platform_test_status (test, "GET", "/nothing", NULL), ==, 404);
  g_assert_cmpuint (platform_test_status (test, "GET", "/nothing?else", NULL), ==, 404);
  g_assert_cmpuint (platform_test_status (test, "DELETE", "/v1/me", NULL), ==, 405);
  metrics = platform_test_send (test, "GET", "/metrics", &counter);
  g_assert_cmpuint (metrics->status, ==, 200);
  g_assert_nonnull (strstr (metrics->body, "vermilion_refused_total{status=\"404\"} 2\n"));
  g_assert_nonnull (strstr (metrics->body, "vermilion_refused_total{status=\"405\"} 1\n"));
  platform_test_stop (test);
  g_assert_cmpint (g_chmod (test->options.metrics_token, 0640), ==, 0);
  g_assert_null (platform_start (&test->options, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS);
  /* Without a token nobody may. */
  test->options.metrics_token = NULL;
  platform_test_start (test);
  g_assert_cmpuint (platform_test_status (test, "GET", "/metrics", &counter), ==, 401);
}

static void
test_refusals (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *large = g_strnfill (100 * 1024, ' ');
  const struct {
    const char *method;
    const char *path;
    PlatformSend send;
    const char *problem;
  } table[] = {
      {"GET", "/nothing", {NULL}, "not-found"},
      {"PATCH", "/v1/me", {NULL}, "method"},
      {"POST", "/v1/accounts", {.body = BODY, .name = ""}, "idempotency-key-missing"},
      {"POST", "/v1/accounts", {.body = BODY, .media_type = "text/plain"}, "media-type"},
      {"POST", "/v1/accounts", {.body = "{"}, "malformed"},
      {"POST", "/v1/accounts", {.body = "{\"login\":7}"}, "malformed"},
      {"POST", "/v1/accounts", {.body = large}, "too-large"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (PlatformReply)
          reply = platform_test_send (test, table[i].method, table[i].path, &table[i].send);

      g_assert_cmpstr (platform_reply_problem (reply), ==, table[i].problem);
    }
  g_assert_cmpuint (platform_test_count (test, "account"), ==, 0);
}

static void
test_same_request_twice (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  PlatformSend send = {.body = BODY, .name = "once"};
  g_autoptr (PlatformReply) first = platform_test_send (test, "POST", "/v1/accounts", &send);
  g_autoptr (PlatformReply) second = platform_test_send (test, "POST", "/v1/accounts", &send);
  g_autoptr (PlatformReply) third = NULL;

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpstr (first->body, ==, second->body);
  g_assert_cmpuint (platform_test_count (test, "account"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE actor IS NOT NULL"), ==, 1);
  send.body = "{\"login\":\"other\",\"password\":\"" PLATFORM_TEST_PASSWORD
              "\",\"name\":\"李雷\",\"id_number\":\"52010219900101001x\"}";
  third = platform_test_send (test, "POST", "/v1/accounts", &send);
  g_assert_cmpstr (platform_reply_problem (third), ==, "idempotency-key-reused");
}

/* Two people who happen on one name are two, and so are two things that one person names alike. */
static void
test_same_name (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformPerson) one = platform_person_new (test, "lilei");
  g_autoptr (PlatformPerson) other = platform_person_new (test, "hanmeimei");
  g_autoptr (PlatformReply) first = platform_person_begin (one, one->key);
  g_autoptr (PlatformReply) second = platform_person_begin (one, one->key);
  g_autofree char *refresh = g_strdup_printf ("/v1/identity-sessions/%s/refresh",
                                              platform_reply_text (first, "id"));
  g_autofree char *another = g_strdup_printf ("/v1/identity-sessions/%s/refresh",
                                              platform_reply_text (second, "id"));
  const PlatformSend mine = {.session = one->session, .name = "same"};
  const PlatformSend theirs = {.session = other->session, .name = "same"};
  g_autoptr (PlatformReply) done = NULL, reused = NULL;

  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/emergency-stop", &theirs), ==, 200);
  g_assert_cmpuint (platform_test_status (test, "POST", "/v1/emergency-stop", &theirs), ==, 200);
  done = platform_test_send (test, "POST", refresh, &mine);
  g_assert_cmpuint (done->status, ==, 200);
  reused = platform_test_send (test, "POST", another, &mine);
  g_assert_cmpstr (platform_reply_problem (reused), ==, "idempotency-key-reused");
  reused = (platform_reply_free (reused), platform_test_send (test, "POST", refresh, &theirs));
  g_assert_cmpstr (platform_reply_problem (reused), ==, "idempotency-key-reused");
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'emergency-stop'"), ==, 1);
}

/* A window's own platform answers that window alone, whoever else finds its port. */
static void
test_start_token (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  const struct {
    const char *token;
    guint status;
  } table[] = {
      {NULL, 401},
      {"", 401},
      {"0123456789abcde", 401},
      {"0123456789abcdeg", 401},
      {"0123456789abcdef0", 401},
      {"0123456789abcdef", 200},
  };

  platform_test_stop (test);
  test->options.token = "0123456789abcdef";
  platform_test_start (test);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpuint (platform_test_status (test, "GET", "/v1/platform",
                                            &(PlatformSend){.token = table[i].token}),
                      ==, table[i].status);
  g_assert_cmpuint (platform_test_status (test, "GET", "/healthz", NULL), ==, 200);
}

/* A condition that nobody looks at, or on what there is not, is no condition that holds. */
static void
test_condition (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *session = NULL;
  g_autoptr (PlatformReply) reply = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  reply = platform_test_send (test, "POST", "/v1/emergency-stop",
                              &(PlatformSend){.session = session, .if_match = "\"0\""});
  g_assert_cmpstr (platform_reply_problem (reply), ==, "malformed");
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE type = 'emergency-stop'"), ==, 0);
}

/* What a client may send again is what this platform does once. */
static void
test_named (void)
{
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    g_assert_cmpint (wire_route_is_named (i), ==,
                     g_str_equal (wire_route_get (i)->method, "POST") &&
                         platform_operation_get (i)->writes == PLATFORM_WRITES);
}

static gpointer
create_at_once (gpointer data)
{
  PlatformTest *test = data;
  PlatformSend send = {.body = BODY, .name = "at once"};
  guint status = platform_test_status (test, "POST", "/v1/accounts", &send);

  /* No more passwords are hashed at a time than a machine has room for: asked again, as told. */
  for (guint tries = 0; status == 429 && tries < 600; tries++)
    {
      g_usleep (50 * 1000);
      status = platform_test_status (test, "POST", "/v1/accounts", &send);
    }
  return GUINT_TO_POINTER (status);
}

/* A double click is one account and the same answer. */
static void
test_same_request_at_once (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, create_at_once, test);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 201);
  g_assert_cmpuint (platform_test_count (test, "account"), ==, 1);
  g_assert_cmpuint (platform_test_count (test, "evidence WHERE actor IS NOT NULL"), ==, 1);
}

static void
test_restart (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *url = g_strdup (platform_get_url (test->platform));
  g_autofree char *session = NULL;

  platform_test_add_account (test, "lilei");
  session = platform_test_log_in (test, "lilei");
  platform_test_stop (test);
  platform_test_start (test);
  g_assert_cmpstr (platform_get_url (test->platform), ==, url);
  g_assert_cmpuint (
      platform_test_status (test, "GET", "/v1/me", &(PlatformSend){.session = session}), ==, 200);
}

/* Another key in the folder than the database was filled with. */
static void
test_foreign_key (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *path = g_build_filename (test->folder, "platform.key", NULL);
  g_autoptr (GError) error = NULL;

  platform_test_stop (test);
  g_assert_true (g_file_set_contents (path, "0123456789abcdef0123456789abcdef", 32, NULL));
  g_assert_null (platform_start (&test->options, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA);
  g_assert_true (g_file_set_contents (path, "short", 5, NULL));
  g_clear_error (&error);
  g_assert_null (platform_start (&test->options, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA);
}

/* Who has a whole network of addresses is one all the same. */
static void
test_places (void)
{
  static const struct {
    const char *host;
    const char *place;
  } table[] = {
      {"192.0.2.7", "192.0.2.7"},
      {"::ffff:192.0.2.7", "192.0.2.7"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
      {"2001:db8:1:2:ffff::1", "2001:db8:1:2::"},
      {"2001:db8:1:3::1", "2001:db8:1:3::"},
      {"::1", "::"},
      {"unknown", "unknown"},
  };
  g_autoptr (PlatformLimiter) limiter = platform_limiter_new (2, 1);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *place = platform_place_new (table[i].host);

      g_assert_cmpstr (place, ==, table[i].place);
    }
  g_assert_true (platform_limiter_allow (limiter, "2001:db8::1", 1));
  g_assert_true (platform_limiter_allow (limiter, "2001:db8::2", 1));
  g_assert_false (platform_limiter_allow (limiter, "2001:db8::3", 1));
  g_assert_true (platform_limiter_allow (limiter, "2001:db8:0:1::3", 1));
}

/* Who begins a request and never ends it keeps a window's own platform from ending for two seconds
 * at most. */
static void
test_stop_patience (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  const char *half = "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Le";
  GInputStream *input;
  char answer[16];
  gint64 begun;

  platform_test_stop (test);
  test->options.token = "0123456789abcdef";
  platform_test_start (test);
  connection = g_socket_client_connect_to_uri (client, platform_get_url (test->platform), 80, NULL,
                                               NULL);
  g_assert_nonnull (connection);
  g_assert_true (
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), half,
                                 strlen (half), NULL, NULL, NULL));
  begun = g_get_monotonic_time ();
  platform_test_stop (test);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 15 * G_USEC_PER_SEC);
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_assert_cmpint (g_input_stream_read (input, answer, sizeof answer, NULL, NULL), <=, 0);
}

/* What a password came in is gone with the call; what a kept answer is found by is not. */
static void
test_body_wiped (void)
{
  static const struct {
    WireOperation operation;
    gboolean stays;
  } cases[] = {{WIRE_CREATE_SESSION, FALSE}, {WIRE_CREATE_ACCOUNT, FALSE}, {WIRE_ASK_STATUS, TRUE}};
  static const char text[] = "{\"password\":\"eine gute Nacht 7\"}";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new (text, sizeof text);
      PlatformCall *call = platform_call_new (NULL);

      call->operation = cases[i].operation;
      call->body = g_bytes_ref (body);
      platform_call_free (call);
      g_assert_true ((memcmp (g_bytes_get_data (body, NULL), text, sizeof text) == 0) ==
                     cases[i].stays);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/server/about", test_about);
  g_test_add_func ("/platform/server/counters", test_counters);
  g_test_add_func ("/platform/server/refusals", test_refusals);
  g_test_add_func ("/platform/server/same-request-twice", test_same_request_twice);
  g_test_add_func ("/platform/server/same-name", test_same_name);
  g_test_add_func ("/platform/server/start-token", test_start_token);
  g_test_add_func ("/platform/server/condition", test_condition);
  g_test_add_func ("/platform/server/named", test_named);
  g_test_add_func ("/platform/server/same-request-at-once", test_same_request_at_once);
  g_test_add_func ("/platform/server/restart", test_restart);
  g_test_add_func ("/platform/server/foreign-key", test_foreign_key);
  g_test_add_func ("/platform/server/places", test_places);
  g_test_add_func ("/platform/server/body-wiped", test_body_wiped);
  g_test_add_func ("/platform/server/stop-patience", test_stop_patience);
  return g_test_run ();
}

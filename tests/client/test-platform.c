/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a platform over a line that loses answers, and to servers that go on for ever. */
#include <string.h>

#include "client-message.h"
#include "client-platform.h"
#include "pki-error.h"
#include "platform.h"
#include "support-folder.h"
#include "support-http.h"
#include "wire-account.h"
#include "wire-authority.h"
#include "wire-certificate.h"
#include "wire-platform.h"
#include "wire-problem.h"

#define PASSWORD "eine gute Nacht 7"

/* A platform behind a line that takes questions there, and loses the next answers. */
typedef struct {
  char *folder;
  Platform *platform;
  guint16 platform_port;
  GSocketService *line;
  ClientPlatform *client;
  gint n_lost;             /* answers that will be */
  gint n_came;             /* connections */
  gint n_roots;            /* curt answers that showed the root */
  GSocketConnection *near; /* the last, or NULL */
  GMutex lock;
  GString *heard;   /* what was asked, under the lock */
  const char *curt; /* (nullable): the authority, of a platform that hangs up after each answer */
} Fixture;

typedef struct {
  GInputStream *from;
  GOutputStream *to;
  Fixture *heard_by; /* or NULL */
} Way;

static void
hear (Fixture *fixture, const char *part, gssize n)
{
  g_mutex_lock (&fixture->lock);
  g_string_append_len (fixture->heard, part, n);
  g_mutex_unlock (&fixture->lock);
}

static gpointer
carry (gpointer data)
{
  Way *way = data;
  char part[4096];
  gssize n;

  while ((n = g_input_stream_read (way->from, part, sizeof part, NULL, NULL)) > 0)
    {
      if (way->heard_by)
        hear (way->heard_by, part, n);
      if (!g_output_stream_write_all (way->to, part, n, NULL, NULL, NULL))
        break;
    }
  return NULL;
}

static void
cut (GSocketConnection *connection)
{
  g_socket_shutdown (g_socket_connection_get_socket (connection), TRUE, TRUE, NULL);
}

static void
answer_curtly (Fixture *fixture, GIOStream *near)
{
  g_autoptr (GDataInputStream)
      lines = g_data_input_stream_new (g_io_stream_get_input_stream (near));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  const char *text = line && strstr (line, "/v1/authority ") ? fixture->curt : "{\"items\":[]}";
  g_autofree char *answer = g_strdup_printf ("HTTP/1.1 200 OK\r\nConnection: close\r\n"
                                             "Content-Type: application/json\r\n"
                                             "Content-Length: %zu\r\n\r\n%s",
                                             strlen (text), text);

  while (line && *line && !g_str_equal (line, "\r"))
    {
      g_free (line);
      line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
    }
  if (text == fixture->curt)
    g_atomic_int_inc (&fixture->n_roots);
  g_output_stream_write_all (g_io_stream_get_output_stream (near), answer, strlen (answer), NULL,
                             NULL, NULL);
}

static void
lead_through (Fixture *fixture, GSocketConnection *near)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) far = g_socket_client_connect_to_host (
      client, "127.0.0.1", fixture->platform_port, NULL, NULL);
  GInputStream *answers = g_io_stream_get_input_stream (G_IO_STREAM (far));
  Way there = {g_io_stream_get_input_stream (G_IO_STREAM (near)),
               g_io_stream_get_output_stream (G_IO_STREAM (far)), fixture};
  Way back = {answers, g_io_stream_get_output_stream (G_IO_STREAM (near))};
  GThread *thread = g_thread_new ("there", carry, &there);
  char first;

  g_atomic_int_inc (&fixture->n_came);
  g_set_object (&fixture->near, near);
  /* By its first byte the platform has done it. */
  if (g_input_stream_read (answers, &first, 1, NULL, NULL) == 1 &&
      g_atomic_int_add (&fixture->n_lost, -1) <= 0 &&
      g_output_stream_write_all (back.to, &first, 1, NULL, NULL, NULL))
    carry (&back);
  cut (near);
  cut (far);
  g_thread_join (thread);
}

/* Runs in a thread of its own. */
static gboolean
connect_through (GThreadedSocketService *service,
                 GSocketConnection *near,
                 GObject *source,
                 gpointer data)
{
  Fixture *fixture = data;

  if (fixture->curt)
    answer_curtly (fixture, G_IO_STREAM (near));
  else
    lead_through (fixture, near);
  cut (near);
  return TRUE;
}
static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("vermilion-client-XXXXXX", NULL);
  fixture->platform = platform_start (&(PlatformOptions){.name = "Client",
                                                         .data_directory = fixture->folder,
                                                         .open_registration = TRUE,
                                                         .workers = 2},
                                      &error);
  g_assert_no_error (error);
  fixture->platform_port = g_ascii_strtoull (
      strrchr (platform_get_url (fixture->platform), ':') + 1, NULL, 10);
  fixture->heard = g_string_new (NULL);
  fixture->line = g_threaded_socket_service_new (8);
  url = g_strdup_printf (
      "http://127.0.0.1:%u",
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (fixture->line), NULL, &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->line, "run", G_CALLBACK (connect_through), fixture);
  g_socket_service_start (fixture->line);
  fixture->client = client_platform_new (url, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  client_platform_free (fixture->client);
  g_socket_service_stop (fixture->line);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->line));
  g_object_unref (fixture->line);
  g_string_free (fixture->heard, TRUE);
  g_clear_object (&fixture->near);
  platform_stop (fixture->platform);
  support_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

/* The socket's service accepts in this thread's context. */
typedef struct {
  ClientPlatform *client;
  const ClientQuestion *question;
  gpointer answer;
  GError *error;
  gint done;
} Asked;

static gpointer
ask_aside (gpointer data)
{
  Asked *asked = data;

  client_platform_ask (asked->client, asked->question, &asked->answer, &asked->error);
  g_atomic_int_set (&asked->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Loses so many answers on the way. */
static gpointer
ask (Fixture *fixture, const ClientQuestion *question, gint n_lost, GError **error)
{
  Asked asked = {fixture->client, question};
  GThread *thread;

  g_atomic_int_set (&fixture->n_lost, n_lost);
  g_atomic_int_set (&fixture->n_came, 0);
  thread = g_thread_new ("ask", ask_aside, &asked);
  while (!g_atomic_int_get (&asked.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  if (asked.error)
    g_propagate_error (error, asked.error);
  return asked.answer;
}

static void
test_lost_answer (Fixture *fixture, gconstpointer unused)
{
  const WireNewAccount account = {"wangxiaoming", PASSWORD, "王小明", "52010219900101001X"};
  const ClientQuestion question = {.operation = WIRE_CREATE_ACCOUNT, .body = &account};
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  WireAccount *answer = ask (fixture, &question, 2, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer->login, ==, "wangxiaoming");
  g_assert_cmpint (g_atomic_int_get (&fixture->n_came), ==, 3);
  wire_free (&wire_account_type, answer);
  /* Asked anew it is another question. */
  g_assert_null (ask (fixture, &question, 0, &again));
  g_assert_error (again, WIRE_PROBLEM, WIRE_PROBLEM_EXISTS);
}

static void
test_lost_again_and_again (Fixture *fixture, gconstpointer unused)
{
  const WireNewAccount account = {"wangxiaoming", PASSWORD, "王小明", "52010219900101001X"};
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (
      fixture, &(ClientQuestion){.operation = WIRE_CREATE_ACCOUNT, .body = &account}, 100, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT);
  g_assert_cmpint (g_atomic_int_get (&fixture->n_came), ==, 3);
}

/* What the platform would do twice comes once. */
static void
test_not_named (Fixture *fixture, gconstpointer unused)
{
  const WireLogin login = {"wangxiaoming", PASSWORD, "test"};
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (fixture, &(ClientQuestion){.operation = WIRE_CREATE_SESSION, .body = &login},
                      1, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT);
  g_assert_cmpint (g_atomic_int_get (&fixture->n_came), ==, 1);
}

static char *
dup_root (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  WireAuthority *authority = ask (fixture, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY}, 0,
                                  &error);
  char *root;

  g_assert_no_error (error);
  root = g_strdup (authority->root_sha256);
  wire_free (&wire_authority_type, authority);
  return root;
}

/* Where the line leads is another platform from now on; whoever has a connection loses it. */
static Platform *
start_impostor (Fixture *fixture, const char *folder)
{
  g_autoptr (GError) error = NULL;
  Platform *impostor = platform_start (
      &(PlatformOptions){.name = "Client", .data_directory = folder, .workers = 2}, &error);

  g_assert_no_error (error);
  fixture->platform_port = g_ascii_strtoull (strrchr (platform_get_url (impostor), ':') + 1, NULL,
                                             10);
  cut (fixture->near);
  g_string_truncate (fixture->heard, 0);
  return impostor;
}

/* What answers at the address of a platform is another one: it is asked for its root, and told
 * nothing, neither the session nor what was to be said. */
static void
test_replaced (Fixture *fixture, gconstpointer unused)
{
  const WireNewAccount account = {"wangxiaoming", PASSWORD, "王小明", "52010219900101001X"};
  const ClientQuestion question = {.operation = WIRE_CREATE_ACCOUNT, .body = &account};
  g_autofree char *folder = g_dir_make_tmp ("vermilion-impostor-XXXXXX", NULL);
  g_autofree char *root = dup_root (fixture);
  g_autoptr (GError) error = NULL;
  Platform *impostor;

  client_platform_set_login (fixture->client, "vermilion-session");
  client_platform_set_root (fixture->client, root);
  wire_free (&wire_account_type, ask (fixture, &question, 0, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (fixture->heard->str, "vermilion-session"));
  g_assert_null (client_platform_get_other_root (fixture->client));

  impostor = start_impostor (fixture, folder);
  g_assert_null (ask (fixture, &question, 0, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  g_assert_cmpstr (client_platform_get_other_root (fixture->client), !=, root);
  g_assert_nonnull (client_platform_get_other_root (fixture->client));
  g_assert_true (g_str_has_prefix (fixture->heard->str, "GET /v1/authority "));
  g_assert_null (strstr (fixture->heard->str, "vermilion-session"));
  g_assert_null (strstr (fixture->heard->str, "POST"));
  platform_stop (impostor);
  support_folder_remove (folder);
}

static void
begin_anew (Fixture *fixture)
{
  g_autofree char *url = g_strdup (client_platform_get_url (fixture->client));

  client_platform_free (fixture->client);
  fixture->client = client_platform_new (url, NULL);
}

/* As a proxy does that keeps no connection: each answer is the last, here the root's first. */
static void
test_line_ends (Fixture *fixture, gconstpointer unused)
{
  WireAuthority *authority = ask (fixture, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY}, 0,
                                  NULL);
  g_autofree char *text = wire_encode (&wire_authority_type, authority);
  g_autoptr (GError) error = NULL;

  begin_anew (fixture);
  client_platform_set_root (fixture->client, authority->root_sha256);
  wire_free (&wire_authority_type, authority);
  fixture->curt = text;
  for (guint i = 0; i < 2; i++)
    {
      g_atomic_int_set (&fixture->n_roots, 0);
      wire_free (&wire_certificates_type,
                 ask (fixture, &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES}, 0, &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_atomic_int_get (&fixture->n_roots), ==, 1);
    }
  fixture->curt = NULL;
}

/* A list of two pages; no tags: as a platform does that has none. */
typedef struct {
  int n_asked;
  int version; /* of the second page; 0: without tags */
} Tagged;

/* Runs in the server's thread. */
static void
answer_tagged (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  static const char *const tags[] = {NULL, "\"one\"", "\"two\""};
  Tagged *tagged = user_data;
  gboolean is_first = g_atomic_int_add (&tagged->n_asked, 1) % 2 == 0;
  int version = g_atomic_int_get (&tagged->version);
  const char *text = is_first ? "{\"items\":[],\"next\":\"more\"}" : "{\"items\":[]}";

  reply->content_type = "application/json";
  reply->etag = is_first && version > 0 ? "\"first\"" : tags[version];
  reply->body = g_bytes_new_static (text, strlen (text));
}

/* Runs in the server's thread. */
static void
answer_more (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  gboolean is_last = g_atomic_int_add ((int *) user_data, 1) == 199;
  const char *text = is_last ? "{\"items\":[]}" : "{\"items\":[],\"next\":\"more\"}";

  reply->content_type = "application/json";
  reply->body = g_bytes_new_static (text, strlen (text));
}

static void
answer_bit_by_bit (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->manner = SUPPORT_HTTP_DRIP;
}

static ClientPlatform *
open_client (SupportHttp *server)
{
  g_autofree char *url = support_http_make_uri (server, "");

  return client_platform_new (url, NULL);
}

static gboolean
is_new (ClientPlatform *client, ClientMemory *memory)
{
  g_autoptr (GError) error = NULL;
  gpointer answer = NULL;
  gboolean is_there;

  client_platform_ask (client,
                       &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES, .memory = memory},
                       &answer, &error);
  g_assert_no_error (error);
  is_there = answer != NULL;
  if (is_there)
    wire_free (&wire_certificates_type, answer);
  return is_there;
}

/* A list that is as it was is not sent again, however many pages it has; where one of them has
 * changed, or a platform has no tags, it comes whole. */
static void
test_same_list (void)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  g_autoptr (ClientPlatform) client = open_client (server);
  g_autoptr (ClientMemory) memory = client_memory_new ();
  Tagged tagged = {.version = 1};

  support_http_add (server, "/v1/certificates", answer_tagged, &tagged);
  g_assert_true (is_new (client, memory));
  g_assert_false (is_new (client, memory));
  g_assert_cmpint (g_atomic_int_get (&tagged.n_asked), ==, 4);
  g_atomic_int_set (&tagged.version, 2);
  g_assert_true (is_new (client, memory));
  g_assert_cmpint (g_atomic_int_get (&tagged.n_asked), ==, 8);
  g_assert_false (is_new (client, memory));
  client_memory_forget (memory);
  g_assert_true (is_new (client, memory));
  g_atomic_int_set (&tagged.version, 0);
  client_memory_forget (memory);
  g_assert_true (is_new (client, memory));
  g_assert_true (is_new (client, memory));
}

/* A list comes as a whole, or it is said that it does not. */
static void
test_long_list (void)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  g_autoptr (ClientPlatform) client = open_client (server);
  const ClientQuestion question = {.operation = WIRE_LIST_CERTIFICATES};
  g_autoptr (GError) error = NULL;
  gpointer answer = NULL;
  int n_pages = 0;

  support_http_add (server, "/v1/certificates", answer_more, &n_pages);
  while (!client_platform_ask (client, &question, &answer, &error) &&
         g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS))
    g_clear_error (&error);
  g_assert_no_error (error);
  g_assert_cmpint (g_atomic_int_get (&n_pages), ==, 200);
  wire_free (&wire_certificates_type, g_steal_pointer (&answer));
  g_assert_false (client_platform_ask (client, &question, &answer, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE);
  g_assert_null (answer);
}

/* Each byte comes in time, and all of them never do. */
static void
test_bit_by_bit (void)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  g_autoptr (ClientPlatform) client = open_client (server);
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  client_platform_set_patience (client, 1);
  support_http_add (server, "/v1/me", answer_bit_by_bit, NULL);
  do
    g_clear_error (&error);
  while (!client_platform_ask (client, &(ClientQuestion){.operation = WIRE_GET_ME}, NULL, &error) &&
         g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
}

static void
answer_elsewhere (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->status = 302;
  reply->location = g_strdup ("/v1/elsewhere");
}

static void
count (const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
}

static void
answer_huge (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->content_type = "application/json";
  reply->body = g_bytes_new_take (g_malloc0 (3 * 1024 * 1024), 3 * 1024 * 1024);
}

/* A platform neither sends anybody elsewhere, where the session would go along, nor says megabytes.
 */
static void
test_misled (void)
{
  g_autoptr (SupportHttp) server = support_http_new (NULL);
  g_autoptr (ClientPlatform) client = open_client (server);
  g_autoptr (GError) error = NULL;
  int n_elsewhere = 0;

  client_platform_set_login (client, "0123");
  support_http_add (server, "/v1/elsewhere", count, &n_elsewhere);
  support_http_add (server, "/v1/me", answer_elsewhere, NULL);
  support_http_add (server, "/v1/platform", answer_huge, NULL);
  do
    g_clear_error (&error);
  while (!client_platform_ask (client, &(ClientQuestion){.operation = WIRE_GET_PLATFORM}, NULL,
                               &error) &&
         g_error_matches (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE);
  g_clear_error (&error);
  g_assert_false (
      client_platform_ask (client, &(ClientQuestion){.operation = WIRE_GET_ME}, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS);
  g_assert_cmpint (g_atomic_int_get (&n_elsewhere), ==, 0);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/client/platform/" name, Fixture, NULL, set_up, func, tear_down)

void __real_explicit_bzero (void *bytes, size_t size);
void __wrap_explicit_bzero (void *bytes, size_t size);

static gint n_wiped;

/* Counts what held the password of test_wiped(). */
void
__wrap_explicit_bzero (void *bytes, size_t size)
{
  if (memmem (bytes, size, "\"" PASSWORD "\"", strlen (PASSWORD) + 2))
    g_atomic_int_inc (&n_wiped);
  __real_explicit_bzero (bytes, size);
}

/* The text of a question may be a password's, and does not outlive it. */
static void
test_wiped (void)
{
  const WireLogin login = {.login = (char *) "lilei", .password = (char *) PASSWORD};
  const ClientQuestion question = {.operation = WIRE_CREATE_SESSION, .body = &login};
  g_autoptr (GError) error = NULL;
  SoupMessage *message = client_message_new (&(ClientSender){"http://localhost", NULL, NULL},
                                             &question, &(ClientEnvelope){NULL}, &error);

  g_assert_no_error (error);
  g_atomic_int_set (&n_wiped, 0);
  g_object_unref (message);
  g_assert_cmpint (g_atomic_int_get (&n_wiped), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lost-answer", test_lost_answer);
  ADD ("lost-again-and-again", test_lost_again_and_again);
  ADD ("not-named", test_not_named);
  ADD ("replaced", test_replaced);
  ADD ("line-ends", test_line_ends);
  g_test_add_func ("/client/platform/long-list", test_long_list);
  g_test_add_func ("/client/platform/same-list", test_same_list);
  g_test_add_func ("/client/platform/bit-by-bit", test_bit_by_bit);
  g_test_add_func ("/client/platform/misled", test_misled);
  g_test_add_func ("/client/platform/wiped", test_wiped);
  return g_test_run ();
}

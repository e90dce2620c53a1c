/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-test.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "platform-db.h"
#include "wire-problem.h"

/* A Thursday in 2026. */
#define START G_GINT64_CONSTANT (1795680000)
/* A test that asks as fast as it is answered is not a flood. */
#define FASTER_THAN_ANY_TEST 1000000

static gint64
test_clock (gpointer data)
{
  PlatformTest *test = data;

  return test->now;
}

/* A new database on the server that VERMILION_TEST_DATABASE names. */
static char *
new_postgresql (const char *server)
{
  static guint n_databases;
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = platform_db_open_postgresql (server, &error);
  g_autofree char *name = g_strdup_printf ("t%u_%d", n_databases++,
                                           g_random_int_range (0, 1 << 30));
  g_autofree char *create = g_strdup_printf ("CREATE DATABASE %s", name);
  g_auto (GStrv) parts = g_strsplit (server, "/postgres?", 2);

  g_assert_no_error (error);
  g_assert_true (platform_db_script (db, create, &error));
  g_assert_no_error (error);
  return g_strdup_printf ("%s/%s?%s", parts[0], name, parts[1]);
}

char *
platform_test_new_database (const char *folder)
{
  const char *server = g_getenv ("VERMILION_TEST_DATABASE");
  static guint n_files;
  g_autofree char *name = g_strdup_printf ("test-%u.db", n_files++);

  return server ? new_postgresql (server) : g_build_filename (folder, name, NULL);
}

PlatformTest *
platform_test_new_stopped (void)
{
  PlatformTest *test = g_new0 (PlatformTest, 1);
  g_autofree char *path = NULL;

  test->folder = g_dir_make_tmp ("vermilion-platform-XXXXXX", NULL);
  test->database = platform_test_new_database (test->folder);
  test->now = START;
  path = g_build_filename (test->folder, "metrics.token", NULL);
  g_assert_true (g_file_set_contents_full (path, PLATFORM_TEST_COUNTER "\n", -1, 0, 0600, NULL));
  test->options = (PlatformOptions){
      .name = "试验平台",
      .data_directory = test->folder,
      .database = test->database,
      .metrics_token = g_intern_string (path),
      .open_registration = TRUE,
      .workers = 4,
      .per_second = FASTER_THAN_ANY_TEST,
      .clock = test_clock,
      .clock_data = test,
  };
  return test;
}

PlatformTest *
platform_test_new (void)
{
  PlatformTest *test = platform_test_new_stopped ();

  platform_test_start (test);
  return test;
}

void
platform_test_start (PlatformTest *test)
{
  g_autoptr (GError) error = NULL;

  test->platform = platform_start (&test->options, &error);
  g_assert_no_error (error);
}

void
platform_test_stop (PlatformTest *test)
{
  g_clear_pointer (&test->platform, platform_stop);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
platform_test_free (PlatformTest *test)
{
  platform_test_stop (test);
  remove_folder (test->folder);
  g_free (test->folder);
  g_free (test->database);
  g_free (test);
}

static void
add_headers (PlatformTest *test, SoupMessage *message, const PlatformSend *send)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *name = g_strdup_printf ("test-%u", test->n_requests++);

  if (send->session)
    {
      g_autofree char *text = g_strconcat ("Bearer ", send->session, NULL);

      soup_message_headers_replace (headers, "Authorization", text);
    }
  if (send->signature)
    soup_message_headers_replace (headers, "Vermilion-Signature", send->signature);
  if (send->if_match)
    soup_message_headers_replace (headers, "If-Match", send->if_match);
  if (send->if_none_match)
    soup_message_headers_replace (headers, "If-None-Match", send->if_none_match);
  if (send->act)
    soup_message_headers_replace (headers, "Vermilion-Act", send->act);
  if (send->token)
    soup_message_headers_replace (headers, "Vermilion-Token", send->token);
  if (!send->name && g_str_equal (soup_message_get_method (message), "POST"))
    soup_message_headers_replace (headers, "Idempotency-Key", name);
  else if (send->name && *send->name)
    soup_message_headers_replace (headers, "Idempotency-Key", send->name);
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!*text || !json_parser_load_from_data (parser, text, -1, NULL) ||
      !json_parser_get_root (parser) || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

PlatformReply *
platform_test_send (PlatformTest *test,
                    const char *method,
                    const char *path,
                    const PlatformSend *send)
{
  static const PlatformSend nothing;
  g_autoptr (GSocketAddress)
      from = send && send->from ? g_inet_socket_address_new_from_string (send->from, 0) : NULL;
  g_autoptr (SoupSession) session = soup_session_new_with_options ("local-address", from, NULL);
  g_autofree char *uri = g_strconcat (platform_get_url (test->platform), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  PlatformReply *reply = g_new0 (PlatformReply, 1);

  send = send ? send : &nothing;
  add_headers (test, message, send);
  if (send->body)
    {
      g_autoptr (GBytes) body = g_bytes_new (send->body, strlen (send->body));

      soup_message_set_request_body_from_bytes (
          message, send->media_type ? send->media_type : "application/json", body);
    }
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  reply->status = soup_message_get_status (message);
  reply->body = g_bytes_get_size (answer) > 0
                    ? g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer))
                    : g_strdup ("");
  reply->json = parse (reply->body);
  reply->retry_after = g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After"));
  reply->etag = g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
  return reply;
}

void
platform_reply_free (PlatformReply *reply)
{
  g_free (reply->body);
  g_free (reply->retry_after);
  g_free (reply->etag);
  g_clear_pointer (&reply->json, json_object_unref);
  g_free (reply);
}

const char *
platform_reply_text (PlatformReply *reply, const char *member)
{
  g_assert_nonnull (reply->json);
  return json_object_get_string_member (reply->json, member);
}

/* The last part of the problem's address. */
const char *
platform_reply_problem (PlatformReply *reply)
{
  const char *type = platform_reply_text (reply, "type");

  g_assert_true (g_str_has_prefix (type, WIRE_PROBLEM_BASE));
  return type + strlen (WIRE_PROBLEM_BASE);
}

guint
platform_test_status (PlatformTest *test,
                      const char *method,
                      const char *path,
                      const PlatformSend *send)
{
  g_autoptr (PlatformReply) reply = platform_test_send (test, method, path, send);

  return reply->status;
}

void
platform_test_add_account_of (PlatformTest *test, const char *login, const char *number)
{
  g_autofree char *body = g_strdup_printf (
      "{\"login\":\"%s\",\"password\":\"" PLATFORM_TEST_PASSWORD "\",\"name\":\"李雷\","
      "\"id_number\":\"%s\"}",
      login, number);

  g_assert_cmpuint (
      platform_test_status (test, "POST", "/v1/accounts", &(PlatformSend){.body = body}), ==, 201);
}

/* Each login is of somebody else. */
void
platform_test_add_account (PlatformTest *test, const char *login)
{
  g_autofree char *number = g_strdup_printf ("5201%010u001x", g_str_hash (login));

  platform_test_add_account_of (test, login, number);
}

char *
platform_test_log_in (PlatformTest *test, const char *login)
{
  g_autofree char *body = g_strdup_printf (
      "{\"login\":\"%s\",\"password\":\"" PLATFORM_TEST_PASSWORD "\",\"device\":\"PC\"}", login);
  g_autoptr (PlatformReply)
      reply = platform_test_send (test, "POST", "/v1/sessions", &(PlatformSend){.body = body});

  g_assert_cmpuint (reply->status, ==, 201);
  return g_strdup (platform_reply_text (reply, "token"));
}

/* Rows of a table, seen from outside the platform. */
guint
platform_test_count (PlatformTest *test, const char *table)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = g_str_has_prefix (test->database, "postgresql:")
                                  ? platform_db_open_postgresql (test->database, &error)
                                  : platform_db_open_sqlite (test->database, &error);
  g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) FROM %s", table);
  g_autoptr (PlatformRows) rows = NULL;

  g_assert_no_error (error);
  rows = platform_db_query (db, &error, sql, "");
  g_assert_no_error (error);
  return platform_rows_number (rows, 0, 0);
}

void
platform_test_change (PlatformTest *test, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = g_str_has_prefix (test->database, "postgresql:")
                                  ? platform_db_open_postgresql (test->database, &error)
                                  : platform_db_open_sqlite (test->database, &error);

  g_assert_no_error (error);
  g_assert_true (platform_db_script (db, sql, &error));
  g_assert_no_error (error);
}

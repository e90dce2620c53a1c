/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the platform is measured against.
 *
 * bench-floor http FILE: a libsoup server that answers everything with what is in FILE; prints its
 *   port, and ends with its standard input.
 * bench-floor sqlite FILE SECONDS: one row after another into a new SQLite database, each a
 *   transaction of its own that is on the disk when it is over; prints how many a second, and the
 *   99th percentile in milliseconds. */

#include <libsoup/soup.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
answer (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  GBytes *body = data;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC,
                                    g_bytes_get_data (body, NULL), g_bytes_get_size (body));
}

static gboolean
quit (GIOChannel *channel, GIOCondition condition, gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static int
serve (const char *path)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "floor", NULL);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;
  GSList *uris;

  if (!g_file_get_contents (path, &text, &length, &error))
    g_error ("%s", error->message);
  body = g_bytes_new_take (text, length);
  soup_server_add_handler (server, NULL, answer, body, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    g_error ("%s", error->message);
  uris = soup_server_get_uris (server);
  g_print ("%d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_io_add_watch (input, G_IO_HUP | G_IO_IN, quit, loop);
  g_main_loop_run (loop);
  return 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
check (sqlite3 *database, int result)
{
  if (result != SQLITE_OK && result != SQLITE_DONE)
    g_error ("SQLite: %s", sqlite3_errmsg (database));
}

static int
commit (const char *path, double seconds)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 start, before, now;
  char text[400];

  memset (text, 'x', sizeof text);
  check (database, sqlite3_open (path, &database));
  check (database, sqlite3_exec (database,
                                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                 "CREATE TABLE row (number INTEGER PRIMARY KEY, text TEXT)",
                                 NULL, NULL, NULL));
  check (database,
         sqlite3_prepare_v2 (database, "INSERT INTO row (text) VALUES (?)", -1, &statement, NULL));
  start = before = g_get_monotonic_time ();
  do
    {
      sqlite3_bind_text (statement, 1, text, sizeof text, SQLITE_STATIC);
      check (database, sqlite3_step (statement));
      check (database, sqlite3_reset (statement));
      now = g_get_monotonic_time ();
      before = now - before;
      g_array_append_val (times, before);
      before = now;
    }
  while (now < start + (gint64) (seconds * G_USEC_PER_SEC));
  g_array_sort (times, compare);
  g_print ("%.1f %.3f\n", times->len / ((now - start) / 1e6),
           g_array_index (times, gint64, (guint) ((times->len - 1) * 0.99)) / 1e3);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "http"))
    return serve (argv[2]);
  if (argc == 4 && g_str_equal (argv[1], "sqlite"))
    return commit (argv[2], atof (argv[3]));
  g_printerr ("usage: bench-floor http FILE | bench-floor sqlite FILE SECONDS\n");
  return 2;
}

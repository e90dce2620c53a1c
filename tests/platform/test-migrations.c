/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform-db.h"
#include "platform-faults.h"
#include "platform-migration.h"
#include "platform-test.h"

/* A database of each earlier version, with what people had in it then, is brought to now by the
 * platform's start: all of it is there afterwards, and the tables are those of a new database. */

/* What a platform of version N had written; later versions' rows come on top of the earlier ones'.
 */
static const struct {
  guint version;
  const char *sql;
} rows[] = {
    {1,
     "INSERT INTO person VALUES ('p1', '王小明', X'00FF27', '0019', 'verified', 1700000000);"
     "INSERT INTO person VALUES ('p2', 'O''Neill', X'01', '0028', 'unverified', 1700000001);"
     "INSERT INTO account VALUES ('a1', 'wang', 'scrypt$x', 'p1', 'ca-operator', 'active', "
     "1700000000);"
     "INSERT INTO account VALUES ('a2', 'oneill', 'scrypt$y', 'p2', '', 'active', 1700000001);"
     "INSERT INTO session VALUES ('s1', X'AA', 'a1', 'PC', '127.0.0.1', 1700000000, 1700000060, "
     "1700086400, NULL);"
     "INSERT INTO login_failure VALUES ('wang', '*', 3, 1700000000);"
     "INSERT INTO idempotency (actor, name, request_mac, status, location, body, created) VALUES "
     "('a1', 'k1', X'BB', 201, '/v1/x', X'7B7D', 1700000000);"
     "INSERT INTO evidence (id, time, type, actor, subject, data) VALUES ('e1', 1700000000, "
     "'account-created', NULL, 'a1', '{}');"},
    {2, "INSERT INTO certificate VALUES ('0A', 'person', X'3000', X'CC', 'p1', NULL, '1.2.3', "
        "'suspended', 6, 1700000100, 0, 1700000000, 1731536000, NULL, 1700000000);"
        "INSERT INTO certificate VALUES ('0B', 'person', X'3001', X'CC', 'p1', NULL, '1.2.3', "
        "'active', 0, 0, 0, 1700000000, 1731536000, '0A', 1700000200);"
        "INSERT INTO certificate_hold VALUES ('h1', '0A', 1700000100, NULL);"
        "INSERT INTO revocation_list VALUES (41, 1700000100, 1700604900, X'3002');"
        "INSERT INTO clock VALUES ('tsa', 1700000300);"},
    {3, "INSERT INTO consent VALUES ('c1', 'p1', 'privacy', 1, 'zh_CN', 'ab', 1700000000, NULL);"
        "INSERT INTO identity_session (id, person, spki_sha256, provider, secret_sha256, "
        "phone_sha256, match_code, retries, state, created, expires) VALUES ('i1', 'p1', X'CC', "
        "'review', X'DD', NULL, '0042', 3, 'used', 1700000000, 1700000120);"},
    {4, "INSERT INTO identity_session (id, person, spki_sha256, provider, secret_sha256, "
        "phone_sha256, match_code, retries, state, created, expires, challenge, submitted) VALUES "
        "('i2', 'p2', X'CE', 'review', X'DE', X'DF', '0043', 3, 'in-progress', 1700000000, "
        "1700604800, '4711', 1700000060);"
        "INSERT INTO identity_picture VALUES ('i2', 1, X'FFD8');"},
    {5, "INSERT INTO organisation VALUES ('o1', '贵州某某公司', '91520100MA00000000', 'p1', "
        "'confirmed', NULL, 1700000000);"
        "INSERT INTO membership VALUES ('m1', 'o1', 'p1', 'legal-representative', 1700000000, "
        "NULL);"},
    {9,
     "INSERT INTO act VALUES ('t1', 'a1', '0A', 'suspendCertificate', '{}', X'3003', 1700000100, "
     "'0A', NULL);"},
    {10, "INSERT INTO portal_link VALUES ('l1', 'https://portal.example', 'u-1', 'a1', 1700000000, "
         "NULL);"},
};

static const char *const tables[] = {
    "person",       "account",          "session",     "login_failure",
    "idempotency",  "evidence",         "certificate", "certificate_hold",
    "clock",        "revocation_list",  "consent",     "identity_session",
    "organisation", "identity_picture", "membership",  "portal_link",
    "act",
};

static gboolean
is_postgresql (const char *address)
{
  return g_str_has_prefix (address, "postgresql:");
}

static PlatformDb *
open_db (const char *address)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = is_postgresql (address) ? platform_db_open_postgresql (address, &error)
                                           : platform_db_open_sqlite (address, &error);

  g_assert_no_error (error);
  return db;
}

/* X'00' is bytes for SQLite; PostgreSQL writes '\x00'. */
static char *
speak (const char *address, const char *sql)
{
  g_autoptr (GRegex) bytes = g_regex_new ("X'", 0, 0, NULL);

  return is_postgresql (address) ? g_regex_replace_literal (bytes, sql, -1, 0, "'\\x", 0, NULL)
                                 : g_strdup (sql);
}

static void
fill (const char *address, guint version)
{
  g_autoptr (PlatformDb) db = open_db (address);
  g_autoptr (GError) error = NULL;

  platform_migration_run (db, version, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rows) && rows[i].version <= version; i++)
    {
      g_autofree char *sql = speak (address, rows[i].sql);

      platform_db_script (db, sql, &error);
      g_assert_no_error (error);
    }
}

static char *
dump (PlatformDb *db, const char *sql, guint n_columns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows) found = platform_db_query (db, &error, sql, "");
  GString *text = g_string_new (NULL);

  if (error)
    g_error ("%s: %s", sql, error->message);
  for (guint i = 0; i < platform_rows_length (found); i++)
    for (guint k = 0; k < n_columns; k++)
      {
        g_autoptr (GBytes) cell = platform_rows_bytes (found, i, k);
        g_autofree char *hex = cell ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, cell) : NULL;

        g_string_append_printf (text, "%s%c", hex ? hex : "-", k + 1 < n_columns ? ' ' : '\n');
      }
  return g_string_free (text, FALSE);
}

static char *
introspect (const char *address)
{
  g_autoptr (PlatformDb) db = open_db (address);
  g_autofree char *indexes = NULL;
  g_autofree char *columns = NULL;

  if (!is_postgresql (address))
    return dump (db, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name", 4);
  columns = dump (db,
                  "SELECT table_name, column_name, data_type, is_nullable, column_default, "
                  "ordinal_position FROM information_schema.columns WHERE table_schema = 'public' "
                  "ORDER BY 1, 2",
                  6);
  indexes = dump (
      db,
      "SELECT name, def FROM (SELECT indexname AS name, indexdef AS def FROM pg_indexes "
      "WHERE schemaname = 'public' UNION ALL SELECT conname, pg_get_constraintdef (oid) "
      "FROM pg_constraint WHERE connamespace = 'public'::regnamespace UNION ALL SELECT "
      "tgname, pg_get_triggerdef (oid) FROM pg_trigger WHERE NOT tgisinternal) AS t "
      "ORDER BY name, def",
      2);
  return g_strconcat (columns, indexes, NULL);
}

/* The columns that a table had at a version, since later ones add some. */
static char *
list_columns (PlatformDb *db, gboolean is_pg, const char *table, guint *n)
{
  g_autofree char *sql =
      is_pg ? g_strdup_printf ("SELECT column_name FROM information_schema.columns WHERE "
                               "table_name = '%s' ORDER BY ordinal_position",
                               table)
            : g_strdup_printf ("SELECT name FROM pragma_table_info ('%s') ORDER BY cid", table);
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows) found = platform_db_query (db, &error, sql, "");
  GString *names = g_string_new (NULL);

  g_assert_no_error (error);
  *n = platform_rows_length (found);
  for (guint i = 0; i < *n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", platform_rows_text (found, i, 0));
  return g_string_free (names, FALSE);
}

/* What to ask for all that there is now, and what it answers. */
typedef struct {
  char *sql;
  guint n_columns;
  char *answer;
} Memory;

static GArray *
remember (const char *address)
{
  g_autoptr (PlatformDb) db = open_db (address);
  GArray *memories = g_array_new (FALSE, FALSE, sizeof (Memory));

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      Memory memory = {NULL};
      g_autofree char *columns = list_columns (db, is_postgresql (address), tables[i],
                                               &memory.n_columns);

      if (memory.n_columns == 0)
        continue;
      /* What a start adds has other times. */
      memory.sql = g_strdup_printf (
          "SELECT %s FROM %s%s ORDER BY 1, 2", columns, tables[i],
          strstr (columns, "created")           ? " WHERE created < 1700001000"
          : strstr (columns, "this_update")     ? " WHERE this_update < 1700001000"
          : g_str_equal (tables[i], "evidence") ? " WHERE time < 1700001000"
                                                : "");
      memory.answer = dump (db, memory.sql, memory.n_columns);
      g_array_append_val (memories, memory);
    }
  return memories;
}

static void
check_memory (const char *address, GArray *memories)
{
  g_autoptr (PlatformDb) db = open_db (address);

  for (guint i = 0; i < memories->len; i++)
    {
      Memory *memory = &g_array_index (memories, Memory, i);
      g_autofree char *now = dump (db, memory->sql, memory->n_columns);

      if (!g_str_equal (now, memory->answer))
        g_error ("%s\nwas\n%sis\n%s", memory->sql, memory->answer, now);
      g_free (memory->sql);
      g_free (memory->answer);
    }
  g_array_unref (memories);
}

/* A test's platform that has not started yet, on the day of the rows: what they are kept for is not
 * over. */
static PlatformTest *
new_stopped (void)
{
  PlatformTest *test = platform_test_new_stopped ();

  test->now = 1700010000;
  return test;
}

/* What was written down is neither changed nor taken away, whichever way it is tried. */
static void
check_guards (const char *address, guint version)
{
  static const char *const sqlite[] = {
      "INSERT OR REPLACE INTO evidence (seq, id, time, type, subject, data) SELECT seq, 'new', "
      "time, "
      "type, subject, '' FROM evidence",
      "INSERT OR REPLACE INTO evidence (id, time, type, subject, data) SELECT id, time, type, "
      "subject, '' FROM evidence",
      "INSERT OR REPLACE INTO act SELECT id, account, certificate, operation, '', signature, "
      "created, object, organisation FROM act",
      NULL,
  };
  static const char *const postgresql[] = {"TRUNCATE evidence", "TRUNCATE act",
                                           "TRUNCATE account CASCADE", NULL};
  static const char *const both[] = {"UPDATE evidence SET data = ''", "DELETE FROM evidence",
                                     "UPDATE act SET statement = ''", "DELETE FROM act", NULL};
  const char *const *own = is_postgresql (address) ? postgresql : sqlite;
  g_autoptr (PlatformDb) db = open_db (address);

  for (guint i = 0; both[i]; i++)
    if (version >= 9 || !strstr (both[i], " act"))
      g_assert_false (platform_db_script (db, both[i], NULL));
  for (guint i = 0; own[i]; i++)
    if (version >= 9 || !strstr (own[i], " act"))
      g_assert_false (platform_db_script (db, own[i], NULL));
}

static void
test_version (gconstpointer data)
{
  g_autoptr (PlatformTest) fresh = platform_test_new ();
  g_autoptr (PlatformTest) test = new_stopped ();
  g_autofree char *wanted = introspect (fresh->database);
  g_autofree char *got = NULL;
  GArray *memories;

  fill (test->database, GPOINTER_TO_UINT (data));
  memories = remember (test->database);
  platform_test_start (test);
  g_assert_cmpuint (platform_test_status (test, "GET", "/healthz", NULL), ==, 200);
  got = introspect (test->database);
  g_assert_cmpstr (got, ==, wanted);
  check_guards (test->database, GPOINTER_TO_UINT (data));
  check_memory (test->database, memories);
}

/* The database is killed, or its disk full, at each call of the steps: the next start does them. */
static void
test_interrupted (void)
{
  g_autoptr (PlatformTest) fresh = platform_test_new ();
  g_autofree char *wanted = introspect (fresh->database);
  guint n_struck = 0;

  for (guint at = 1;; at++)
    {
      g_autoptr (PlatformTest) test = new_stopped ();
      g_autoptr (GError) error = NULL;
      g_autofree char *got = NULL;
      GArray *memories;

      fill (test->database, 2);
      memories = remember (test->database);
      {
        g_autoptr (PlatformDb) db = open_db (test->database);

        platform_faults_arm (at % 2 ? PLATFORM_FAULT_ONCE : PLATFORM_FAULT_STAYS, at);
        platform_migration_run (db, G_MAXUINT, &error);
        n_struck = platform_faults_disarm () ? at : n_struck;
      }
      platform_test_start (test);
      got = introspect (test->database);
      g_assert_cmpstr (got, ==, wanted);
      check_memory (test->database, memories);
      if (n_struck < at)
        break;
    }
  g_test_message ("struck at %u calls", n_struck);
  g_assert_cmpuint (n_struck, >, 4);
}

static gpointer
migrate (gpointer data)
{
  g_autoptr (PlatformDb) db = open_db (data);
  g_autoptr (GError) error = NULL;

  platform_migration_run (db, G_MAXUINT, &error);
  g_assert_no_error (error);
  return NULL;
}

static void
test_at_once (void)
{
  g_autoptr (PlatformTest) test = new_stopped ();
  GThread *threads[6];

  fill (test->database, 2);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate, test->database);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (platform_test_count (test, "schema_version"), ==, 2);
  platform_test_start (test);
}

static void
test_newer (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = introspect (test->database);
  g_autofree char *after = NULL;

  platform_test_stop (test);
  {
    g_autoptr (PlatformDb) db = open_db (test->database);

    g_assert_true (
        platform_db_script (db, "INSERT INTO schema_version (version) VALUES (9999)", NULL));
  }
  g_assert_null (platform_start (&test->options, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_MIGRATION);
  g_assert_nonnull (strstr (error->message, "version 9999, this program knows"));
  after = introspect (test->database);
  g_assert_cmpstr (after, ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  platform_faults_install (g_getenv ("VERMILION_TEST_DATABASE"));
  for (guint version = 1; version < platform_migration_last (); version++)
    {
      g_autofree char *path = g_strdup_printf ("/platform/migrations/from-%u", version);

      g_test_add_data_func (path, GUINT_TO_POINTER (version), test_version);
    }
  g_test_add_func ("/platform/migrations/interrupted", test_interrupted);
  g_test_add_func ("/platform/migrations/at-once", test_at_once);
  g_test_add_func ("/platform/migrations/newer", test_newer);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-migration.h"
#include "platform-store-evidence.h"
#include "platform-store-private.h"
#include "platform-store-purge.h"
#include "platform-store-session.h"
#include "platform-store-setting.h"
#include "platform-test.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  char *address;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("vermilion-store-XXXXXX", NULL);
  fixture->address = platform_test_new_database (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = {"", "-wal", "-shm"};

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (fixture->address, ends[i], NULL);

      g_remove (path);
    }
  g_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->address);
}

static PlatformPool *
open_pool (Fixture *fixture, guint size)
{
  g_autoptr (GError) error = NULL;
  PlatformPool *pool = platform_pool_new (fixture->address, size, &error);

  g_assert_no_error (error);
  return pool;
}

static PlatformDb *
open_db (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = g_str_has_prefix (fixture->address, "postgresql:")
                       ? platform_db_open_postgresql (fixture->address, &error)
                       : platform_db_open_sqlite (fixture->address, &error);

  g_assert_no_error (error);
  return db;
}

static gint64
count (PlatformDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows) rows = platform_db_query (db, &error, sql, "");

  g_assert_no_error (error);
  return platform_rows_number (rows, 0, 0);
}

/* From every earlier version to the last, and once more, which does nothing. */
static void
test_migrations (Fixture *fixture, gconstpointer data)
{
  for (guint from = 0; from <= platform_migration_last (); from++)
    {
      Fixture own;
      g_autoptr (GError) error = NULL;

      set_up (&own, NULL);
      {
        g_autoptr (PlatformDb) db = open_db (&own);

        g_assert_true (platform_migration_run (db, from, &error));
        g_assert_true (platform_migration_run (db, G_MAXUINT, &error));
        g_assert_true (platform_migration_run (db, G_MAXUINT, &error));
        g_assert_cmpint (count (db, "SELECT MAX (version) FROM schema_version"), ==,
                         platform_migration_last ());
        g_assert_cmpint (count (db, "SELECT COUNT (*) FROM account"), ==, 0);
      }
      tear_down (&own, NULL);
    }
}

static void
test_newer_database (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = open_db (fixture);

  g_assert_true (platform_migration_run (db, G_MAXUINT, &error));
  g_assert_true (
      platform_db_script (db, "INSERT INTO schema_version (version) VALUES (999)", &error));
  g_assert_false (platform_migration_run (db, G_MAXUINT, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_MIGRATION);
}

/* All kinds of values come back as they went in. */
static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformDb) db = open_db (fixture);
  g_autoptr (GBytes) bytes = g_bytes_new ("\0\xff'\\x", 5);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) first = NULL, second = NULL;
  g_autoptr (PlatformRows) rows = NULL;

  platform_db_script (db, "CREATE TABLE t (a TEXT, b BIGINT, c BYTEA, d BYTEA, e TEXT)", &error);
  platform_db_run (db, NULL, &error, "INSERT INTO t VALUES ($1, $2, $3, $4, $5)", "sibbs",
                   "'; DROP TABLE t; -- 印", G_MININT64, bytes, empty, NULL);
  g_assert_no_error (error);
  rows = platform_db_query (db, &error, "SELECT a, b, c, d, e FROM t WHERE a = $1", "s",
                            "'; DROP TABLE t; -- 印");
  g_assert_no_error (error);
  g_assert_cmpuint (platform_rows_length (rows), ==, 1);
  g_assert_cmpint (platform_rows_number (rows, 0, 1), ==, G_MININT64);
  first = platform_rows_bytes (rows, 0, 2);
  second = platform_rows_bytes (rows, 0, 3);
  g_assert_true (g_bytes_equal (first, bytes));
  g_assert_cmpuint (g_bytes_get_size (second), ==, 0);
  g_assert_null (platform_rows_text (rows, 0, 4));
}

static gboolean
add_later (PlatformDb *db, const char *name, GError **error)
{
  return platform_db_run_later (db, error, "INSERT INTO setting (name, value) VALUES ($1, 'later')",
                                "s", name);
}

/* What nobody waits for is there for whoever asks next, and lasts; what goes wrong with it undoes
 * the transaction, and nothing of the connection is spoilt by it: not the statements that it knows
 * either, of which some were on their way when it happened. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  static const char *const counts = "SELECT COUNT (*) FROM setting WHERE value = 'later'";
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformPool) pool = open_pool (fixture, 1);
  PlatformStore *store = platform_pool_take (pool);
  PlatformDb *db = store->own;

  platform_db_begin (db, &error);
  add_later (db, "a", &error);
  add_later (db, "b", &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (db, counts), ==, 2);
  add_later (db, "c", &error);
  platform_db_commit (db, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (db, counts), ==, 3);

  platform_db_begin (db, &error);
  g_assert_false (
      add_later (db, "d", &error) && add_later (db, "a", &error) &&
      platform_db_run_later (db, &error, "DELETE FROM setting WHERE name = $1", "s", "b") &&
      platform_db_commit (db, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT);
  g_clear_error (&error);
  platform_db_rollback (db);
  g_assert_cmpint (count (db, counts), ==, 3);

  platform_db_begin (db, &error);
  platform_db_run_later (db, &error, "DELETE FROM setting WHERE name = $1", "s", "b");
  platform_db_commit (db, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (db, counts), ==, 2);
  platform_pool_give (pool, store);
}

static void
test_evidence_is_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformPool) pool = open_pool (fixture, 1);
  PlatformStore *store = platform_pool_take (pool);

  g_assert_true (platform_store_begin (store, &error));
  g_assert_true (platform_store_change (store, NULL, &error,
                                        "INSERT INTO setting (name, value) VALUES ('a', 'b')", ""));
  g_assert_false (platform_store_commit (store, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_NO_EVIDENCE);
  g_assert_cmpint (count (store->db, "SELECT COUNT (*) FROM setting"), ==, 0);
  platform_pool_give (pool, store);
}

static void
test_evidence_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformPool) pool = open_pool (fixture, 1);
  PlatformStore *store = platform_pool_take (pool);

  g_assert_true (platform_store_begin (store, &error));
  g_assert_true (platform_store_add_evidence (store, "test", NULL, "x", 1, NULL, &error));
  g_assert_true (platform_store_commit (store, &error));
  g_assert_false (platform_db_script (store->db, "UPDATE evidence SET data = ''", NULL));
  g_assert_false (platform_db_script (store->db, "DELETE FROM evidence", NULL));
  g_assert_cmpint (count (store->db, "SELECT COUNT (*) FROM evidence WHERE data <> ''"), ==, 1);
  platform_pool_give (pool, store);
}

typedef struct {
  PlatformPool *pool;
  gint won;
} Race;

static gpointer
claim (gpointer data)
{
  Race *race = data;
  PlatformStore *store = platform_pool_take (race->pool);
  g_autofree char *mine = platform_store_new_id ();
  g_autofree char *now = platform_store_claim_setting (store, "leader", mine, NULL);

  if (g_strcmp0 (mine, now) == 0)
    g_atomic_int_inc (&race->won);
  platform_pool_give (race->pool, store);
  return NULL;
}

static void
test_one_claim_wins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlatformPool) pool = open_pool (fixture, 8);
  Race race = {pool, 0};
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, claim, &race);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (race.won, ==, 1);
}

/* What was not committed when the connection went is not there. */
static void
test_lost_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (PlatformDb) db = open_db (fixture);

    g_assert_true (platform_migration_run (db, G_MAXUINT, &error));
    g_assert_true (platform_db_begin (db, &error));
    g_assert_true (
        platform_db_script (db, "INSERT INTO setting (name, value) VALUES ('a', 'b')", &error));
  }
  {
    g_autoptr (PlatformDb) db = open_db (fixture);

    g_assert_cmpint (count (db, "SELECT COUNT (*) FROM setting"), ==, 0);
  }
}

/* In the middle of a minute that tests speak of as now. */
#define NOW G_GINT64_CONSTANT (1795680000)
#define DAY (24 * 3600)
#define N_OLD 1300

/* @ago: seconds before NOW, beyond what is kept or within it. */
static void
add_row (PlatformDb *db, const char *sql, gint64 ago)
{
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, NOW - ago);
  g_auto (GStrv) parts = g_strsplit (sql, "@", -1);
  g_autofree char *text = g_strjoinv (time, parts);
  g_autoptr (GError) error = NULL;

  platform_db_script (db, text, &error);
  g_assert_no_error (error);
}

/* Of each table one row whose time has just come and one whose has not; what the keys are is told
 * by "old" and "new". */
static void
fill_for_purge (PlatformDb *db)
{
  static const struct {
    const char *sql;
    gint64 kept;
  } rows[] = {
      {"INSERT INTO login_failure VALUES ('$', 'x', 9, @)", DAY},
      {"INSERT INTO idempotency VALUES ('a', '$', '', 200, NULL, '', @, NULL)", 7 * DAY},
      {"INSERT INTO challenge VALUES ('$', 'o', NULL, NULL, NULL, 'p', 1, @)", 3600},
      {"INSERT INTO portal_login (id, secret_sha256, ticket_sha256, match_code, retries, address, "
       "state, created, expires) VALUES ('$', '', '$', '1', 1, 'x', 'waiting', 1, @)",
       DAY},
      {"INSERT INTO event_stream VALUES ('$', 1); INSERT INTO event VALUES ('$', 1, @, 't', 's', "
       "'s')",
       DAY},
      {"INSERT INTO identity_session (id, person, spki_sha256, provider, secret_sha256, "
       "match_code, retries, state, created, expires) "
       "VALUES ('$', 'p', '', 'review', '$', '1', 1, 'in-progress', 1, @); "
       "INSERT INTO identity_picture VALUES ('$', 0, 'x')",
       30 * DAY},
      {"INSERT INTO session (id, token_sha256, account, address, created, last_seen, expires) "
       "VALUES ('last-$', 'l$', 'a', 'of-$', 1, 1, @)",
       365 * DAY},
      {"INSERT INTO session (id, token_sha256, account, address, created, last_seen, expires) "
       "VALUES ('$', '$', 'a', 'home', 1, 1, @)",
       DAY},
      {"INSERT INTO revocation_list VALUES (CASE '$' WHEN 'old' THEN 1 ELSE 2 END, 1, @, '')",
       30 * DAY},
  };

  add_row (db,
           "INSERT INTO person VALUES ('p', 'n', '', '', 'unverified', 1);"
           "INSERT INTO account VALUES ('a', 'l', '', 'p', '', 'active', 1);"
           "INSERT INTO session (id, token_sha256, account, address, created, last_seen, expires) "
           "VALUES ('now-new', 'now', 'a', 'home', 2, 2, 1895680000);"
           "INSERT INTO revocation_list VALUES (3, 1, 1, '')",
           0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint is_new = 0; is_new < 2; is_new++)
      {
        g_auto (GStrv) parts = g_strsplit (rows[i].sql, "$", -1);
        g_autofree char *sql = g_strjoinv (is_new ? "new" : "old", parts);

        add_row (db, sql, rows[i].kept + (is_new ? 0 : 1));
      }
  add_row (
      db,
      "INSERT INTO login_failure SELECT 'old' || n, 'x', 9, @ FROM (WITH RECURSIVE c (n) AS "
      "(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < " G_STRINGIFY (N_OLD) ") SELECT n "
                                                                               "FROM c) AS numbers",
      2 * DAY);
}

static gpointer
purge (gpointer pool)
{
  PlatformStore *store = platform_pool_take (pool);
  g_autoptr (GError) error = NULL;

  platform_store_purge (store, NOW, &error);
  g_assert_no_error (error);
  platform_pool_give (pool, store);
  return NULL;
}

/* Somebody guesses again where the last time was long ago: what is counted now stays. */
static gpointer
guess_again (gpointer pool)
{
  PlatformStore *store = platform_pool_take (pool);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= N_OLD; i += 100)
    {
      g_autofree char *login = g_strdup_printf ("old%u", i);

      platform_store_begin (store, &error);
      platform_store_add_failure (store, login, "x", NOW - DAY, NOW, &error);
      platform_store_commit (store, &error);
      g_assert_no_error (error);
    }
  platform_pool_give (pool, store);
  return NULL;
}

/* Three processes delete at once, in steps, what is over and nothing else, while people go on. */
static void
test_purge (Fixture *fixture, gconstpointer data)
{
  PlatformPool *pools[4];
  g_autoptr (PlatformDb) db = NULL;
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    pools[i] = open_pool (fixture, 1);
  db = open_db (fixture);
  fill_for_purge (db);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, i == 0 ? guess_again : purge, pools[i]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_thread_join (threads[i]);
      platform_pool_free (pools[i]);
    }
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM login_failure WHERE login = 'new'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM login_failure WHERE failures = 1"), ==, 13);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM login_failure"), ==, 14);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM idempotency WHERE name = 'new'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM idempotency"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM challenge WHERE nonce = 'new'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM challenge"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM portal_login WHERE id = 'new'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM portal_login"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM event WHERE stream = 'new'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM event"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM event_stream"), ==, 2);
  /* A picture goes at once with the time of what it was taken for. */
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM identity_picture"), ==, 0);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM identity_session WHERE id = 'new'"), ==, 1);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM identity_session"), ==, 1);
  g_assert_cmpint (
      count (db, "SELECT COUNT (*) FROM session WHERE id IN ('new', 'last-new', 'now-new')"), ==,
      3);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM session"), ==, 3);
  g_assert_cmpint (count (db, "SELECT MIN (number) FROM revocation_list"), ==, 2);
  g_assert_cmpint (count (db, "SELECT COUNT (*) FROM revocation_list"), ==, 2);
}

/* A backup is of one moment, and keeps nobody from writing. */
static void
test_one_moment (Fixture *fixture, gconstpointer data)
{
  static const char *const counts = "SELECT COUNT (*) FROM setting WHERE value = 'moment'";
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformPool) pool = open_pool (fixture, 2);
  PlatformStore *reader = platform_pool_take (pool);
  PlatformStore *writer = platform_pool_take (pool);

  g_assert_true (platform_store_begin_reading (reader, &error));
  g_assert_cmpint (count (reader->db, counts), ==, 0);
  g_assert_true (platform_store_begin (writer, &error));
  platform_db_run (writer->db, NULL, &error,
                   "INSERT INTO setting (name, value) VALUES ('a', 'moment')", "");
  g_assert_true (platform_store_commit (writer, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (reader->db, counts), ==, 0);
  platform_store_end_reading (reader);
  g_assert_cmpint (count (reader->db, counts), ==, 1);
  platform_pool_give (pool, reader);
  platform_pool_give (pool, writer);
}

static void
assert_not_in (const char *path, const char *text)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  if (g_file_get_contents (path, &data, &size, NULL))
    g_assert_null (memmem (data, size, text, strlen (text)));
}

/* Nothing of what was erased is left in the files of this computer's database, its log of what was
 * written among them. */
static void
test_erased_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = g_strconcat (fixture->address, "-wal", NULL);
  g_autofree char *face = g_strnfill (20000, 'f');
  g_autoptr (PlatformPool) pool = open_pool (fixture, 2);
  PlatformStore *store = platform_pool_take (pool);

  g_assert_true (platform_store_begin (store, &error));
  platform_db_run (store->db, NULL, &error, "INSERT INTO setting (name, value) VALUES ('face', $1)",
                   "s", face);
  g_assert_true (platform_store_commit (store, &error));
  g_assert_true (platform_store_begin (store, &error));
  platform_db_run (store->db, NULL, &error, "DELETE FROM setting WHERE name = 'face'", "");
  g_assert_true (platform_store_commit (store, &error));
  g_assert_true (platform_store_purge (store, 1, &error));
  g_assert_no_error (error);
  assert_not_in (fixture->address, "ffffffff");
  assert_not_in (log, "ffffffff");
  platform_pool_give (pool, store);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/platform/store/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("migrations", test_migrations);
  ADD ("newer-database", test_newer_database);
  ADD ("values", test_values);
  ADD ("later", test_later);
  ADD ("evidence-is-needed", test_evidence_is_needed);
  ADD ("evidence-stays", test_evidence_stays);
  ADD ("one-claim-wins", test_one_claim_wins);
  ADD ("lost-connection", test_lost_connection);
  ADD ("purge", test_purge);
  ADD ("one-moment", test_one_moment);
  /* What PostgreSQL keeps of its own log is for its administrator to say. */
  if (!g_getenv ("VERMILION_TEST_DATABASE"))
    ADD ("erased-is-gone", test_erased_is_gone);
  return g_test_run ();
}

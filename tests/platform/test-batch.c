/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-batch.h"
#include "platform-faults.h"

/* Transactions of many that go to PostgreSQL as one: all that was promised lasts, what one of them
 * does is no harm to the others, and where nobody knows nobody is told that it may be tried again.
 */

#define INSERT "INSERT INTO batch_row (number) VALUES ($1)"

typedef struct {
  const char *address;
  PlatformDb *db; /* whoever has a transaction */
  PlatformBatch *batch;
} Fixture;

static PlatformDb *
open_db (const char *address)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = platform_db_open_postgresql (address, &error);

  g_assert_no_error (error);
  return db;
}

static void
run (PlatformDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (platform_db_run (db, NULL, &error, sql, ""));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer address)
{
  fixture->address = address;
  fixture->db = open_db (address);
  run (fixture->db, "CREATE TABLE batch_row (number BIGINT PRIMARY KEY)");
  fixture->batch = platform_batch_new (open_db (address));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->batch, platform_batch_free);
  run (fixture->db, "DROP TABLE batch_row");
  platform_db_free (fixture->db);
}

static gint64
count (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows)
      rows = platform_db_query (fixture->db, &error, "SELECT COUNT(*) FROM batch_row", "");

  g_assert_no_error (error);
  return platform_rows_number (rows, 0, 0);
}

/* Somebody's transaction with two rows, and what they were told. */
typedef struct {
  gint told; /* atomic */
  GError *error;
} Ending;

static void
on_written (gpointer data, const GError *error)
{
  Ending *ending = data;

  g_assert_cmpint (g_atomic_int_get (&ending->told), ==, 0);
  if (error)
    ending->error = g_error_copy (error);
  g_atomic_int_set (&ending->told, 1);
}

static void
add (Fixture *fixture, Ending *ending, gint64 first, gint64 second)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *statements;

  g_assert_true (platform_db_begin (fixture->db, &error));
  g_assert_true (platform_db_run_later (fixture->db, &error, INSERT, "i", first));
  g_assert_true (platform_db_run_later (fixture->db, &error, INSERT, "i", second));
  g_assert_no_error (error);
  statements = platform_db_leave (fixture->db);
  g_assert_nonnull (statements);
  platform_batch_add (fixture->batch, statements, on_written, ending);
}

/* Ends it, and with it what waits. */
static void
finish (Fixture *fixture)
{
  g_clear_pointer (&fixture->batch, platform_batch_free);
}

static void
test_together (Fixture *fixture, gconstpointer data)
{
  Ending endings[100] = {0};

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    add (fixture, &endings[i], 2 * i, 2 * i + 1);
  finish (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_assert_cmpint (endings[i].told, ==, 1);
      g_assert_no_error (endings[i].error);
    }
  g_assert_cmpint (count (fixture), ==, 2 * G_N_ELEMENTS (endings));
}

/* The whole of it is there, or nothing; and those that went with it hear that they may be tried
 * again. */
static void
test_one_refused (Fixture *fixture, gconstpointer data)
{
  Ending endings[40] = {0};
  gint64 kept = 0;

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    add (fixture, &endings[i], 2 * i, i == 20 ? 0 : 2 * i + 1);
  finish (fixture);
  g_assert_error (endings[20].error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_assert_cmpint (endings[i].told, ==, 1);
      kept += endings[i].error ? 0 : 2;
      if (endings[i].error)
        g_assert_error (endings[i].error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT);
      g_clear_error (&endings[i].error);
    }
  g_assert_cmpint (count (fixture), ==, kept);
}

/* What somebody waits within is a transaction of its own, with all that was said before. */
static void
test_waited (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlatformDb) other = open_db (fixture->address);
  g_autoptr (PlatformRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 seen;

  g_assert_true (platform_db_begin (fixture->db, &error));
  g_assert_true (platform_db_run_later (fixture->db, &error, INSERT, "i", (gint64) 1));
  g_assert_cmpint (count (fixture), ==, 1);
  g_assert_null (platform_db_leave (fixture->db));
  rows = platform_db_query (other, &error, "SELECT COUNT(*) FROM batch_row", "");
  seen = platform_rows_number (rows, 0, 0);
  g_assert_cmpint (seen, ==, 0);
  g_assert_true (platform_db_commit (fixture->db, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture), ==, 1);
}

/* The database has heard nothing of what is given up before anybody waited. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (platform_db_begin (fixture->db, &error));
  g_assert_true (platform_db_run_later (fixture->db, &error, INSERT, "i", (gint64) 1));
  platform_db_rollback (fixture->db);
  g_assert_cmpint (count (fixture), ==, 0);
  g_assert_true (platform_db_begin (fixture->db, &error));
  g_assert_true (platform_db_commit (fixture->db, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture), ==, 0);
}

static void
wait_until_told (Ending *ending)
{
  while (!g_atomic_int_get (&ending->told))
    g_usleep (1000);
}

/* The connection breaks under it, before the database has heard of it or after it has done all: in
 * both cases nobody is told to try it again. The next one finds the database again. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  for (PlatformFault fault = 0; fault < PLATFORM_N_FAULTS; fault++)
    {
      Ending ending = {0}, next = {0};

      platform_faults_arm (fault, 2); /* after it was asked whether it is awake */
      add (fixture, &ending, 10 * fault, 10 * fault + 1);
      wait_until_told (&ending);
      g_assert_true (platform_faults_disarm ());
      g_assert_error (ending.error, PLATFORM_ERROR, PLATFORM_ERROR_STORE);
      g_clear_error (&ending.error);
      add (fixture, &next, 10 * fault + 2, 10 * fault + 3);
      wait_until_told (&next);
      g_assert_no_error (next.error);
      g_usleep (1100 * 1000); /* it has to ask again */
    }
  g_assert_cmpint (count (fixture), ==, 6);
}

int
main (int argc, char **argv)
{
  const char *address = g_getenv ("VERMILION_TEST_DATABASE");

  g_assert_nonnull (address);
  platform_faults_install (address);
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test)                                                                           \
  g_test_add ("/platform/batch/" path, Fixture, address, set_up, test, tear_down)
  CASE ("together", test_together);
  CASE ("one-refused", test_one_refused);
  CASE ("waited", test_waited);
  CASE ("given-up", test_given_up);
  CASE ("lost", test_lost);
  return g_test_run ();
}

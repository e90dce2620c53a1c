/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "platform-db.h"
#include "platform-faults.h"
#include "platform-writer.h"

/* Those who write to SQLite at the same time, each in a part of one transaction: all that was
 * promised lasts, and what one of them does is no harm to the others. */

typedef struct {
  char *folder;
  char *path;
  PlatformWriter *writer;
} Fixture;

static PlatformDb *
open_db (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = platform_db_open_sqlite (fixture->path, &error);

  g_assert_no_error (error);
  return db;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  PlatformDb *db;

  fixture->folder = g_dir_make_tmp ("vermilion-writer-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "platform.db", NULL);
  db = open_db (fixture);
  g_assert_true (platform_db_script (db, "CREATE TABLE row (number BIGINT PRIMARY KEY)", NULL));
  platform_db_free (db);
  db = platform_db_open_sqlite_writer (fixture->path, NULL);
  g_assert_nonnull (db);
  fixture->writer = platform_writer_new (db);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  platform_writer_free (fixture->writer);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* As somebody sees it who has no part in anything. */
static gint64
count (Fixture *fixture)
{
  g_autoptr (PlatformDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (PlatformRows) rows = platform_db_query (db, &error, "SELECT COUNT(*) FROM row", "");

  g_assert_no_error (error);
  return platform_rows_number (rows, 0, 0);
}

#define INSERT "INSERT INTO row (number) VALUES ($1)"
/* What a database does by itself on a full disk. */
#define INSERT_OR_UNDO_ALL "INSERT OR ROLLBACK INTO row (number) VALUES ($1)"

/* One who writes a row, and gives up where that fails. */
typedef struct {
  Fixture *fixture;
  const char *sql;
  gint64 number;
  GThread *thread;
  gboolean kept;
  GError *error;
  gint64 seen; /* rows, right after */
} Part;

static gpointer
write_row (gpointer data)
{
  Part *part = data;
  PlatformWriter *writer = part->fixture->writer;
  PlatformDb *db = platform_writer_begin (writer, &part->error);

  g_assert_no_error (part->error);
  if (platform_db_run (db, NULL, &part->error, part->sql, "i", part->number))
    part->kept = platform_writer_commit (writer, &part->error);
  else
    platform_writer_rollback (writer);
  part->seen = count (part->fixture);
  return NULL;
}

static void
start (Part *part, Fixture *fixture, const char *sql, gint64 number)
{
  *part = (Part){.fixture = fixture, .sql = sql, .number = number};
  part->thread = g_thread_new (NULL, write_row, part);
}

static void
wait_for (Fixture *fixture, guint n)
{
  while (platform_writer_count_waiting (fixture->writer) < n)
    g_thread_yield ();
}

/* The first one, whose part is open while the others come. */
static void
begin_first (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = platform_writer_begin (fixture->writer, &error);

  g_assert_no_error (error);
  g_assert_true (platform_db_run (db, NULL, &error, INSERT, "i", (gint64) 1));
}

static void
join (Part *parts, guint n)
{
  for (guint i = 0; i < n; i++)
    g_thread_join (parts[i].thread);
}

/* Who waited goes to the disk with the first: when one knows, it is true for all. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  Part parts[5];
  g_autoptr (GError) error = NULL;

  begin_first (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    start (&parts[i], fixture, INSERT, 2 + i);
  wait_for (fixture, G_N_ELEMENTS (parts));
  g_assert_cmpint (count (fixture), ==, 0);
  g_assert_true (platform_writer_commit (fixture->writer, &error));
  g_assert_cmpint (count (fixture), ==, 6);
  join (parts, G_N_ELEMENTS (parts));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_no_error (parts[i].error);
      g_assert_true (parts[i].kept);
      g_assert_cmpint (parts[i].seen, ==, 6);
    }
}

/* Some are refused for what another has just written: that is true when they hear of it. */
static void
test_some_refused (Fixture *fixture, gconstpointer data)
{
  Part parts[5];
  g_autoptr (GError) error = NULL;

  begin_first (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    start (&parts[i], fixture, INSERT, i == 0 ? 2 : 1);
  wait_for (fixture, G_N_ELEMENTS (parts));
  g_assert_true (platform_writer_commit (fixture->writer, &error));
  join (parts, G_N_ELEMENTS (parts));
  g_assert_true (parts[0].kept);
  for (guint i = 1; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_error (parts[i].error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT);
      g_assert_cmpint (parts[i].seen, >=, 1);
      g_clear_error (&parts[i].error);
    }
  g_assert_cmpint (count (fixture), ==, 2);
}

/* The first gives up: nothing of it is there, and the next goes on. */
static void
test_first_gives_up (Fixture *fixture, gconstpointer data)
{
  Part part;

  begin_first (fixture);
  start (&part, fixture, INSERT, 2);
  wait_for (fixture, 1);
  platform_writer_rollback (fixture->writer);
  join (&part, 1);
  g_assert_true (part.kept);
  g_assert_cmpint (part.seen, ==, 1);
}

/* A part that takes the whole transaction with it: whoever was done is told that they are not. */
static void
test_all_undone (Fixture *fixture, gconstpointer data)
{
  Part part;
  g_autoptr (GError) error = NULL;

  begin_first (fixture);
  start (&part, fixture, INSERT_OR_UNDO_ALL, 1);
  wait_for (fixture, 1);
  g_assert_false (platform_writer_commit (fixture->writer, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY);
  join (&part, 1);
  g_assert_error (part.error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT);
  g_clear_error (&part.error);
  g_assert_cmpint (count (fixture), ==, 0);
  start (&part, fixture, INSERT, 1);
  join (&part, 1);
  g_assert_true (part.kept);
}

/* The disk is full when all of it is to be written. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  Part parts[2];
  g_autoptr (GError) error = NULL;

  begin_first (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    start (&parts[i], fixture, INSERT, 2 + i);
  wait_for (fixture, G_N_ELEMENTS (parts));
  platform_faults_arm (PLATFORM_FAULT_STAYS, 1);
  g_assert_false (platform_writer_commit (fixture->writer, &error));
  join (parts, G_N_ELEMENTS (parts));
  g_assert_true (platform_faults_disarm ());
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_STORE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_error (parts[i].error, PLATFORM_ERROR, PLATFORM_ERROR_STORE);
      g_clear_error (&parts[i].error);
    }
  g_assert_cmpint (count (fixture), ==, 0);
  start (parts, fixture, INSERT, 1);
  join (parts, 1);
  g_assert_true (parts[0].kept);
}

#define N_THREADS 8
#define N_ROWS 40

/* Each third is refused. */
static gpointer
write_many (gpointer data)
{
  Part *all = data;

  for (guint i = 0; i < N_ROWS; i++)
    {
      Part part = {.fixture = all->fixture, .sql = INSERT, .number = i % 3 ? all->number + i : 0};

      write_row (&part);
      all->seen += part.kept;
      g_assert_cmpint (part.kept, ==, i % 3 != 0);
      g_clear_error (&part.error);
    }
  return NULL;
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  Part parts[N_THREADS];
  gint64 kept = 1;

  write_row (&(Part){.fixture = fixture, .sql = INSERT});
  for (guint i = 0; i < N_THREADS; i++)
    {
      parts[i] = (Part){.fixture = fixture, .number = 1000 * (i + 1)};
      parts[i].thread = g_thread_new (NULL, write_many, &parts[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (parts[i].thread);
      kept += parts[i].seen;
    }
  g_assert_cmpint (count (fixture), ==, kept);
}

/* More pages than are worth being copied, and a tenth of that. */
#define MUCH 5000000
#define LITTLE 500000
/* Together more than the log may have in the end. */
#define MANY 16

static void
fill (Fixture *fixture, gint64 size)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = platform_writer_begin (fixture->writer, &error);

  g_assert_no_error (error);
  g_assert_true (platform_db_run (db, NULL, &error,
                                  "INSERT INTO filler (data) VALUES (zeroblob ($1))", "i", size));
  g_assert_true (platform_writer_commit (fixture->writer, &error));
}

static gint64
size_of (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_size;
}

/* A minute at most; it takes no writer for that. */
static void
wait_for_size (Fixture *fixture, gint64 wanted)
{
  for (guint i = 0; size_of (fixture, "") < wanted; i++)
    {
      g_assert_cmpuint (i, <, 6000);
      g_usleep (G_USEC_PER_SEC / 100);
    }
}

/* The log is copied by another thread, also while somebody reads what was before; nobody who writes
 * waits for that, and it does not grow for ever. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlatformDb) reader = open_db (fixture);
  g_autoptr (PlatformRows) rows = NULL;
  gint64 longest;

  g_assert_true (platform_db_script (reader, "CREATE TABLE filler (data BLOB)", NULL));
  fill (fixture, MUCH);
  wait_for_size (fixture, MUCH);
  g_assert_true (platform_db_begin_reading (reader, NULL));
  rows = platform_db_query (reader, NULL, "SELECT COUNT(*) FROM filler", "");
  g_assert_cmpint (platform_rows_number (rows, 0, 0), ==, 1);
  for (guint i = 0; i < MANY; i++)
    fill (fixture, MUCH);
  longest = size_of (fixture, "-wal");
  g_assert_cmpint (longest, >=, MANY * MUCH);
  g_assert_cmpint (size_of (fixture, ""), <, 2 * MUCH);
  platform_db_rollback (reader);
  fill (fixture, MUCH);
  wait_for_size (fixture, (MANY + 2) * MUCH);
  for (guint i = 0; i < 10 * MANY; i++)
    fill (fixture, LITTLE);
  g_assert_cmpint (size_of (fixture, "-wal"), <, longest + MANY * MUCH / 2);
}

/* What is kept to undo a part that changes much is in no file. */
static void
test_undone_in_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PlatformDb *db = platform_writer_begin (fixture->writer, &error);
  guint64 left = 0;

  g_assert_true (platform_db_script (db, "CREATE TABLE filler (data BLOB)", &error));
  g_assert_true (platform_writer_commit (fixture->writer, &error));
  fill (fixture, LITTLE);
  db = platform_writer_begin (fixture->writer, &error);
  g_assert_true (platform_db_script (db, "UPDATE filler SET data = randomblob (500000)", &error));
  platform_writer_rollback (fixture->writer);
  db = platform_writer_begin (fixture->writer, &error);
  g_assert_true (platform_db_run (
      db, &left, &error, "DELETE FROM filler WHERE data = zeroblob ($1)", "i", (gint64) LITTLE));
  g_assert_cmpuint (left, ==, 1);
  g_assert_true (platform_writer_commit (fixture->writer, &error));
  g_assert_no_error (error);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/platform/writer/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  platform_faults_install (NULL);
  ADD ("together", test_together);
  ADD ("some-refused", test_some_refused);
  ADD ("first-gives-up", test_first_gives_up);
  ADD ("all-undone", test_all_undone);
  ADD ("disk-full", test_disk_full);
  ADD ("many", test_many);
  ADD ("log", test_log);
  ADD ("undone-in-memory", test_undone_in_memory);
  return g_test_run ();
}

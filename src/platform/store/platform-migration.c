/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-migration.h"

#include <string.h>

#include "platform-resources.h"

/* data/sql/NNNN-name.sql is the step from version N-1 to N, on every database alike;
 * NNNN-name.sqlite.sql and NNNN-name.postgresql.sql follow it where they differ. A step that was
 * released is never edited. */
#define FOLDER "/org/vermilion/platform/sql/"

/* NNNN-name.sql comes before NNNN-name.sqlite.sql. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_auto (GStrv) left = g_strsplit (*(char *const *) a, ".", 2);
  g_auto (GStrv) right = g_strsplit (*(char *const *) b, ".", 2);
  int order = g_strcmp0 (left[0], right[0]);

  return order != 0 ? order : (int) strlen (left[1]) - (int) strlen (right[1]);
}

static char **
list_scripts (void)
{
  char **names = g_resource_enumerate_children (platform_get_resource (), FOLDER,
                                                G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (names != NULL);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

static guint
version_of (const char *name)
{
  return g_ascii_strtoull (name, NULL, 10);
}

/**
 * platform_migration_last:
 *
 * Says which version of the tables this program works with.
 *
 * Returns: the number of the last step
 */
guint
platform_migration_last (void)
{
  g_auto (GStrv) names = list_scripts ();

  return version_of (names[g_strv_length (names) - 1]);
}

/* Plain scripts have one dot in their name. */
static gboolean
is_for (const char *name, const char *dialect)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 3);

  return g_strv_length (parts) == 2 || g_str_equal (parts[1], dialect);
}

static gboolean
run_script (PlatformDb *db, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GBytes) sql = g_resource_lookup_data (platform_get_resource (), path,
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *text = NULL;

  if (!sql)
    return FALSE;
  text = g_strndup (g_bytes_get_data (sql, NULL), g_bytes_get_size (sql));
  if (platform_db_script (db, text, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static gboolean
make_table (PlatformDb *db, GError **error)
{
  return platform_db_script (
      db, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)", error);
}

static gboolean
read_version (PlatformDb *db, guint *version, GError **error)
{
  g_autoptr (PlatformRows) rows = NULL;

  rows = platform_db_query (db, error, "SELECT COALESCE (MAX (version), 0) FROM schema_version",
                            "");
  if (!rows)
    return FALSE;
  *version = platform_rows_number (rows, 0, 0);
  return TRUE;
}

static gboolean
run_steps (PlatformDb *db, guint from, guint to, GError **error)
{
  g_auto (GStrv) names = list_scripts ();

  for (guint i = 0; names[i]; i++)
    {
      guint number = version_of (names[i]);

      if (number > from && number <= to && is_for (names[i], platform_db_get_dialect (db)) &&
          !run_script (db, names[i], error))
        return FALSE;
    }
  return platform_db_run (db, NULL, error, "INSERT INTO schema_version (version) VALUES ($1)", "i",
                          (gint64) to);
}

static gboolean
refuse_version (guint now, guint last, const char *advice, GError **error)
{
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_MIGRATION,
               "the database is of version %u, this program knows %u%s", now, last, advice);
  return FALSE;
}

static gboolean
bring_to (PlatformDb *db, guint version, GError **error)
{
  guint now = 0;
  guint last = platform_migration_last ();

  if (!make_table (db, error) || !read_version (db, &now, error))
    return FALSE;
  if (now > last)
    return refuse_version (now, last, "", error);
  version = MIN (version, last);
  return now >= version || run_steps (db, now, version, error);
}

/**
 * platform_migration_run:
 * @db: a database
 * @version: to bring it to; more than there are means the last
 * @error: where to put a #PlatformError
 *
 * Brings the tables to a version, all steps in one transaction. Several processes may start at
 * once: one does it, and the others wait and find it done.
 *
 * Returns: FALSE on error; then the tables are as they were
 */
gboolean
platform_migration_run (PlatformDb *db, guint version, GError **error)
{
  if (!platform_db_begin_alone (db, error))
    return FALSE;
  if (bring_to (db, version, error))
    return platform_db_commit (db, error);
  platform_db_rollback (db);
  return FALSE;
}

static gboolean
has_table (PlatformDb *db, gboolean *has, GError **error)
{
  const char *sql = g_str_equal (platform_db_get_dialect (db), "sqlite")
                        ? "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"
                        : "SELECT 1 WHERE to_regclass ('schema_version') IS NOT NULL";
  g_autoptr (PlatformRows) rows = platform_db_query (db, error, sql, "");

  *has = rows && platform_rows_length (rows) > 0;
  return rows != NULL;
}

/**
 * platform_migration_check:
 * @db: a database
 * @error: where to put a #PlatformError
 *
 * Looks whether a platform's tables are there, of this program's version, and changes nothing.
 *
 * Returns: FALSE if not
 */
gboolean
platform_migration_check (PlatformDb *db, GError **error)
{
  guint last = platform_migration_last ();
  gboolean has = FALSE;
  guint now = 0;

  if (!has_table (db, &has, error) || (has && !read_version (db, &now, error)))
    return FALSE;
  if (now == last)
    return TRUE;
  if (now > 0)
    return refuse_version (now, last,
                           now > last ? ""
                                      : ": start the platform once, which brings it up, or "
                                        "use the program of before",
                           error);
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA, "there is no platform in this database");
  return FALSE;
}

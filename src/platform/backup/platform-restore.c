/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "platform-backup.h"
#include "platform-data.h"
#include "platform-private.h"
#include "platform-stopped.h"
#include "platform-store-dump.h"
#include "platform-store-evidence.h"
#include "wire-json.h"
#include "wire-text.h"

/* A row is an object of its columns. */
#define MAX_DEPTH 4

typedef gboolean (*LineFunc) (JsonObject *line, gpointer data, GError **error);

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_BACKUP, why);
  return FALSE;
}

static JsonObject *
parse_line (const char *text, GError **error)
{
  g_autoptr (JsonNode) root = wire_json_parse (text, strlen (text), MAX_DEPTH);

  if (root && JSON_NODE_HOLDS_OBJECT (root))
    return json_node_dup_object (root);
  refuse (error, "a line is no JSON object");
  return NULL;
}

/* NULL without an error: the end. */
static char *
read_line (GDataInputStream *in, GError **error)
{
  gsize length = 0;
  GError *local = NULL;
  char *line = g_data_input_stream_read_line (in, &length, NULL, &local);

  if (local)
    g_propagate_error (error, local);
  if (line && (length > PLATFORM_BACKUP_MAX_LINE || strlen (line) != length ||
               !g_utf8_validate (line, -1, NULL)))
    {
      g_clear_pointer (&line, g_free);
      refuse (error, "a line is too long or no text");
    }
  return line;
}

static GDataInputStream *
open_backup (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream ? g_data_input_stream_new (G_INPUT_STREAM (stream)) : NULL;
}

/* Empty where there is none, or something else than text. */
static const char *
text_of (JsonObject *line, const char *member)
{
  JsonNode *node = json_object_get_member (line, member);
  const char *text = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  return text ? text : "";
}

static gboolean
is_end (JsonObject *line, GChecksum *checksum, gint64 n_lines)
{
  const char *sha256 = text_of (line, "sha256");

  return json_object_get_int_member_with_default (line, "lines", -1) == n_lines &&
         g_str_equal (sha256, g_checksum_get_string (checksum));
}

/* Reads all of it before anything is done, so that a file that was cut or changed does nothing. */
static gboolean
check_whole (const char *path, GError **error)
{
  g_autoptr (GDataInputStream) in = open_backup (path, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *line = in ? read_line (in, error) : NULL;
  g_autoptr (JsonObject) last = NULL;
  gint64 n_lines = 0;

  while (line)
    {
      g_autofree char *next = read_line (in, error);

      if (!next)
        break;
      g_checksum_update (checksum, (const guchar *) line, strlen (line));
      g_checksum_update (checksum, (const guchar *) "\n", 1);
      n_lines++;
      g_free (line);
      line = g_steal_pointer (&next);
    }
  if (*error)
    return FALSE;
  last = line ? parse_line (line, NULL) : NULL;
  return (last && is_end (last, checksum, n_lines)) ||
         refuse (error, "the backup was cut off or changed");
}

static gboolean
for_each_line (const char *path, LineFunc func, gpointer data, GError **error)
{
  g_autoptr (GDataInputStream) in = open_backup (path, error);

  while (in)
    {
      g_autofree char *text = read_line (in, error);
      g_autoptr (JsonObject) line = NULL;
      gboolean done;

      if (!text)
        return *error == NULL;
      line = parse_line (text, error);
      done = line && func (line, data, error);
      explicit_bzero (text, strlen (text));
      if (!done)
        return FALSE;
    }
  return FALSE;
}

typedef struct {
  const char *directory;
  PlatformStore *store;
  GPtrArray *written; /* names of files in @directory */
  PlatformRestored *told;
} Restore;

static gboolean
restore_file (Restore *self, JsonObject *line, GError **error)
{
  const char *name = text_of (line, "file");
  g_autoptr (GBytes) bytes = wire_base64_decode (text_of (line, "base64"));

  if (!platform_data_is_name (name))
    return refuse (error, "a file of a name that is not taken");
  if (!bytes || g_bytes_get_size (bytes) == 0)
    return refuse (error, "a file without its content");
  g_ptr_array_add (self->written, g_strdup (name));
  return platform_data_write (self->directory, name, bytes, error);
}

static gboolean
restore_rows (JsonObject *line, gpointer data, GError **error)
{
  Restore *self = data;

  if (json_object_has_member (line, "format"))
    return platform_store_load_begin (
        self->store, json_object_get_int_member_with_default (line, "tables", 0), error);
  if (json_object_has_member (line, "table"))
    return platform_store_load_row (self->store, line, error);
  return json_object_has_member (line, "file") || json_object_has_member (line, "sha256") ||
         refuse (error, "a line of an unknown kind");
}

static gboolean
restore_files (JsonObject *line, gpointer data, GError **error)
{
  return !json_object_has_member (line, "file") || restore_file (data, line, error);
}

static gboolean
check_head (const char *path, gint64 *taken, GError **error)
{
  g_autoptr (GDataInputStream) in = open_backup (path, error);
  g_autofree char *text = in ? read_line (in, error) : NULL;
  g_autoptr (JsonObject) head = text ? parse_line (text, error) : NULL;

  if (*error)
    return FALSE;
  *taken = head ? json_object_get_int_member_with_default (head, "time", 0) : 0;
  return (head && g_str_equal (text_of (head, "format"), PLATFORM_BACKUP_FORMAT)) ||
         refuse (error, "this is no backup of a platform");
}

static gboolean
note (Restore *self, gint64 now, GError **error)
{
  return platform_store_add_evidence (self->store, "platform-restored", NULL, "platform", now, NULL,
                                      error);
}

/* The authority that has signed the list is among the files. */
static gboolean
take_stopped (Restore *self, const char *list, GError **error)
{
  const PlatformStopped wish = {
      .list = list, .directory = self->directory, .taken = self->told->taken};

  return !list || platform_stopped_take (self->store, &wish, &self->told->n_stopped, error);
}

/* The files come before the database is anything: keys without one are refused the next time, and a
 * database without its keys would be of no use to anybody. */
static gboolean
restore_all (Restore *self, const PlatformRestoration *wish, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!platform_store_begin (self->store, error))
    return FALSE;
  if (for_each_line (wish->path, restore_rows, self, error) &&
      platform_store_load_end (self->store, now, error) && note (self, now, error) &&
      for_each_line (wish->path, restore_files, self, error) &&
      take_stopped (self, wish->list, error))
    return platform_store_commit (self->store, error);
  platform_store_rollback (self->store);
  return FALSE;
}

static gboolean
check_folder (const char *directory, GError **error)
{
  g_auto (GStrv) names = NULL;

  if (!platform_data_prepare (directory, error) || !platform_data_check_whole (directory, error) ||
      !(names = platform_data_list (directory, error)))
    return FALSE;
  if (!names[0])
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_BACKUP,
               "the data folder holds keys already, such as %s: a platform is restored into a new "
               "folder",
               names[0]);
  return FALSE;
}

/* What was there before a restore that fails. */
typedef struct {
  gboolean folder;
  gboolean database; /* or it is none of this folder */
} Before;

static Before
look_before (const PlatformOptions *options)
{
  g_autofree char *address = platform_dup_database (options);

  return (Before){
      .folder = g_file_test (options->data_directory, G_FILE_TEST_EXISTS),
      .database = options->database || g_file_test (address, G_FILE_TEST_EXISTS),
  };
}

static void
remove_name (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_remove (path);
}

static void
remove_database (const PlatformOptions *options)
{
  static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
  g_autofree char *address = platform_dup_database (options);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (address, endings[i], NULL);

      g_remove (path);
    }
}

/* Keys without their database, or tables without rows, would begin as another platform. */
static void
clear_away (const PlatformOptions *options, const Before *before, GPtrArray *written)
{
  for (guint i = 0; i < written->len; i++)
    remove_name (options->data_directory, written->pdata[i]);
  for (guint i = 0; i < written->len; i++)
    {
      g_autofree char *folder = g_path_get_dirname (written->pdata[i]);

      if (!g_str_equal (folder, "."))
        remove_name (options->data_directory, folder);
    }
  if (!before->database)
    remove_database (options);
}

static gboolean
restore_into (const PlatformOptions *options,
              const PlatformRestoration *wish,
              GPtrArray *written,
              PlatformRestored *told,
              GError **error)
{
  g_autoptr (PlatformPool) pool = platform_open_pool (options, 1, error);
  Restore restore = {.directory = options->data_directory, .written = written, .told = told};
  gboolean done;

  if (!pool)
    return FALSE;
  restore.store = platform_pool_take (pool);
  done = restore_all (&restore, wish, error);
  platform_pool_give (pool, restore.store);
  return done;
}

/**
 * platform_restore:
 * @options: of a platform that has never run: an empty folder, and an empty database
 * @wish: from what
 * @told: (out): what its operator has to know
 * @error: where to put a #PlatformError or the file's error
 *
 * Makes a platform of a backup, on whichever database. What people were in the middle of is over,
 * everybody logs in again, and the next revocation list comes at once with a number above all that
 * were given out.
 *
 * Returns: FALSE on error; then the folder is as it was, and the database has no rows
 */
gboolean
platform_restore (const PlatformOptions *options,
                  const PlatformRestoration *wish,
                  PlatformRestored *told,
                  GError **error)
{
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  const Before before = look_before (options);
  gboolean done;

  *told = (PlatformRestored){0};
  done = check_head (wish->path, &told->taken, &local) && check_whole (wish->path, &local) &&
         platform_backup_check_place (wish->path, options->data_directory, &local) &&
         check_folder (options->data_directory, &local);
  if (done)
    {
      done = platform_data_begin_restore (options->data_directory, &local) &&
             restore_into (options, wish, written, told, &local);
      if (!done)
        clear_away (options, &before, written);
      platform_data_end_restore (options->data_directory);
    }
  if (!done && !before.folder)
    g_rmdir (options->data_directory);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return done;
}

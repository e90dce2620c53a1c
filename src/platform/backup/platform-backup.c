/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-backup.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform-data.h"
#include "platform-private.h"
#include "platform-store-dump.h"

/* In a line it is a third longer. */
#define MAX_FILE (PLATFORM_BACKUP_MAX_LINE / 2)

/* What is written goes into the digest that the last line tells. */
typedef struct {
  GOutputStream *out;
  GChecksum *checksum;
  gint64 n_lines;
} Writer;

static gboolean
write_line (const char *line, gpointer data, GError **error)
{
  Writer *self = data;

  g_checksum_update (self->checksum, (const guchar *) line, strlen (line));
  g_checksum_update (self->checksum, (const guchar *) "\n", 1);
  self->n_lines++;
  return g_output_stream_write_all (self->out, line, strlen (line), NULL, NULL, error) &&
         g_output_stream_write_all (self->out, "\n", 1, NULL, NULL, error);
}

static gboolean
write_canonical (Writer *self, WireCanonical *canonical, GError **error)
{
  g_autofree char *line = wire_canonical_to_text (canonical);
  gboolean done = write_line (line, self, error);

  explicit_bzero (line, strlen (line));
  return done;
}

static gboolean
write_head (Writer *self, gint64 now, GError **error)
{
  g_autoptr (WireCanonical) head = wire_canonical_new ();

  wire_canonical_set_string (head, "format", PLATFORM_BACKUP_FORMAT);
  wire_canonical_set_integer (head, "tables", platform_store_dump_version ());
  wire_canonical_set_integer (head, "time", now);
  return write_canonical (self, head, error);
}

static gboolean
write_file (Writer *self, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (WireCanonical) line = wire_canonical_new ();
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                             g_bytes_get_size (bytes));

  wire_canonical_set_string (line, "file", name);
  wire_canonical_set_string (line, "base64", base64);
  explicit_bzero (base64, strlen (base64));
  return write_canonical (self, line, error);
}

/* What is larger is no key or certificate, and could not be read back. */
static gboolean
is_small (const char *name, GBytes *bytes, GError **error)
{
  if (g_bytes_get_size (bytes) <= MAX_FILE)
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_BACKUP,
               "%s in the data folder is no key or certificate: move it elsewhere", name);
  return FALSE;
}

static gboolean
write_files (Writer *self, const char *directory, GError **error)
{
  g_auto (GStrv) names = platform_data_list (directory, error);

  if (!names)
    return FALSE;
  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (GBytes) bytes = platform_data_read (directory, names[i], error);

      if (!bytes || !is_small (names[i], bytes, error) ||
          !write_file (self, names[i], bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_end (Writer *self, GError **error)
{
  g_autoptr (WireCanonical) end = wire_canonical_new ();
  /* Reading it closes it, and this line goes through it too. */
  g_autoptr (GChecksum) sum = g_checksum_copy (self->checksum);

  wire_canonical_set_integer (end, "lines", self->n_lines);
  wire_canonical_set_string (end, "sha256", g_checksum_get_string (sum));
  return write_canonical (self, end, error);
}

static gboolean
write_all (Writer *self, PlatformStore *store, const char *directory, GError **error)
{
  gboolean done;

  if (!platform_store_begin_reading (store, error))
    return FALSE;
  done = write_head (self, g_get_real_time () / G_USEC_PER_SEC, error) &&
         write_files (self, directory, error) &&
         platform_store_dump (store, write_line, self, error) && write_end (self, error);
  platform_store_end_reading (store);
  return done;
}

static GFileOutputStream *
create (GFile *file, GError **error)
{
  return g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error);
}

/* Half a backup is none. */
static gboolean
write_backup (GFile *file, PlatformStore *store, const char *directory, GError **error)
{
  g_autoptr (GFileOutputStream) stream = create (file, error);
  g_autoptr (GOutputStream) out = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  Writer writer = {.checksum = checksum};

  if (!stream)
    return FALSE;
  writer.out = out = g_buffered_output_stream_new (G_OUTPUT_STREAM (stream));
  if (write_all (&writer, store, directory, error) && g_output_stream_close (out, NULL, error) &&
      platform_data_sync (g_file_peek_path (file), error))
    return TRUE;
  g_file_delete (file, NULL, NULL);
  return FALSE;
}

/* As it is without links; of what is not there yet, as its folder is. */
static char *
canonical (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *whole = realpath (path, NULL);
  char *real = whole ? whole : realpath (folder, NULL);
  char *result;

  if (!real)
    return NULL;
  result = whole ? g_strdup (whole) : g_build_filename (real, name, NULL);
  free (real);
  return result;
}

/**
 * platform_backup_check_place:
 * @path: of a backup
 * @directory: the data folder
 * @error: where to put a #PlatformError
 *
 * Looks whether a backup is elsewhere: within the folder it would be taken for one of its keys, and
 * be a part of the next backup, or of itself; and what is lost with the folder is no backup.
 *
 * Returns: FALSE if it is in the data folder
 */
gboolean
platform_backup_check_place (const char *path, const char *directory, GError **error)
{
  g_autofree char *file = canonical (path);
  g_autofree char *folder = canonical (directory);
  g_autoptr (GFile) inner = file ? g_file_new_for_path (file) : NULL;
  g_autoptr (GFile) outer = folder ? g_file_new_for_path (folder) : NULL;

  if (!inner || !outer || !g_file_has_prefix (inner, outer))
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_BACKUP,
               "%s is in the data folder: a backup belongs elsewhere", path);
  return FALSE;
}

/**
 * platform_backup:
 * @options: of the platform, which may run meanwhile
 * @path: of the file, which must not be there yet
 * @error: where to put a #PlatformError or the file's error
 *
 * Writes what the platform has to remember into one file, of one moment: the database, whichever it
 * is, and the keys and certificates of the data folder. It is as secret as that folder is, and gets
 * mode 0600.
 *
 * Returns: FALSE on error; then there is no file
 */
gboolean
platform_backup (const PlatformOptions *options, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (PlatformPool) pool = NULL;
  PlatformStore *store;
  gboolean done;

  if (!platform_backup_check_place (path, options->data_directory, error) ||
      !(pool = platform_open_for_errand (options, error)))
    return FALSE;
  store = platform_pool_take (pool);
  done = write_backup (file, store, options->data_directory, error);
  platform_pool_give (pool, store);
  return done;
}

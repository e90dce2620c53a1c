/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "seal-drawing-private.h"
#include "seal-face.h"
#include "seal-image.h"

/* <folder>/<id>/seal.ini and the face it names. A seal that is removed moves to
 * <folder>/.removed/<id>: documents sealed with it may still ask what it looked like. */
#define FACTS "seal.ini"
#define GROUP "seal"
#define OUTLINES "face.ops"
#define PICTURE "face.png"
#define REMOVED ".removed"

#define MAX_FACTS_BYTES 65536
#define MAX_ID 64
#define MAX_TITLE 200
#define MAX_SEALS 10000
#define MAX_WIDTH 1000000 /* µm */

static const char *const origins[] = {
    [SEAL_ORIGIN_GENERATED] = "generated",
    [SEAL_ORIGIN_PICTURE] = "picture",
};

/**
 * seal_entry_free:
 * @entry: (transfer full): a seal of the folder
 *
 * Frees an entry and gives its drawing back.
 */
void
seal_entry_free (SealEntry *entry)
{
  g_free (entry->id);
  g_free (entry->title);
  g_clear_pointer (&entry->drawing, seal_drawing_unref);
  g_free (entry);
}

static gboolean
set_store_error (GError **error, const char *doing, const char *path, int reason)
{
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "%s “%s”: %s", doing, path,
               g_strerror (reason));
  return FALSE;
}

static gboolean
is_id (const char *name)
{
  return g_ascii_isalnum (*name) && strlen (name) <= MAX_ID &&
         name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static char *
find_seal (const char *folder, const char *id, GError **error)
{
  g_autofree char *path = is_id (id) ? g_build_filename (folder, id, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&path);
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_NO_SEAL, "no seal “%s” in “%s”", id, folder);
  return NULL;
}

/* A regular file of bounded size; a FIFO or device put in its place must not hang the program. */
static GBytes *
read_file (const char *directory, const char *name, gsize max_size, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  GStatBuf status;
  char *data;
  gsize size;

  if (g_stat (path, &status) != 0)
    {
      set_store_error (error, "cannot read", path, errno);
      return NULL;
    }
  if (!S_ISREG (status.st_mode) || (guint64) status.st_size > max_size)
    {
      set_store_error (error, "will not read", path, EFBIG);
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &size, NULL))
    {
      set_store_error (error, "cannot read", path, errno);
      return NULL;
    }
  return g_bytes_new_take (data, size);
}

static gboolean
write_file (const char *directory, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) problem = NULL;

  if (g_file_set_contents_full (
          path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
          G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &problem))
    return TRUE;
  g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "cannot write “%s”: %s", path,
               problem->message);
  return FALSE;
}

static gboolean
write_facts (const char *directory, const SealEntry *entry, GError **error)
{
  g_autoptr (GKeyFile) facts = g_key_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  char *data;

  g_key_file_set_string (facts, GROUP, "title", entry->title);
  g_key_file_set_string (facts, GROUP, "origin", origins[entry->origin]);
  g_key_file_set_int64 (facts, GROUP, "created", entry->created);
  g_key_file_set_string (facts, GROUP, "face", entry->drawing->ops != NULL ? OUTLINES : PICTURE);
  g_key_file_set_integer (facts, GROUP, "width", entry->drawing->width);
  data = g_key_file_to_data (facts, &size, NULL);
  bytes = g_bytes_new_take (data, size);
  return write_file (directory, FACTS, bytes, error);
}

static SealDrawing *
read_picture (const char *directory, int width, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (directory, PICTURE, SEAL_IMAGE_MAX_BYTES, error);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (bytes == NULL)
    return NULL;
  pixbuf = seal_image_decode (bytes, SEAL_IMAGE_MAX_SIDE, error);
  if (pixbuf == NULL)
    return NULL;
  if (width <= 0 || width > MAX_WIDTH)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "a seal cannot be %d µm wide", width);
      return NULL;
    }
  return seal_drawing_new_from_pixbuf (pixbuf, width / 1000.0);
}

static SealDrawing *
read_outlines (const char *directory, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (directory, OUTLINES, SEAL_IMAGE_MAX_BYTES, error);

  return bytes == NULL
             ? NULL
             : seal_face_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static gboolean
read_facts (SealEntry *entry, GKeyFile *facts)
{
  g_autofree char *origin = g_key_file_get_string (facts, GROUP, "origin", NULL);

  entry->title = g_key_file_get_string (facts, GROUP, "title", NULL);
  entry->created = g_key_file_get_int64 (facts, GROUP, "created", NULL);
  entry->origin = g_strcmp0 (origin, origins[SEAL_ORIGIN_PICTURE]) == 0 ? SEAL_ORIGIN_PICTURE
                                                                        : SEAL_ORIGIN_GENERATED;
  return entry->title != NULL && g_utf8_strlen (entry->title, -1) <= MAX_TITLE;
}

static SealEntry *
load (const char *directory, GError **error)
{
  g_autoptr (SealEntry) entry = g_new0 (SealEntry, 1);
  g_autoptr (GBytes) bytes = read_file (directory, FACTS, MAX_FACTS_BYTES, error);
  g_autoptr (GKeyFile) facts = g_key_file_new ();
  g_autofree char *face = NULL;

  if (bytes == NULL)
    return NULL;
  if (!g_key_file_load_from_bytes (facts, bytes, G_KEY_FILE_NONE, NULL) ||
      !read_facts (entry, facts))
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_STORE, "damaged “%s/" FACTS "”", directory);
      return NULL;
    }
  entry->id = g_path_get_basename (directory);
  face = g_key_file_get_string (facts, GROUP, "face", NULL);
  entry->drawing = g_strcmp0 (face, PICTURE) == 0
                       ? read_picture (directory,
                                       g_key_file_get_integer (facts, GROUP, "width", NULL), error)
                       : read_outlines (directory, error);
  return entry->drawing != NULL ? g_steal_pointer (&entry) : NULL;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const SealEntry *one = *(const SealEntry *const *) a;
  const SealEntry *two = *(const SealEntry *const *) b;

  if (one->created != two->created)
    return one->created > two->created ? -1 : 1;
  return strcmp (two->id, one->id);
}

/**
 * seal_folder_list:
 * @folder: where the seals are kept; it need not exist yet
 *
 * Reads all seals, newest first. One that is damaged is left out and mentioned in the log.
 *
 * Fails with %SEAL_ERROR_FOLDER where the folder itself cannot be read.
 *
 * Returns: (transfer full) (element-type SealEntry): the seals
 */
GPtrArray *
seal_folder_list (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GDir) directory = NULL;
  g_autoptr (GError) problem = NULL;
  const char *name;

  g_return_val_if_fail (folder != NULL, NULL);

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) seal_entry_free);
  directory = g_dir_open (folder, 0, &problem);
  if (directory == NULL)
    {
      if (g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&entries);
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_FOLDER, problem->message);
      return NULL;
    }
  while (entries->len < MAX_SEALS && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = is_id (name) ? g_build_filename (folder, name, NULL) : NULL;
      g_autoptr (GError) damage = NULL;
      SealEntry *entry = path != NULL ? load (path, &damage) : NULL;

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
      else if (damage != NULL)
        g_info ("seal “%s” is left out: %s", name, damage->message);
    }
  g_ptr_array_sort (entries, compare_newest_first);
  return g_steal_pointer (&entries);
}

/**
 * seal_folder_load:
 * @folder: where the seals are kept
 * @id: which one
 *
 * Reads one seal.
 *
 * Fails with %SEAL_ERROR_NO_SEAL, or %SEAL_ERROR_STORE and its kin for a damaged one.
 *
 * Returns: (transfer full): the seal
 */
SealEntry *
seal_folder_load (const char *folder, const char *id, GError **error)
{
  g_autofree char *directory = NULL;

  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  directory = find_seal (folder, id, error);
  return directory != NULL ? load (directory, error) : NULL;
}

static gboolean
sync_directory (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok;
}

/* Moves a directory to <parent>/<name>, or <name>-2 and so on where that is taken: rename() itself
 * refuses to replace a directory that has something in it, so nothing is ever lost. */
static char *
move_to_free_name (const char *from, const char *parent, const char *name, GError **error)
{
  for (guint i = 1; i <= 1000; i++)
    {
      g_autofree char *free_name = i == 1 ? g_strdup (name) : g_strdup_printf ("%s-%u", name, i);
      g_autofree char *to = g_build_filename (parent, free_name, NULL);

      if (g_rename (from, to) == 0)
        {
          sync_directory (parent);
          return g_steal_pointer (&free_name);
        }
      if (errno != ENOTEMPTY && errno != EEXIST)
        break;
    }
  set_store_error (error, "cannot move", from, errno);
  return NULL;
}

static void
discard (const char *directory)
{
  static const char *const names[] = {FACTS, OUTLINES, PICTURE};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}

static gboolean
check_title (const char *title, GError **error)
{
  if (*title != '\0' && g_utf8_validate (title, -1, NULL) && g_utf8_strlen (title, -1) <= MAX_TITLE)
    return TRUE;
  g_set_error (error, SEAL_ERROR, *title == '\0' ? SEAL_ERROR_TEXT_EMPTY : SEAL_ERROR_TEXT_LONG,
               "a title has 1 to %d characters", MAX_TITLE);
  return FALSE;
}

/**
 * seal_folder_add:
 * @folder: where the seals are kept; made where it does not exist
 * @title: what the user calls it
 * @origin: how it came about
 * @drawing: its face
 * @now: the time, in seconds since 1970
 *
 * Keeps a new seal. It is there as a whole or, after an error or a crash, not at all.
 *
 * Fails with %SEAL_ERROR_STORE, or %SEAL_ERROR_TEXT_EMPTY or %SEAL_ERROR_TEXT_LONG for the title.
 *
 * Returns: (transfer full): the seal as kept
 */
SealEntry *
seal_folder_add (const char *folder,
                 const char *title,
                 SealOrigin origin,
                 SealDrawing *drawing,
                 gint64 now,
                 GError **error)
{
  g_autoptr (SealEntry) entry = NULL;
  g_autoptr (GBytes) face = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (title != NULL, NULL);
  g_return_val_if_fail (drawing != NULL, NULL);

  if (!check_title (title, error))
    return NULL;
  entry = g_new0 (SealEntry, 1);
  entry->title = g_strdup (title);
  entry->origin = origin;
  entry->created = now;
  entry->drawing = seal_drawing_ref (drawing);
  face = drawing->ops != NULL ? seal_face_write (drawing) : seal_drawing_picture_to_png (drawing);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, face);
  name = g_strdup_printf ("%08" G_GINT64_MODIFIER "x-%.8s", MAX (0, now), hash);
  aside = g_build_filename (folder, ".new-XXXXXX", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0 || g_mkdtemp (aside) == NULL)
    {
      set_store_error (error, "cannot write to", folder, errno);
      return NULL;
    }
  if (write_file (aside, drawing->ops != NULL ? OUTLINES : PICTURE, face, error) &&
      write_facts (aside, entry, error))
    entry->id = move_to_free_name (aside, folder, name, error);
  if (entry->id == NULL)
    {
      discard (aside);
      return NULL;
    }
  return g_steal_pointer (&entry);
}

/**
 * seal_folder_rename:
 * @folder: where the seals are kept
 * @id: which one
 * @title: its new title
 *
 * Gives a seal another title; its face and its id stay.
 *
 * Fails as [func@folder_load] and [func@folder_add] do.
 *
 * Returns: whether it was renamed
 */
gboolean
seal_folder_rename (const char *folder, const char *id, const char *title, GError **error)
{
  g_autoptr (SealEntry) entry = NULL;
  g_autofree char *directory = NULL;

  g_return_val_if_fail (title != NULL, FALSE);

  if (!check_title (title, error))
    return FALSE;
  entry = seal_folder_load (folder, id, error);
  if (entry == NULL)
    return FALSE;
  g_free (entry->title);
  entry->title = g_strdup (title);
  directory = g_build_filename (folder, id, NULL);
  return write_facts (directory, entry, error);
}

/**
 * seal_folder_remove:
 * @folder: where the seals are kept
 * @id: which one
 *
 * Puts a seal aside: it is no longer listed, and [func@folder_restore] brings it back.
 *
 * Fails with %SEAL_ERROR_NO_SEAL or %SEAL_ERROR_STORE.
 *
 * Returns: whether it was removed
 */
gboolean
seal_folder_remove (const char *folder, const char *id, GError **error)
{
  g_autofree char *directory = NULL;
  g_autofree char *removed = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  directory = find_seal (folder, id, error);
  if (directory == NULL)
    return FALSE;
  removed = g_build_filename (folder, REMOVED, NULL);
  if (g_mkdir_with_parents (removed, 0700) != 0)
    return set_store_error (error, "cannot make", removed, errno);
  name = move_to_free_name (directory, removed, id, error);
  return name != NULL;
}

/**
 * seal_folder_restore:
 * @folder: where the seals are kept
 * @id: one that was removed
 *
 * Brings a removed seal back under its old id.
 *
 * Fails with %SEAL_ERROR_NO_SEAL or %SEAL_ERROR_STORE.
 *
 * Returns: whether it is back
 */
gboolean
seal_folder_restore (const char *folder, const char *id, GError **error)
{
  g_autofree char *removed = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  removed = g_build_filename (folder, REMOVED, NULL);
  from = find_seal (removed, id, error);
  if (from == NULL)
    return FALSE;
  to = g_build_filename (folder, id, NULL);
  if (g_rename (from, to) != 0)
    return set_store_error (error, "cannot restore", to, errno);
  sync_directory (folder);
  return TRUE;
}

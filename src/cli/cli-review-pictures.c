/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-review-pictures.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-folder.h"

/* A group for each identification: the platform it is of, and the files. */
#define URL "url"
#define FILES "files"

static char *
memory_path (void)
{
  g_autofree char *own = cli_folder_own ();

  return g_build_filename (own, "review-pictures.ini", NULL);
}

static GKeyFile *
recall (void)
{
  g_autofree char *path = memory_path ();
  GKeyFile *memory = g_key_file_new ();

  g_key_file_load_from_file (memory, path, G_KEY_FILE_NONE, NULL);
  return memory;
}

static gboolean
remember (GKeyFile *memory, GError **error)
{
  g_autofree char *path = memory_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = g_key_file_to_data (memory, NULL, NULL);
  g_autoptr (GError) cause = NULL;

  if (*text == '\0' && (g_unlink (path) == 0 || errno == ENOENT))
    return TRUE;
  g_mkdir_with_parents (folder, 0700);
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
  return FALSE;
}

/* For their owner alone, and never over what is there. */
static gboolean
write_picture (const char *path, GBytes *jpeg, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  gboolean done = fd >= 0;

  while (done && size > 0)
    {
      gssize n = write (fd, data, size);

      done = n > 0 || (n < 0 && errno == EINTR);
      data += MAX (n, 0);
      size -= (gsize) MAX (n, 0);
    }
  if (!done)
    g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/* Whoever sent them named nothing: the names are of the challenge's words, which the platform made,
 * as far as they are the letters that those consist of. */
static GPtrArray *
list_paths (const WireReview *review, const char *folder)
{
  g_autofree char *whole = g_canonicalize_filename (folder, NULL);
  g_auto (GStrv) words = g_strsplit (review->challenge, " ", -1);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < review->pictures->len && words[i] != NULL; i++)
    {
      g_autofree char *word = g_strcanon (g_strdup (words[i]),
                                          "abcdefghijklmnopqrstuvwxyz0123456789-", '-');
      g_autofree char *name = g_strdup_printf ("%u-%.40s.jpg", i + 1, word);

      g_ptr_array_add (paths, g_build_filename (whole, name, NULL));
    }
  return paths;
}

/* Before one is there: what is not remembered is removed by nobody. */
static gboolean
note (CliPlatform *platform, const char *id, GPtrArray *paths, GError **error)
{
  g_autoptr (GKeyFile) memory = recall ();
  g_auto (GStrv) known = g_key_file_get_string_list (memory, id, FILES, NULL, NULL);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < paths->len; i++)
    if (g_file_test (paths->pdata[i], G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
      {
        g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", (char *) paths->pdata[i],
                     g_strerror (EEXIST));
        return FALSE;
      }
  for (guint i = 0; known != NULL && known[i] != NULL; i++)
    g_strv_builder_add (all, known[i]);
  for (guint i = 0; i < paths->len; i++)
    g_strv_builder_add (all, paths->pdata[i]);
  list = g_strv_builder_end (all);
  g_key_file_set_string (memory, id, URL, platform->url);
  g_key_file_set_string_list (memory, id, FILES, (const char *const *) list, g_strv_length (list));
  return remember (memory, error);
}

/**
 * cli_review_pictures_write:
 * @platform: where it waits
 * @review: an identification with its pictures
 * @folder: where they go; it is made
 * @error: %CLI_ERROR_OUTPUT
 *
 * Writes the pictures for the eyes of whoever decides, and says where they are and until when.
 *
 * Returns: FALSE if not all could be written
 */
gboolean
cli_review_pictures_write (CliPlatform *platform,
                           const WireReview *review,
                           const char *folder,
                           GError **error)
{
  g_autoptr (GPtrArray) paths = list_paths (review, folder);

  if (paths->len == 0)
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  if (!note (platform, review->id, paths, error))
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    {
      const WirePicture *picture = review->pictures->pdata[i];

      if (!write_picture (paths->pdata[i], picture->jpeg, error))
        return FALSE;
      g_print ("%s\n", (char *) paths->pdata[i]);
    }
  g_printerr (_ ("These are pictures of a person. They are removed when you decide here; when "
                 "somebody else does, with the next “review list”. Do not copy them.\n"));
  return TRUE;
}

/* FALSE for what is still there. */
static gboolean
remove_files (GKeyFile *memory, const char *id)
{
  g_auto (GStrv) files = g_key_file_get_string_list (memory, id, FILES, NULL, NULL);
  gboolean done = TRUE;

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *folder = g_path_get_dirname (files[i]);

      if (g_unlink (files[i]) != 0 && errno != ENOENT)
        {
          g_printerr (_ ("%s: could not be removed (%s): remove it yourself.\n"), files[i],
                      g_strerror (errno));
          done = FALSE;
        }
      g_rmdir (folder); /* where it is empty */
    }
  if (files != NULL && done)
    g_printerr (_ ("%s: its pictures are removed.\n"), id);
  return done;
}

static void
remove_one (GKeyFile *memory, const char *id)
{
  if (remove_files (memory, id))
    g_key_file_remove_group (memory, id, NULL);
}

/**
 * cli_review_pictures_remove:
 * @id: of an identification that is decided or over
 *
 * Removes the pictures of it that were written here, and says so.
 */
void
cli_review_pictures_remove (const char *id)
{
  g_autoptr (GKeyFile) memory = recall ();

  if (!g_key_file_has_group (memory, id))
    return;
  remove_one (memory, id);
  remember (memory, NULL);
}

static gboolean
waits (const WireReviews *waiting, const char *id)
{
  for (guint i = 0; i < waiting->items->len; i++)
    if (g_str_equal (((WireReview *) waiting->items->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

/**
 * cli_review_pictures_sweep:
 * @platform: that was asked
 * @waiting: all that waits there
 *
 * Removes what was written of identifications that somebody else has decided on, or that are over.
 */
void
cli_review_pictures_sweep (CliPlatform *platform, const WireReviews *waiting)
{
  g_autoptr (GKeyFile) memory = recall ();
  g_auto (GStrv) ids = g_key_file_get_groups (memory, NULL);
  gboolean changed = FALSE;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *url = g_key_file_get_string (memory, ids[i], URL, NULL);

      if (g_strcmp0 (url, platform->url) != 0 || waits (waiting, ids[i]))
        continue;
      remove_one (memory, ids[i]);
      changed = TRUE;
    }
  if (changed)
    remember (memory, NULL);
}

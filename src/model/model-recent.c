/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-recent.h"

#include <glib/gstdio.h>

#define MAX_FILES 30

struct _ModelRecentFile {
  GObject parent_instance;

  GFile *file;
  char *title;
  char *picture; /* the path it would have */
  char *zoom;
  gint64 opened;
  guint page;
  guint n_pages;
};

G_DEFINE_FINAL_TYPE (ModelRecentFile, model_recent_file, G_TYPE_OBJECT)

struct _ModelRecent {
  ModelList parent_instance;

  char *folder;
  GPtrArray *files;
};

G_DEFINE_FINAL_TYPE (ModelRecent, model_recent, MODEL_TYPE_LIST)

static ModelRecentFile *
file_new (ModelRecent *self, GFile *file)
{
  ModelRecentFile *entry = g_object_new (MODEL_TYPE_RECENT_FILE, NULL);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *picture = g_strconcat (digest, ".png", NULL);
  g_autofree char *name = g_file_get_basename (file);

  entry->file = g_object_ref (file);
  entry->title = g_filename_display_name (name);
  entry->picture = g_build_filename (self->folder, picture, NULL);
  entry->zoom = g_strdup ("width");
  return entry;
}

static char *
get_list_path (ModelRecent *self)
{
  return g_build_filename (self->folder, "files.ini", NULL);
}

static void
save (ModelRecent *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = get_list_path (self);
  g_autoptr (GError) error = NULL;

  /* In order of time, so that the file reads as the list does. */
  for (guint i = 0; i < self->files->len; i++)
    {
      ModelRecentFile *entry = self->files->pdata[i];
      g_autofree char *uri = g_file_get_uri (entry->file);

      g_key_file_set_int64 (keys, uri, "opened", entry->opened);
      g_key_file_set_uint64 (keys, uri, "page", entry->page);
      g_key_file_set_uint64 (keys, uri, "pages", entry->n_pages);
      g_key_file_set_string (keys, uri, "zoom", entry->zoom);
    }
  g_mkdir_with_parents (self->folder, 0700);
  if (!g_key_file_save_to_file (keys, path, &error))
    g_warning ("The list of recent files was not saved: %s", error->message);
}

static void
load (ModelRecent *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = get_list_path (self);
  g_auto (GStrv) uris = NULL;

  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL))
    return;
  uris = g_key_file_get_groups (keys, NULL);
  for (guint i = 0; uris[i] != NULL && i < MAX_FILES; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);
      ModelRecentFile *entry;
      char *zoom;

      if (!g_file_has_uri_scheme (file, "file"))
        continue;
      entry = file_new (self, file);
      entry->opened = g_key_file_get_int64 (keys, uris[i], "opened", NULL);
      entry->page = g_key_file_get_uint64 (keys, uris[i], "page", NULL);
      entry->n_pages = g_key_file_get_uint64 (keys, uris[i], "pages", NULL);
      zoom = g_key_file_get_string (keys, uris[i], "zoom", NULL);
      if (zoom != NULL)
        {
          g_free (entry->zoom);
          entry->zoom = zoom;
        }
      g_ptr_array_add (self->files, entry);
    }
}

static gboolean
find_position (ModelRecent *self, GFile *file, guint *position)
{
  for (*position = 0; *position < self->files->len; ++*position)
    if (g_file_equal (((ModelRecentFile *) self->files->pdata[*position])->file, file))
      return TRUE;
  return FALSE;
}

static void
drop (ModelRecent *self, guint position)
{
  ModelRecentFile *entry = self->files->pdata[position];

  g_unlink (entry->picture);
  g_ptr_array_remove_index (self->files, position);
}

static void
model_recent_file_finalize (GObject *object)
{
  ModelRecentFile *self = MODEL_RECENT_FILE (object);

  g_object_unref (self->file);
  g_free (self->title);
  g_free (self->picture);
  g_free (self->zoom);
  G_OBJECT_CLASS (model_recent_file_parent_class)->finalize (object);
}

static void
model_recent_finalize (GObject *object)
{
  ModelRecent *self = MODEL_RECENT (object);

  g_free (self->folder);
  G_OBJECT_CLASS (model_recent_parent_class)->finalize (object);
}

static void
model_recent_file_class_init (ModelRecentFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_recent_file_finalize;
}

static void
model_recent_file_init (ModelRecentFile *self)
{
}

static void
model_recent_class_init (ModelRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_recent_finalize;
}

static void
model_recent_init (ModelRecent *self)
{
  self->files = model_list_hold (MODEL_LIST (self), MODEL_TYPE_RECENT_FILE);
}

/**
 * model_recent_file_get_file:
 * @self: an entry
 *
 * Returns: (transfer none): where it is, or was
 */
GFile *
model_recent_file_get_file (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), NULL);
  return self->file;
}

/**
 * model_recent_file_get_title:
 * @self: an entry
 *
 * Returns: its name
 */
const char *
model_recent_file_get_title (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), NULL);
  return self->title;
}

/**
 * model_recent_file_get_opened:
 * @self: an entry
 *
 * Returns: when it was open last, seconds since 1970
 */
gint64
model_recent_file_get_opened (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), 0);
  return self->opened;
}

/**
 * model_recent_file_get_page:
 * @self: an entry
 *
 * Returns: the page that was seen last, from 0
 */
guint
model_recent_file_get_page (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), 0);
  return self->page;
}

/**
 * model_recent_file_get_zoom:
 * @self: an entry
 *
 * Returns: "width", "page", or a number
 */
const char *
model_recent_file_get_zoom (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), NULL);
  return self->zoom;
}

/**
 * model_recent_file_get_n_pages:
 * @self: an entry
 *
 * Returns: how many pages it had, 0 = unknown
 */
guint
model_recent_file_get_n_pages (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), 0);
  return self->n_pages;
}

/**
 * model_recent_file_dup_picture:
 * @self: an entry
 *
 * Returns: (transfer full) (nullable): the path of a picture of its first page
 */
char *
model_recent_file_dup_picture (ModelRecentFile *self)
{
  g_return_val_if_fail (MODEL_IS_RECENT_FILE (self), NULL);
  return g_file_test (self->picture, G_FILE_TEST_IS_REGULAR) ? g_strdup (self->picture) : NULL;
}

/**
 * model_recent_new:
 * @folder: where the list is kept; made when the first file is noted
 *
 * Reads the list.
 *
 * Returns: (transfer full): the list
 */
ModelRecent *
model_recent_new (const char *folder)
{
  ModelRecent *self = g_object_new (MODEL_TYPE_RECENT, NULL);

  self->folder = g_strdup (folder);
  load (self);
  return self;
}

/**
 * model_recent_find:
 * @self: the list
 * @file: a file
 *
 * Returns: (transfer none) (nullable): what is remembered of it
 */
ModelRecentFile *
model_recent_find (ModelRecent *self, GFile *file)
{
  guint position;

  g_return_val_if_fail (MODEL_IS_RECENT (self), NULL);
  return find_position (self, file, &position) ? self->files->pdata[position] : NULL;
}

/**
 * model_recent_note:
 * @self: the list
 * @file: a document that was opened or closed
 * @view: how it is seen
 *
 * Puts a file at the top of the list.
 */
void
model_recent_note (ModelRecent *self, GFile *file, const ModelRecentView *view)
{
  ModelRecentFile *entry;
  guint position, before;

  g_return_if_fail (MODEL_IS_RECENT (self));
  before = self->files->len;
  if (find_position (self, file, &position))
    entry = g_ptr_array_steal_index (self->files, position);
  else
    entry = file_new (self, file);
  entry->opened = view->now;
  entry->page = view->page;
  entry->n_pages = view->n_pages;
  g_free (entry->zoom);
  entry->zoom = g_strdup (view->zoom);
  g_ptr_array_insert (self->files, 0, entry);
  while (self->files->len > MAX_FILES)
    drop (self, self->files->len - 1);
  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->files->len);
}

/**
 * model_recent_picture:
 * @self: the list
 * @file: a file in it
 * @picture: (nullable): its first page, small; %NULL to keep none
 *
 * Keeps a picture of a file.
 */
void
model_recent_picture (ModelRecent *self, GFile *file, cairo_surface_t *picture)
{
  ModelRecentFile *entry;
  guint position;

  g_return_if_fail (MODEL_IS_RECENT (self));
  if (!find_position (self, file, &position))
    return;
  entry = self->files->pdata[position];
  if (picture == NULL)
    g_unlink (entry->picture);
  else if (cairo_surface_write_to_png (picture, entry->picture) != CAIRO_STATUS_SUCCESS)
    g_warning ("The picture of %s was not saved", entry->title);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/**
 * model_recent_remove:
 * @self: the list
 * @file: a file
 *
 * Forgets a file.
 */
void
model_recent_remove (ModelRecent *self, GFile *file)
{
  guint position;

  g_return_if_fail (MODEL_IS_RECENT (self));
  if (!find_position (self, file, &position))
    return;
  drop (self, position);
  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/**
 * model_recent_clear:
 * @self: the list
 *
 * Forgets all files.
 */
void
model_recent_clear (ModelRecent *self)
{
  guint before;

  g_return_if_fail (MODEL_IS_RECENT (self));
  before = self->files->len;
  while (self->files->len > 0)
    drop (self, self->files->len - 1);
  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
}

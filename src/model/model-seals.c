/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-seals.h"

#include <string.h>

#include "model-job.h"
#include "model-seal-private.h"

struct _ModelSeals {
  ModelList parent_instance;

  char *folder;
  GPtrArray *items; /* ModelSeal */
  GError *problem;  /* why the folder could not be read */
};

G_DEFINE_FINAL_TYPE (ModelSeals, model_seals, MODEL_TYPE_LIST)

static void
model_seals_finalize (GObject *object)
{
  ModelSeals *self = MODEL_SEALS (object);

  g_free (self->folder);
  g_clear_error (&self->problem);
  G_OBJECT_CLASS (model_seals_parent_class)->finalize (object);
}

static void
model_seals_class_init (ModelSealsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_seals_finalize;
}

static void
model_seals_init (ModelSeals *self)
{
  self->items = model_list_hold (MODEL_LIST (self), MODEL_TYPE_SEAL);
}

/**
 * model_seals_new:
 * @folder: the seal folder; made when the first seal comes
 *
 * Lists the seals of a folder. One that cannot be read is empty;
 * [method@Seals.get_problem] tells why.
 *
 * Returns: (transfer full): the list
 */
ModelSeals *
model_seals_new (const char *folder)
{
  ModelSeals *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (MODEL_TYPE_SEALS, NULL);
  self->folder = g_strdup (folder);
  model_seals_reload (self);
  return self;
}

/**
 * model_seals_reload:
 * @self: the seals
 *
 * Reads the folder again, where it could not be read or something else has written there.
 *
 * Returns: whether it could be read; the list is empty otherwise
 */
gboolean
model_seals_reload (ModelSeals *self)
{
  g_autoptr (GPtrArray) entries = NULL;
  guint n_before;

  g_return_val_if_fail (MODEL_IS_SEALS (self), FALSE);

  n_before = self->items->len;
  g_clear_error (&self->problem);
  entries = seal_folder_list (self->folder, &self->problem);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_ptr_array_add (self->items, model_seal_new (g_ptr_array_index (entries, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->items->len);
  return entries != NULL;
}

/**
 * model_seals_get_problem:
 * @self: the seals
 *
 * Returns: (transfer none) (nullable): a %SEAL_ERROR, where the folder could not be read
 */
const GError *
model_seals_get_problem (ModelSeals *self)
{
  g_return_val_if_fail (MODEL_IS_SEALS (self), NULL);

  return self->problem;
}

/**
 * model_seals_get_folder:
 * @self: the seals
 *
 * Returns: (transfer none) (type filename): where they are kept
 */
const char *
model_seals_get_folder (ModelSeals *self)
{
  g_return_val_if_fail (MODEL_IS_SEALS (self), NULL);

  return self->folder;
}

/**
 * model_seals_find:
 * @id: as [method@Seal.get_id] tells it
 *
 * Returns: (transfer none) (nullable): the seal
 */
ModelSeal *
model_seals_find (ModelSeals *self, const char *id)
{
  g_return_val_if_fail (MODEL_IS_SEALS (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (strcmp (model_seal_get_id (self->items->pdata[i]), id) == 0)
      return self->items->pdata[i];
  return NULL;
}

static ModelSeal *
insert (ModelSeals *self, guint position, const SealEntry *entry)
{
  ModelSeal *seal = model_seal_new (entry);

  g_ptr_array_insert (self->items, (int) position, seal);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  return seal;
}

/**
 * model_seals_add:
 * @title: what the user calls it
 * @origin: how it came about
 * @drawing: its face
 *
 * Keeps a new seal, first in the list.
 *
 * Returns: (transfer none) (nullable): the seal, or %NULL with a %SEAL_ERROR
 */
ModelSeal *
model_seals_add (
    ModelSeals *self, const char *title, SealOrigin origin, SealDrawing *drawing, GError **error)
{
  g_autoptr (SealEntry) entry = NULL;

  g_return_val_if_fail (MODEL_IS_SEALS (self), NULL);

  entry = seal_folder_add (self->folder, title, origin, drawing,
                           g_get_real_time () / G_USEC_PER_SEC, error);
  return entry != NULL ? insert (self, 0, entry) : NULL;
}

/**
 * model_seals_rename:
 * @id: which seal
 * @title: its new title
 *
 * Gives a seal another title.
 *
 * Returns: %FALSE with a %SEAL_ERROR when it keeps the old one
 */
gboolean
model_seals_rename (ModelSeals *self, const char *id, const char *title, GError **error)
{
  ModelSeal *seal;

  g_return_val_if_fail (MODEL_IS_SEALS (self), FALSE);

  if (!seal_folder_rename (self->folder, id, title, error))
    return FALSE;
  seal = model_seals_find (self, id);
  if (seal != NULL)
    model_seal_set_title (seal, title);
  return TRUE;
}

/**
 * model_seals_remove:
 * @id: which seal
 *
 * Takes a seal out of the list; [method@Seals.restore] brings it back.
 *
 * Returns: %FALSE with a %SEAL_ERROR when it stays
 */
gboolean
model_seals_remove (ModelSeals *self, const char *id, GError **error)
{
  ModelSeal *seal;
  guint position;

  g_return_val_if_fail (MODEL_IS_SEALS (self), FALSE);

  if (!seal_folder_remove (self->folder, id, error))
    return FALSE;
  seal = model_seals_find (self, id);
  if (seal != NULL && g_ptr_array_find (self->items, seal, &position))
    {
      g_ptr_array_remove_index (self->items, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
  return TRUE;
}

/**
 * model_seals_restore:
 * @id: of a seal that was removed
 *
 * Brings a seal back to the place in the list that it had.
 *
 * Returns: %FALSE with a %SEAL_ERROR when it cannot be brought back
 */
gboolean
model_seals_restore (ModelSeals *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_val_if_fail (MODEL_IS_SEALS (self), FALSE);

  if (!seal_folder_restore (self->folder, id, error))
    return FALSE;
  entries = seal_folder_list (self->folder, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const SealEntry *entry = g_ptr_array_index (entries, i);

      if (strcmp (entry->id, id) == 0)
        insert (self, MIN (i, self->items->len), entry);
    }
  return entries != NULL;
}

typedef struct {
  char *path;
  SealPictureSpec spec;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_free (import->path);
  g_free (import);
}

static gpointer
load_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const Import *import = data;

  return seal_picture_load (import->path, &import->spec, error);
}

/**
 * model_seals_load_picture:
 * @path: a picture file
 * @spec: how to take it
 * @cancellable: (nullable): to ask no longer
 * @callback: called when there is a seal to look at, or an error
 * @user_data: for @callback
 *
 * Makes a seal of a picture on a worker, without keeping it yet.
 */
void
model_seals_load_picture (ModelSeals *self,
                          const char *path,
                          const SealPictureSpec *spec,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Import *import;
  ModelWork work = {
      .func = load_on_worker,
      .data_free = import_free,
      .result_free = (GDestroyNotify) seal_drawing_unref,
  };

  g_return_if_fail (MODEL_IS_SEALS (self));

  import = g_new0 (Import, 1);
  import->path = g_strdup (path);
  import->spec = *spec;
  work.data = import;
  model_job_start (NULL, &work, self, cancellable, callback, user_data);
}

/**
 * model_seals_load_picture_finish:
 * @result: what the callback was given
 *
 * Ends [method@Seals.load_picture].
 *
 * Returns: (transfer full) (nullable): the seal, or %NULL with a %SEAL_ERROR
 */
SealDrawing *
model_seals_load_picture_finish (ModelSeals *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MODEL_IS_SEALS (self), NULL);

  return model_job_finish (result, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-document-cache.h"

#include <math.h>

typedef struct {
  ModelPictureKey key;
  cairo_surface_t *picture;
  gsize size;
  GList link; /* in the order of use */
} Entry;

struct _ModelDocumentCache {
  gsize budget;
  gsize size;
  GQueue used;       /* Entry, the latest first */
  GHashTable *pages; /* page → GPtrArray of Entry */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  cairo_surface_destroy (entry->picture);
  g_free (entry);
}

static GPtrArray *
entries_of (ModelDocumentCache *self, guint page)
{
  return g_hash_table_lookup (self->pages, GUINT_TO_POINTER (page));
}

static void
drop (ModelDocumentCache *self, Entry *entry)
{
  guint page = entry->key.page;
  GPtrArray *entries = entries_of (self, page);

  self->size -= entry->size;
  g_queue_unlink (&self->used, &entry->link);
  g_ptr_array_remove_fast (entries, entry);
  if (entries->len == 0)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (page));
}

static void
touch (ModelDocumentCache *self, Entry *entry)
{
  g_queue_unlink (&self->used, &entry->link);
  g_queue_push_head_link (&self->used, &entry->link);
}

/* A new whole picture takes the place of the one that another zoom left behind. */
static gboolean
replaces (const ModelPictureKey *key, const ModelPictureKey *old)
{
  if (model_picture_key_equal (key, old))
    return TRUE;
  return key->turn == old->turn && key->column < 0 && old->column < 0;
}

static Entry *
find (ModelDocumentCache *self,
      const ModelPictureKey *key,
      gboolean (*matches) (const ModelPictureKey *, const ModelPictureKey *))
{
  GPtrArray *entries = entries_of (self, key->page);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      Entry *entry = entries->pdata[i];

      if (matches (key, &entry->key))
        return entry;
    }
  return NULL;
}

/**
 * model_picture_key_equal:
 * @a: a key
 * @b: a key
 *
 * Returns: whether they name the same picture
 */
gboolean
model_picture_key_equal (const ModelPictureKey *a, const ModelPictureKey *b)
{
  return a->page == b->page && a->turn == b->turn && a->column == b->column && a->row == b->row &&
         fabs (a->scale - b->scale) <= 1e-9 * a->scale;
}

/**
 * model_document_cache_new:
 * @budget: how many bytes of pixels to keep
 *
 * Makes an empty cache.
 *
 * Returns: (transfer full): the cache
 */
ModelDocumentCache *
model_document_cache_new (gsize budget)
{
  ModelDocumentCache *self = g_new0 (ModelDocumentCache, 1);

  self->budget = budget;
  g_queue_init (&self->used);
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * model_document_cache_free:
 * @self: (nullable): the cache
 *
 * Frees it with its pictures.
 */
void
model_document_cache_free (ModelDocumentCache *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->pages);
  g_free (self);
}

/**
 * model_document_cache_put:
 * @self: the cache
 * @key: which picture it is
 * @picture: an image surface; a reference is taken
 *
 * Keeps a picture, and lets the longest unused go. The newest stays even where it alone is larger
 * than the budget.
 */
void
model_document_cache_put (ModelDocumentCache *self,
                          const ModelPictureKey *key,
                          cairo_surface_t *picture)
{
  Entry *entry = g_new0 (Entry, 1);
  Entry *old;
  GPtrArray *entries;

  while ((old = find (self, key, replaces)) != NULL)
    drop (self, old);

  entry->key = *key;
  entry->picture = cairo_surface_reference (picture);
  entry->size = (gsize) cairo_image_surface_get_stride (picture) *
                cairo_image_surface_get_height (picture);
  entry->link.data = entry;
  entries = entries_of (self, key->page);
  if (entries == NULL)
    {
      entries = g_ptr_array_new_with_free_func (entry_free);
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (key->page), entries);
    }
  g_ptr_array_add (entries, entry);
  g_queue_push_head_link (&self->used, &entry->link);
  self->size += entry->size;
  while (self->size > self->budget && self->used.length > 1)
    drop (self, self->used.tail->data);
}

/**
 * model_document_cache_find:
 * @self: the cache
 * @key: which picture
 *
 * Returns: (transfer none) (nullable): exactly that picture
 */
cairo_surface_t *
model_document_cache_find (ModelDocumentCache *self, const ModelPictureKey *key)
{
  Entry *entry = find (self, key, model_picture_key_equal);

  if (entry == NULL)
    return NULL;
  touch (self, entry);
  return entry->picture;
}

/**
 * model_document_cache_guess:
 * @self: the cache
 * @key: which picture
 *
 * Returns: (transfer none) (nullable): a whole picture of that page and turn, at any scale
 */
cairo_surface_t *
model_document_cache_guess (ModelDocumentCache *self, const ModelPictureKey *key)
{
  ModelPictureKey whole = {key->page, key->scale, key->turn, -1, -1};
  Entry *entry = find (self, &whole, replaces);

  if (entry == NULL)
    return NULL;
  touch (self, entry);
  return entry->picture;
}

/**
 * model_document_cache_get_size:
 * @self: the cache
 *
 * Returns: bytes of pixels in it
 */
gsize
model_document_cache_get_size (ModelDocumentCache *self)
{
  return self->size;
}

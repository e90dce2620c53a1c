/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-list.h"

typedef struct {
  GPtrArray *items;
  GType item_type;
} ModelListPrivate;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ModelList,
                                  model_list,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (ModelList)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static ModelListPrivate *
private_of (gpointer self)
{
  return model_list_get_instance_private (MODEL_LIST (self));
}

static GType
get_item_type (GListModel *model)
{
  return private_of (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return private_of (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = private_of (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
model_list_finalize (GObject *object)
{
  g_ptr_array_unref (private_of (object)->items);
  G_OBJECT_CLASS (model_list_parent_class)->finalize (object);
}

static void
model_list_class_init (ModelListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_list_finalize;
}

static void
model_list_init (ModelList *self)
{
  ModelListPrivate *priv = private_of (self);

  priv->items = g_ptr_array_new_with_free_func (g_object_unref);
  priv->item_type = G_TYPE_OBJECT;
}

/**
 * model_list_hold:
 * @self: a list that is being made
 * @item_type: the type of all its items
 *
 * Says what the list is of. Whoever changes the array says so with g_list_model_items_changed().
 *
 * Returns: (transfer none): the items, which live as long as the list
 */
GPtrArray *
model_list_hold (ModelList *self, GType item_type)
{
  ModelListPrivate *priv = private_of (self);

  g_return_val_if_fail (g_type_is_a (item_type, G_TYPE_OBJECT), priv->items);
  priv->item_type = item_type;
  return priv->items;
}

/* What is not in the list that is to be, or stands before something that it follows there. */
static void
take_out (ModelList *self, GPtrArray *items, GHashTable *places)
{
  guint last = 0;

  for (guint i = 0; i < items->len; i++)
    {
      guint end = i, place = 0;

      for (; end < items->len; end++)
        {
          place = GPOINTER_TO_UINT (g_hash_table_lookup (places, items->pdata[end]));
          if (place > last)
            break;
        }
      if (end > i)
        {
          g_ptr_array_remove_range (items, i, end - i);
          g_list_model_items_changed (G_LIST_MODEL (self), i, end - i, 0);
        }
      last = place;
    }
}

static void
put_in (ModelList *self, GPtrArray *items, GPtrArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++)
    {
      gpointer next = i < items->len ? items->pdata[i] : NULL;
      guint end = i;

      for (; end < wanted->len && wanted->pdata[end] != next; end++)
        g_ptr_array_insert (items, (int) end, g_object_ref (wanted->pdata[end]));
      if (end > i)
        g_list_model_items_changed (G_LIST_MODEL (self), i, 0, end - i);
      i = end;
    }
}

/**
 * model_list_become:
 * @self: a list
 * @wanted: what it is to hold, each thing once
 *
 * Changes the list, and tells of nothing but what has changed: selections, the place that a person
 * has scrolled to and what is shown of the others live on.
 */
void
model_list_become (ModelList *self, GPtrArray *wanted)
{
  GPtrArray *items = private_of (self)->items;
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < wanted->len; i++)
    g_hash_table_insert (places, wanted->pdata[i], GUINT_TO_POINTER (i + 1));
  take_out (self, items, places);
  put_in (self, items, wanted);
}

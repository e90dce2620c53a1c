/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-pages.h"

struct _ModelPage {
  GObject parent_instance;

  guint number;
};

G_DEFINE_FINAL_TYPE (ModelPage, model_page, G_TYPE_OBJECT)

struct _ModelPages {
  GObject parent_instance;

  guint n_pages;
};

static GType
model_pages_get_item_type (GListModel *list)
{
  return MODEL_TYPE_PAGE;
}

static guint
model_pages_get_n_items (GListModel *list)
{
  return MODEL_PAGES (list)->n_pages;
}

static gpointer
model_pages_get_item (GListModel *list, guint position)
{
  ModelPage *page;

  if (position >= MODEL_PAGES (list)->n_pages)
    return NULL;
  page = g_object_new (MODEL_TYPE_PAGE, NULL);
  page->number = position;
  return page;
}

static void
model_pages_list_init (GListModelInterface *iface)
{
  iface->get_item_type = model_pages_get_item_type;
  iface->get_n_items = model_pages_get_n_items;
  iface->get_item = model_pages_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ModelPages,
                               model_pages,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_pages_list_init))

static void
model_page_class_init (ModelPageClass *klass)
{
}

static void
model_page_init (ModelPage *self)
{
}

static void
model_pages_class_init (ModelPagesClass *klass)
{
}

static void
model_pages_init (ModelPages *self)
{
}

/**
 * model_page_get_number:
 * @self: a page
 *
 * Returns: its number, from 0
 */
guint
model_page_get_number (ModelPage *self)
{
  g_return_val_if_fail (MODEL_IS_PAGE (self), 0);
  return self->number;
}

/**
 * model_pages_new:
 * @n_pages: how many
 *
 * Makes the list.
 *
 * Returns: (transfer full): the list
 */
ModelPages *
model_pages_new (guint n_pages)
{
  ModelPages *self = g_object_new (MODEL_TYPE_PAGES, NULL);

  self->n_pages = n_pages;
  return self;
}

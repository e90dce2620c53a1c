/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MODEL_TYPE_PAGE (model_page_get_type ())
G_DECLARE_FINAL_TYPE (ModelPage, model_page, MODEL, PAGE, GObject)

guint       model_page_get_number (ModelPage  *self); /* from 0 */

#define MODEL_TYPE_PAGES (model_pages_get_type ())
G_DECLARE_FINAL_TYPE (ModelPages, model_pages, MODEL, PAGES, GObject)

/* The page numbers of a document as a GListModel of ModelPage, each made when it is asked for. */
ModelPages *model_pages_new       (guint       n_pages);

G_END_DECLS

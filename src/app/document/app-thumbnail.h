/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-document.h"

G_BEGIN_DECLS

#define APP_TYPE_THUMBNAIL (app_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (AppThumbnail, app_thumbnail, APP, THUMBNAIL, GtkWidget)

/* Logical pixels across the widest small page. */
#define APP_THUMBNAIL_WIDTH 104

/* One small page, drawn from the document's cache. */
GtkWidget *app_thumbnail_new    (void);
void       app_thumbnail_set    (AppThumbnail  *self,
                                 ModelDocument *document,
                                 guint          page);
guint      app_thumbnail_get_page (AppThumbnail *self);
/* Fetches the picture, or asks for it. */
void       app_thumbnail_update (AppThumbnail  *self);

G_END_DECLS

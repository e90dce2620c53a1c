/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app-page-view.h"

G_BEGIN_DECLS

#define APP_TYPE_THUMBNAILS (app_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (AppThumbnails, app_thumbnails, APP, THUMBNAILS, AdwBin)

/* The small pages beside the view; choosing one scrolls the view, scrolling chooses. */
GtkWidget *app_thumbnails_new (AppPageView *view);

G_END_DECLS

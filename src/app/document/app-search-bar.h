/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app-page-view.h"

G_BEGIN_DECLS

#define APP_TYPE_SEARCH_BAR (app_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppSearchBar, app_search_bar, APP, SEARCH_BAR, AdwBin)

/* Finds text in a document: all hits are lit on the pages, one of them is the current one.
 * Property "open", read and written. */
void     app_search_bar_set_view (AppSearchBar *self,
                                  AppPageView  *view);
gboolean app_search_bar_is_open  (AppSearchBar *self);
void     app_search_bar_set_open (AppSearchBar *self,
                                  gboolean      open);
void     app_search_bar_find     (AppSearchBar *self,
                                  const char   *text);
/* To the hit after the current one, or before it; round at the end. */
void     app_search_bar_step     (AppSearchBar *self,
                                  int           direction);

G_END_DECLS

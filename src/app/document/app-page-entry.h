/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-page-view.h"

G_BEGIN_DECLS

#define APP_TYPE_PAGE_ENTRY (app_page_entry_get_type ())
G_DECLARE_FINAL_TYPE (AppPageEntry, app_page_entry, APP, PAGE_ENTRY, GtkPopover)

/* Asks over the view for a page number, and scrolls there. */
AppPageEntry *app_page_entry_popup (AppPageView *view);

G_END_DECLS

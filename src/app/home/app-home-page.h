/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"
#include "model-recent.h"

G_BEGIN_DECLS

#define APP_TYPE_HOME_PAGE (app_home_page_get_type ())
G_DECLARE_FINAL_TYPE (AppHomePage, app_home_page, APP, HOME_PAGE, AdwBin)

/* Where one begins: what was open last, and how to open more. */
GtkWidget *app_home_page_new (ModelRecent  *recent,
                              ModelAccount *account);

G_END_DECLS

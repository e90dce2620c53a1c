/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_ERROR_PAGE (app_error_page_get_type ())
G_DECLARE_FINAL_TYPE (AppErrorPage, app_error_page, APP, ERROR_PAGE, AdwBin)

/* Why a document cannot be shown: what happened, why probably, what to do. */
GtkWidget *app_error_page_new (const char   *path,
                               const GError *error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-application.h"
#include "app-document-page.h"

G_BEGIN_DECLS

#define APP_TYPE_WINDOW (app_window_get_type ())
G_DECLARE_FINAL_TYPE (AppWindow, app_window, APP, WINDOW, AdwApplicationWindow)

/* The one window: rooms at the side, the chosen one beside them. A room is made when it is first
 * shown. */
AppWindow *app_window_new (AppApplication *application);
/* Shows the file in a tab, the one it is open in already or a new one. */
AppDocumentPage *app_window_open (AppWindow *self, GFile *file);
/* A file or a folder, among the many that are verified at once. */
void app_window_verify (AppWindow *self, GFile *file);
/* "home", "documents", "batch", "identity", "seals", "checks", "trust". */
void app_window_show_room (AppWindow *self, const char *name);
const char *app_window_get_room (AppWindow *self);
void app_window_add_toast (AppWindow *self, AdwToast *toast);
/* The document in the chosen tab, or NULL. */
AppDocumentPage *app_window_get_document (AppWindow *self);

G_END_DECLS

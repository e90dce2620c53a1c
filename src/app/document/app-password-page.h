/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-document.h"

G_BEGIN_DECLS

#define APP_TYPE_PASSWORD_PAGE (app_password_page_get_type ())
G_DECLARE_FINAL_TYPE (AppPasswordPage, app_password_page, APP, PASSWORD_PAGE, AdwBin)

/* Asks for the password of a document that needs one, and loads it with that. */
GtkWidget *app_password_page_new    (ModelDocument   *document);
/* Says that the password was wrong where it was, and takes the focus. */
void       app_password_page_update (AppPasswordPage *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-checks.h"
#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_CHECKS_PAGE (app_checks_page_get_type ())
G_DECLARE_FINAL_TYPE (AppChecksPage, app_checks_page, APP, CHECKS_PAGE, AdwBin)

/* The room where many files are verified at once. */
GtkWidget *app_checks_page_new (ModelTrust *trust);
void app_checks_page_add (AppChecksPage *self, GFile *file);

G_END_DECLS

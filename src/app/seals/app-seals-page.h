/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-seals.h"

G_BEGIN_DECLS

#define APP_TYPE_SEALS_PAGE (app_seals_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSealsPage, app_seals_page, APP, SEALS_PAGE, AdwBin)

/* The room of the user's seals: a gallery, and the ways to add, rename and remove them. Actions:
 * "seals.draw", "seals.import", "seals.rename" and "seals.remove" (of an id). */
GtkWidget *app_seals_page_new (ModelSeals *seals);

G_END_DECLS

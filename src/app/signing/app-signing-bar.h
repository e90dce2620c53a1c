/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-placements.h"

G_BEGIN_DECLS

#define APP_TYPE_SIGNING_BAR (app_signing_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppSigningBar, app_signing_bar, APP, SIGNING_BAR, GtkBox)

/* Under the pages: what Finish will do, undo and redo, and the way out. */
GtkWidget *app_signing_bar_new (ModelPlacements *placements);
/* The document cannot be signed: why, and a repaired copy where that helps. */
void       app_signing_bar_set_error (AppSigningBar *self,
                                      const char    *path,
                                      const GError  *error);

G_END_DECLS

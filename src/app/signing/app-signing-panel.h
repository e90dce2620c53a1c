/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app-page-view.h"
#include "model-placements.h"

G_BEGIN_DECLS

#define APP_TYPE_SIGNING_PANEL (app_signing_panel_get_type ())
G_DECLARE_FINAL_TYPE (AppSigningPanel, app_signing_panel, APP, SIGNING_PANEL, GtkBox)

/* The drawer of seals beside a document, at their relative size: drag one onto a page, or activate
 * it. Signal "seal-activated" (ModelSeal). */
GtkWidget *app_signing_panel_new (AppPageView     *view,
                                  ModelPlacements *placements,
                                  ModelSeals      *seals);
void       app_signing_panel_set_appearance (AppSigningPanel *self,
                                             GtkWidget       *box);
void       app_signing_panel_focus (AppSigningPanel *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-placements.h"

G_BEGIN_DECLS

#define APP_TYPE_APPEARANCE_BOX (app_appearance_box_get_type ())
G_DECLARE_FINAL_TYPE (AppAppearanceBox, app_appearance_box, APP, APPEARANCE_BOX, GtkBox)

/* Chooses what a document's stamps show: one of the appearances that have names, or one's own. What
 * was chosen is remembered for the next document, and can be undone. */
GtkWidget *app_appearance_box_new (ModelPlacements *placements,
                                   ModelSeals      *seals,
                                   GSettings       *settings,
                                   const char      *presets);

G_END_DECLS

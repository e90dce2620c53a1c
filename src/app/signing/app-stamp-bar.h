/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-placements.h"

G_BEGIN_DECLS

#define APP_TYPE_STAMP_BAR (app_stamp_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppStampBar, app_stamp_bar, APP, STAMP_BAR, GtkBox)

/* The small bar by the selected stamp: where it stands in numbers, the same place elsewhere, and
 * away with it. */
AppStampBar *app_stamp_bar_new           (ModelPlacements *placements);
void         app_stamp_bar_set_placement (AppStampBar     *self,
                                          ModelPlacement  *placement);
/* Leaves out what can be guessed where the view is narrow. */
void         app_stamp_bar_set_narrow    (AppStampBar     *self,
                                          gboolean         narrow);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-stamp.h"

G_BEGIN_DECLS

#define APP_TYPE_PLACING (app_placing_get_type ())
G_DECLARE_FINAL_TYPE (AppPlacing, app_placing, APP, PLACING, GObject)

/* The hand on the pages: makes a widget for each stamp, drags them, takes seals that are dropped,
 * and keeps one stamp selected at most. Property "selected" (ModelPlacement), notified. */
AppPlacing     *app_placing_new          (AppPageView     *view,
                                          ModelPlacements *placements);
/* Selects (NULL: nothing), gives it the keyboard and brings it into view. */
void            app_placing_select       (AppPlacing      *self,
                                          ModelPlacement  *placement);
/* Puts a seal in its own size at the middle of what is visible. */
void            app_placing_put          (AppPlacing      *self,
                                          ModelSeal       *seal);

G_END_DECLS

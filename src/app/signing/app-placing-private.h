/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-guides.h"
#include "app-placing.h"
#include "app-stamp-bar.h"

G_BEGIN_DECLS

struct _AppPlacing {
  GObject parent_instance;

  AppPageView *view;
  ModelPlacements *placements;
  GHashTable *stamps; /* ModelPlacement → AppStamp, which the view owns */
  GPtrArray *items;   /* what the list held last, to know what is gone */
  ModelPlacement *selected;
  AppGuides *guides;
  AppStampBar *bar;

  /* While the pointer drags */
  AppStampPart part;
  PdfPlacement start;
  double grab_x, grab_y; /* from the mark's centre to the hand, mm */
  double start_x, start_y; /* of the pointer, pixels */
  gboolean moved;
  guint scroll_tick;
  double pointer_x, pointer_y;
  GtkGesture *drag;

  /* While a seal from the drawer hovers */
  AppStamp *ghost;
  ModelPlacement *ghost_placement;
};

/* -drag: moving what is on the pages. */
void         app_placing_add_drag    (AppPlacing *self);
/* -drop: taking what comes from the drawer. */
void         app_placing_add_drop    (AppPlacing *self);

void         app_placing_update_bar  (AppPlacing *self);
/* How near counts as meant, in mm; 0 while Ctrl is held down. */
double       app_placing_threshold   (AppPlacing         *self,
                                      GdkModifierType     modifiers);

G_END_DECLS

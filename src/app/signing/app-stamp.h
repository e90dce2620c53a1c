/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-page-view.h"
#include "model-placements.h"

G_BEGIN_DECLS

/* Room around the mark for its handles, in pixels. */
#define APP_STAMP_MARGIN 34

typedef enum {
  APP_STAMP_NOTHING,
  APP_STAMP_BODY,
  APP_STAMP_CORNER, /* + ModelCorner */
  APP_STAMP_TURN = APP_STAMP_CORNER + 4,
} AppStampPart;

#define APP_TYPE_STAMP (app_stamp_get_type ())
G_DECLARE_FINAL_TYPE (AppStamp, app_stamp, APP, STAMP, GtkWidget)

/* One stamp on a page: drawn as it will be in the file, moved by keys, spoken by screen readers.
 * The pointer is the business of AppPlacing, since a drag may leave the page. */
AppStamp       *app_stamp_new           (AppPageView      *view,
                                         ModelPlacements  *placements,
                                         ModelPlacement   *placement);
ModelPlacement *app_stamp_get_placement (AppStamp         *self);
gboolean        app_stamp_get_selected  (AppStamp         *self);
void            app_stamp_set_selected  (AppStamp         *self,
                                         gboolean          selected);
/* What of it is at a point of the widget. */
AppStampPart    app_stamp_pick          (AppStamp         *self,
                                         double            x,
                                         double            y);

G_END_DECLS

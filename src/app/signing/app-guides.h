/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-page-view.h"
#include "model-placement-guides.h"

G_BEGIN_DECLS

#define APP_TYPE_GUIDES (app_guides_get_type ())
G_DECLARE_FINAL_TYPE (AppGuides, app_guides, APP, GUIDES, GtkWidget)

/* What helps the hand while a stamp moves: the lines it caught, across its page, and where it
 * stands in millimetres. Lies over the page and takes no events. */
AppGuides *app_guides_new  (AppPageView        *view);
void       app_guides_show (AppGuides          *self,
                            const PdfPlacement *place,
                            const ModelGuide    lines[2]);
void       app_guides_hide (AppGuides          *self);

G_END_DECLS

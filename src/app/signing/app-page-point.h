/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-page-view.h"

G_BEGIN_DECLS

/* Between millimetres on a page (from its top left, unturned) and pixels of the view, of a child
 * of the view, or back. Unlike picking, points may lie outside the page. */
void app_page_point_to_view   (AppPageView *view,
                               guint        page,
                               double      *x,
                               double      *y);
void app_page_point_from_view (AppPageView *view,
                               guint        page,
                               double      *x,
                               double      *y);
void app_page_point_to_child  (AppPageView *view,
                               GtkWidget   *child,
                               guint        page,
                               double      *x,
                               double      *y);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-document.h"

G_BEGIN_DECLS

#define APP_TYPE_PAGE_VIEW (app_page_view_get_type ())
G_DECLARE_FINAL_TYPE (AppPageView, app_page_view, APP, PAGE_VIEW, GtkWidget)

/* The pages of a document, one under another, in a GtkScrolledWindow (it is a GtkScrollable).
 * Widgets can be pinned to a place on a page: they scroll and zoom with it. */

typedef enum {
  APP_FIT_NONE,
  APP_FIT_WIDTH,
  APP_FIT_PAGE,
} AppFit;

/* Signal "laid-out": zoom, rotation or size changed; pinned children have been moved.
 * Properties, notified: "scale", "zoom" (1 = true size), "current-page". */
GtkWidget     *app_page_view_new          (void);
void           app_page_view_set_document (AppPageView      *self,
                                           ModelDocument    *document);
ModelDocument *app_page_view_get_document (AppPageView      *self);
double         app_page_view_get_scale    (AppPageView      *self); /* logical pixels a mm */
int            app_page_view_get_turn     (AppPageView      *self); /* view rotation */
guint          app_page_view_get_current_page (AppPageView  *self);
void           app_page_view_scroll_to    (AppPageView      *self,
                                           guint             page,
                                           double            x_mm,
                                           double            y_mm);

/* Zoom 1 shows the page in its true size; the middle of the view stays where it is. */
double         app_page_view_get_zoom     (AppPageView      *self);
void           app_page_view_set_zoom     (AppPageView      *self,
                                           double            zoom);
void           app_page_view_step_zoom    (AppPageView      *self,
                                           int               steps);
AppFit         app_page_view_get_fit      (AppPageView      *self);
void           app_page_view_set_fit      (AppPageView      *self,
                                           AppFit            fit);
void           app_page_view_set_turn     (AppPageView      *self,
                                           int               turn);
/* Marks one hit of the search among the others and brings it into view; page G_MAXUINT: none. */
void           app_page_view_set_hit      (AppPageView      *self,
                                           guint             page,
                                           guint             index);

/* Which page is under a point of the widget, and where on it (mm from its top left, unturned).
 * FALSE between pages; then the nearest page and the clamped point are given all the same. */
gboolean       app_page_view_pick_page    (AppPageView      *self,
                                           double            x,
                                           double            y,
                                           guint            *page,
                                           double           *x_mm,
                                           double           *y_mm);
/* Where a page is in widget coordinates right now. */
void           app_page_view_get_area     (AppPageView      *self,
                                           guint             page,
                                           graphene_rect_t  *area);

/* Pins child (takes it) with its centre and unrotated size as placement says; the child is
 * allocated the bounding box of the rotated mark plus margin (pixels) on each side. Pinning a
 * child again moves it. */
void           app_page_view_pin          (AppPageView        *self,
                                           GtkWidget          *child,
                                           const PdfPlacement *placement,
                                           int                 margin);
void           app_page_view_unpin        (AppPageView        *self,
                                           GtkWidget          *child);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <graphene.h>

#include "model-document.h"

G_BEGIN_DECLS

/* Where the pages of a document lie on one tall sheet: prefix sums of their heights, in logical
 * pixels, so that ten thousand pages cost a search of fourteen steps. No widget. */
typedef struct _AppPageLayout AppPageLayout;

#define APP_PAGE_GAP 12
#define APP_PAGE_MARGIN 16

AppPageLayout *app_page_layout_new        (void);
void           app_page_layout_free       (AppPageLayout   *self);
/* Lays all pages out anew; scale in pixels a mm, turn clockwise in degrees. */
void           app_page_layout_update     (AppPageLayout   *self,
                                           ModelDocument   *document,
                                           double           scale,
                                           int              turn);
/* FALSE when a page has another size now than when it was laid out. */
gboolean       app_page_layout_is_current (AppPageLayout   *self,
                                           guint            page);
guint          app_page_layout_get_n_pages (AppPageLayout  *self);
void           app_page_layout_get_size   (AppPageLayout   *self,
                                           double          *width,
                                           double          *height);
/* The page at or nearest to a height on the sheet. */
guint          app_page_layout_find_page  (AppPageLayout   *self,
                                           double           y);
/* On a sheet of that width (at least its own), where narrower pages stand in the middle. */
void           app_page_layout_get_area   (AppPageLayout   *self,
                                           guint            page,
                                           double           sheet_width,
                                           graphene_rect_t *area);
/* Between mm on the displayed, unturned page and pixels from the top left of its turned picture. */
void           app_page_layout_to_pixels  (AppPageLayout   *self,
                                           guint            page,
                                           double           x_mm,
                                           double           y_mm,
                                           double          *x,
                                           double          *y);
void           app_page_layout_to_mm      (AppPageLayout   *self,
                                           guint            page,
                                           double           x,
                                           double           y,
                                           double          *x_mm,
                                           double          *y_mm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppPageLayout, app_page_layout_free)

G_END_DECLS

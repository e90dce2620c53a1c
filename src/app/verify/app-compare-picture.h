/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-compare.h"

G_BEGIN_DECLS

#define APP_TYPE_COMPARE_PICTURE (app_compare_picture_get_type ())
G_DECLARE_FINAL_TYPE (AppComparePicture, app_compare_picture, APP, COMPARE_PICTURE, GtkWidget)

/* A page of a comparison on paper: as it was, as it is, one over the other, or parted by a line.
 * Property "role": an AppCompareRole. */
typedef enum {
  APP_COMPARE_BEFORE,
  APP_COMPARE_AFTER,
  APP_COMPARE_OVERLAY,
  APP_COMPARE_PARTED,
} AppCompareRole;

/* pictures: lent until the next call; NULL for an empty sheet. */
void     app_compare_picture_set      (AppComparePicture          *self,
                                       const ModelComparePictures *pictures);
/* Where to draw a frame, in points from the top left of the page; NULL for none. */
void     app_compare_picture_set_frame (AppComparePicture         *self,
                                       const PdfRect              *frame);
/* Logical pixels a point; 0 fits the width. */
void     app_compare_picture_set_zoom (AppComparePicture          *self,
                                       double                      zoom);
double   app_compare_picture_get_scale (AppComparePicture         *self);
/* Which part of the width shows the page as it was, 0 to 1. */
void     app_compare_picture_set_part (AppComparePicture          *self,
                                       double                      part);
/* Where a place on the page is in the widget. */
void     app_compare_picture_locate   (AppComparePicture          *self,
                                       double                     *x,
                                       double                     *y);

G_END_DECLS

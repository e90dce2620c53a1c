/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-page-layout.h"
#include "app-page-view.h"
#include "app-pictures.h"

G_BEGIN_DECLS

#define APP_MIN_ZOOM 0.1
#define APP_MAX_ZOOM 8.0

struct _AppPageView {
  GtkWidget parent_instance;

  ModelDocument *document;
  AppPageLayout *layout;
  gboolean layout_stale; /* sizes became known since */
  AppFit fit;
  double scale;    /* logical pixels a mm */
  double true_scale; /* that of this monitor at zoom 1 */
  int turn;
  guint current_page;

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];

  gboolean allocating;
  guint notify_id;
  double notified_scale;
  guint notified_page;

  GPtrArray *pins;
  AppPictures *pictures;
  double pictured_scale; /* what pictures were asked for at */
  guint settle_id;       /* the scale changes frame by frame: ask when it rests */
  guint first_shown, n_shown;
  guint hit_page, hit_index;
  double gesture_zoom;
  guint painted_page; /* told the world of it last */
  guint n_blank;
};

/* -render: the pictures of what is visible, and drawing them. */
void app_page_view_update_pictures (AppPageView *self,
                                    gboolean     moved);
void app_page_view_snapshot_pages  (AppPageView *self,
                                    GtkSnapshot *snapshot);
/* How often a snapshot had no picture at all for a page; it never draws one itself. */
guint app_page_view_get_n_blank    (AppPageView *self);

/* -input: wheel, pinch and keys. */
void app_page_view_class_add_keys  (GtkWidgetClass *klass);
void app_page_view_add_gestures    (AppPageView *self);

/* -pins */
void app_page_view_allocate_pins   (AppPageView *self);

/* Lays all out anew; what is at the point (x, y) stays there. */
void app_page_view_lay_out         (AppPageView *self,
                                    double       scale,
                                    int          turn,
                                    double       x,
                                    double       y);
/* Zooms about a point of the widget. */
void app_page_view_zoom_at         (AppPageView *self,
                                    double       zoom,
                                    double       x,
                                    double       y);

G_END_DECLS

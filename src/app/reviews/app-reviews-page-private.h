/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-error-box.h"
#include "app-review-view.h"
#include "app-reviews-page.h"

G_BEGIN_DECLS

struct _AppReviewsPage {
  AdwBin parent_instance;

  ModelReviews *reviews;
  ModelReview *chosen; /* or NULL; it may be over, and no longer in the list */
  gint64 pressed;      /* the key that accepts, last; of the monotonic clock */
  gpointer pressed_on; /* the review that was chosen then, to be compared only */
  guint position;      /* where it was */
  guint look_id;

  GtkStack *stack;
  GtkSpinner *loading;
  AppErrorBox *error_box;
  AppErrorBox *failure;
  AdwLeaflet *leaflet;
  GtkWidget *unsent_bar;
  GtkLabel *unsent;
  GtkListView *list;
  GtkSingleSelection *shown; /* those that match what is looked for */
  GtkCustomFilter *filter;
  GtkEditable *search;
  GtkStack *rows;
  GtkWidget *queue;
  GtkWidget *more;
  AppReviewView *view;
};

/* app-reviews-page-decide.c: what is decided, and what becomes of it. */
void app_reviews_page_bind_decisions (GtkWidgetClass *widget_class);
void app_reviews_page_hear_ends      (AppReviewsPage *self);
void app_reviews_page_show_unsent    (AppReviewsPage *self);
void app_reviews_page_tell_end       (AppReviewsPage *self,
                                      gboolean        accept);

G_END_DECLS

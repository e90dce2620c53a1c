/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-reviews-page.h"

#include <glib/gi18n.h>

#include "app-act.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-review-view.h"
#include "app-review-words.h"

/* Between two looks at what waits, while the room is shown: others decide, and more come. */
#define LOOK_SECONDS 20

struct _AppReviewsPage {
  AdwBin parent_instance;

  ModelReviews *reviews;
  ModelReview *chosen; /* or NULL; it may be over, and no longer in the list */
  gint64 pressed;      /* the key that accepts, last; of the monotonic clock */
  gpointer pressed_on; /* the review that was chosen then, to be compared only */
  guint position;      /* where it was */
  guint look_id;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AppErrorBox *error_box;
  AppErrorBox *failure;
  AdwLeaflet *leaflet;
  GtkListBox *list;
  GtkWidget *queue;
  GtkWidget *more;
  AppReviewView *view;
};

G_DEFINE_FINAL_TYPE (AppReviewsPage, app_reviews_page, ADW_TYPE_BIN)

static guint
count (AppReviewsPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->reviews));
}

static const char *
find_state (AppReviewsPage *self)
{
  if (!model_reviews_are_offered (self->reviews))
    return "refused";
  if (count (self) > 0 || self->chosen != NULL)
    return "queue";
  if (model_reviews_are_known (self->reviews))
    return "empty";
  return model_reviews_get_error (self->reviews) != NULL ? "failed" : "loading";
}

static void
show (AppReviewsPage *self)
{
  const GError *error = model_reviews_get_error (self->reviews);
  const char *state = find_state (self);

  gtk_stack_set_visible_child_name (self->stack, state);
  gtk_widget_set_visible (self->more, model_reviews_has_more (self->reviews));
  app_error_box_set (self->failure, error);
  app_error_box_set (self->error_box, g_str_equal (state, "queue") ? error : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reviews.refresh",
                                 !model_reviews_is_busy (self->reviews));
  if (!model_reviews_is_busy (self->reviews))
    app_event ("reviews %s %u", state, count (self));
}

static void choose (AppReviewsPage *self, ModelReview *review);

/* Whether what is chosen still waits; its row is selected then, and no other one. */
static gboolean
select_row (AppReviewsPage *self)
{
  guint n = count (self);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelReview) each = g_list_model_get_item (G_LIST_MODEL (self->reviews), i);

      if (each != self->chosen)
        continue;
      self->position = i;
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) i));
      return TRUE;
    }
  gtk_list_box_unselect_all (self->list);
  return FALSE;
}

/* At a place of the list, or the last one before it. */
static void
choose_at (AppReviewsPage *self, int position)
{
  int n = (int) count (self);
  g_autoptr (ModelReview) review = NULL;
  GtkListBoxRow *row;

  position = CLAMP (position, 0, MAX (n - 1, 0));
  review = g_list_model_get_item (G_LIST_MODEL (self->reviews), (guint) position);
  choose (self, review);
  row = gtk_list_box_get_row_at_index (self->list, position);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
tell_end (AppReviewsPage *self, gboolean accepted)
{
  const char *name = model_review_get_facts (self->chosen)->name;
  g_autofree char *text = g_strdup_printf (accepted ? _ ("%s: accepted") : _ ("%s: rejected"),
                                           name);
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, markup);
  adw_toast_overlay_add_toast (self->toasts, toast);
  app_event ("review-decided %s", accepted ? "accepted" : "rejected");
}

/* Decided here: on to the next. Otherwise it stays, with the words for what happened to it. */
static void
chosen_changed (AppReviewsPage *self)
{
  ModelReviewState state = model_review_get_state (self->chosen);

  if (state != MODEL_REVIEW_ACCEPTED && state != MODEL_REVIEW_REJECTED)
    return;
  tell_end (self, state == MODEL_REVIEW_ACCEPTED);
  choose_at (self, (int) self->position);
  show (self);
}

static void
choose (AppReviewsPage *self, ModelReview *review)
{
  if (self->chosen == review)
    return;
  if (self->chosen != NULL)
    g_signal_handlers_disconnect_by_data (self->chosen, self);
  g_set_object (&self->chosen, review);
  app_review_view_set_review (self->view, review);
  model_reviews_open (self->reviews, review);
  select_row (self);
  if (review != NULL)
    g_signal_connect_object (review, "changed", G_CALLBACK (chosen_changed), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
row_chosen (AppReviewsPage *self, GtkListBoxRow *row)
{
  g_autoptr (ModelReview) review = g_list_model_get_item (G_LIST_MODEL (self->reviews),
                                                          (guint) gtk_list_box_row_get_index (row));

  choose (self, review);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
}

static void
ask_signed (ModelPlatform *platform,
            const ClientQuestion *question,
            GAsyncReadyCallback callback,
            gpointer user_data,
            gpointer data)
{
  app_act_ask (GTK_WINDOW (gtk_widget_get_root (data)), platform, question, callback, user_data);
}

static void
accepted (AppReviewsPage *self)
{
  model_reviews_decide (
      self->reviews, self->chosen,
      &(ModelReviewDecision){.accept = TRUE, .ask = ask_signed, .ask_data = self});
}

static void
rejected (AppReviewsPage *self, const char *reason)
{
  model_reviews_decide (
      self->reviews, self->chosen,
      &(ModelReviewDecision){.reason = reason, .ask = ask_signed, .ask_data = self});
}

static void
again (AppReviewsPage *self)
{
  model_reviews_open (self->reviews, self->chosen);
}

/* The first one is not opened by itself: that somebody looked at a face is on record. */
static void
items_changed (AppReviewsPage *self)
{
  select_row (self);
  show (self);
}

static void
step (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);
  gboolean inside = select_row (self);
  int by = g_str_equal (action, "reviews.next") ? 1 : -1;

  if (count (self) == 0)
    choose (self, NULL);
  else if (inside)
    choose_at (self, (int) self->position + by);
  else
    choose_at (self, self->chosen != NULL ? (int) self->position : 0);
  show (self);
}

/* A key that is held down comes again and again: it would accept the next one, which nobody has
 * looked at, and all after it. */
static void
accept (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);
  gint64 now = g_get_monotonic_time ();
  gboolean held = now - self->pressed < G_USEC_PER_SEC && self->pressed_on != self->chosen;

  self->pressed = now;
  if (held)
    return;
  self->pressed_on = self->chosen;
  app_review_view_accept (self->view);
}

static void
reject (GtkWidget *widget, const char *action, GVariant *parameter)
{
  app_review_view_reject (APP_REVIEWS_PAGE (widget)->view);
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_reviews_refresh (APP_REVIEWS_PAGE (widget)->reviews);
}

static void
go_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->queue);
}

static void
folded (AppReviewsPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reviews.back",
                                 adw_leaflet_get_folded (self->leaflet) &&
                                     adw_leaflet_get_visible_child (self->leaflet) ==
                                         GTK_WIDGET (self->view));
}

static GtkWidget *
make_row (gpointer item, gpointer unused)
{
  ModelReview *review = item;
  g_autofree char *summary = app_review_dup_summary (review);
  gboolean person = model_review_get_kind (review) == MODEL_REVIEW_PERSON;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), model_review_get_facts (review)->name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row),
                                person ? "avatar-default-symbolic" : "vermilion-root-symbolic");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  model_review_get_facts (review)->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
  return row;
}

static gboolean
look (gpointer data)
{
  model_reviews_refresh (APP_REVIEWS_PAGE (data)->reviews);
  return G_SOURCE_CONTINUE;
}

static void
app_reviews_page_map (GtkWidget *widget)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);

  GTK_WIDGET_CLASS (app_reviews_page_parent_class)->map (widget);
  model_reviews_refresh (self->reviews);
  self->look_id = g_timeout_add_seconds (LOOK_SECONDS, look, self);
  show (self);
}

/* Faces do not stay where nobody looks at them. */
static void
app_reviews_page_unmap (GtkWidget *widget)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);

  g_clear_handle_id (&self->look_id, g_source_remove);
  choose (self, NULL);
  GTK_WIDGET_CLASS (app_reviews_page_parent_class)->unmap (widget);
}

static void
app_reviews_page_dispose (GObject *object)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->reviews != NULL)
    {
      choose (self, NULL);
      g_signal_handlers_disconnect_by_data (self->reviews, self);
    }
  g_clear_object (&self->reviews);
  G_OBJECT_CLASS (app_reviews_page_parent_class)->dispose (object);
}

static void
add_key (GtkWidgetClass *widget_class, guint key, const char *action)
{
  gtk_widget_class_add_binding_action (widget_class, key, 0, action, NULL);
}

static void
app_reviews_page_class_init (AppReviewsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_reviews_page_dispose;
  widget_class->map = app_reviews_page_map;
  widget_class->unmap = app_reviews_page_unmap;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_REVIEW_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/reviews/app-reviews-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, failure);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, list);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, queue);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, more);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, row_chosen);
  gtk_widget_class_bind_template_callback (widget_class, accepted);
  gtk_widget_class_bind_template_callback (widget_class, rejected);
  gtk_widget_class_bind_template_callback (widget_class, again);
  gtk_widget_class_bind_template_callback (widget_class, folded);
  gtk_widget_class_install_action (widget_class, "reviews.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "reviews.next", NULL, step);
  gtk_widget_class_install_action (widget_class, "reviews.previous", NULL, step);
  gtk_widget_class_install_action (widget_class, "reviews.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "reviews.reject", NULL, reject);
  gtk_widget_class_install_action (widget_class, "reviews.back", NULL, go_back);
  /* Behind whoever has the focus: in an entry these are letters. */
  add_key (widget_class, GDK_KEY_j, "reviews.next");
  add_key (widget_class, GDK_KEY_k, "reviews.previous");
  add_key (widget_class, GDK_KEY_a, "reviews.accept");
  add_key (widget_class, GDK_KEY_r, "reviews.reject");
  add_key (widget_class, GDK_KEY_F5, "reviews.refresh");
}

static void
app_reviews_page_init (AppReviewsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_reviews_page_new:
 * @reviews: what waits
 *
 * Makes the room.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_reviews_page_new (ModelReviews *reviews)
{
  AppReviewsPage *self = g_object_new (APP_TYPE_REVIEWS_PAGE, NULL);

  self->reviews = g_object_ref (reviews);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (reviews), make_row, NULL, NULL);
  g_signal_connect_swapped (reviews, "items-changed", G_CALLBACK (items_changed), self);
  g_signal_connect_swapped (reviews, "changed", G_CALLBACK (show), self);
  folded (self);
  show (self);
  return GTK_WIDGET (self);
}

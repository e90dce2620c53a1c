/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-reviews-page-private.h"

#include <string.h>

#include "app-doubt-dialog.h"
#include "app-events.h"
#include "app-review-row.h"

/* Between two looks at what waits, while the room is shown: others decide, and more come. */
#define LOOK_SECONDS 20

G_DEFINE_FINAL_TYPE (AppReviewsPage, app_reviews_page, ADW_TYPE_BIN)

/* All that waits; and of that, what matches what is looked for. */
static guint
count (AppReviewsPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->reviews));
}

static guint
count_shown (AppReviewsPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
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
  const GError *unkept = model_reviews_get_unkept (self->reviews);
  const char *state = find_state (self);

  gtk_stack_set_visible_child_name (self->stack, state);
  gtk_spinner_set_spinning (self->loading, g_str_equal (state, "loading"));
  gtk_stack_set_visible_child_name (self->rows, count_shown (self) > 0 ? "rows" : "nothing");
  gtk_widget_set_visible (self->more, model_reviews_has_more (self->reviews));
  app_reviews_page_show_unsent (self);
  app_error_box_set (self->failure, error);
  /* One that stands at what is chosen says it already. */
  app_error_box_set (self->error_box,
                     g_str_equal (state, "queue") &&
                             (self->chosen == NULL || model_review_get_error (self->chosen) == NULL)
                         ? error != NULL ? error : unkept
                         : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reviews.doubt",
                                 model_reviews_are_offered (self->reviews));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reviews.refresh",
                                 !model_reviews_is_busy (self->reviews));
  if (!model_reviews_is_busy (self->reviews))
    app_event ("reviews %s %u", state, count (self));
}

static void choose (AppReviewsPage *self, ModelReview *review);

/* Whether what is chosen still waits, and is shown; its row is selected then, and no other one. */
static gboolean
select_row (AppReviewsPage *self)
{
  guint n = count_shown (self);

  for (guint i = 0; self->chosen != NULL && i < n; i++)
    {
      g_autoptr (ModelReview) each = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

      if (each != self->chosen)
        continue;
      self->position = i;
      gtk_single_selection_set_selected (self->shown, i);
      return TRUE;
    }
  gtk_single_selection_set_selected (self->shown, GTK_INVALID_LIST_POSITION);
  return FALSE;
}

/* FALSE: its row is out of sight, and has no widget. */
static gboolean
focus_row (AppReviewsPage *self)
{
  for (GtkWidget *each = gtk_widget_get_first_child (GTK_WIDGET (self->list)); each != NULL;
       each = gtk_widget_get_next_sibling (each))
    {
      GtkWidget *row = gtk_widget_get_first_child (each);

      if (row != NULL && APP_IS_REVIEW_ROW (row) &&
          app_review_row_get_review (APP_REVIEW_ROW (row)) == self->chosen)
        return gtk_widget_grab_focus (each);
    }
  return FALSE;
}

/* Once it was scrolled to; who has begun to write a reason by then is left alone. */
static gboolean
focus_later (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AppReviewsPage *self = data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (self->chosen != NULL && (focus == NULL || gtk_widget_is_ancestor (focus, widget)))
    focus_row (self);
  return G_SOURCE_REMOVE;
}

/* At a place of the list, or the last one before it. */
static void
choose_at (AppReviewsPage *self, int position)
{
  int n = (int) count_shown (self);
  g_autoptr (ModelReview) review = NULL;

  position = CLAMP (position, 0, MAX (n - 1, 0));
  review = g_list_model_get_item (G_LIST_MODEL (self->shown), (guint) position);
  choose (self, review);
  if (review == NULL)
    {
      /* Nothing of what is looked for is left: the keys go on where that is. */
      if (*gtk_editable_get_text (self->search) != '\0')
        gtk_widget_grab_focus (GTK_WIDGET (self->search));
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                              (guint) position);
  if (!focus_row (self))
    gtk_widget_add_tick_callback (GTK_WIDGET (self->list), focus_later, self, NULL);
}

/* Decided here: on to the next. Otherwise it stays, with the words for what happened to it. */
static void
chosen_changed (AppReviewsPage *self)
{
  ModelReviewState state = model_review_get_state (self->chosen);

  app_reviews_page_show_unsent (self);
  if (state != MODEL_REVIEW_ACCEPTED && state != MODEL_REVIEW_REJECTED)
    return;
  app_reviews_page_tell_end (self, state == MODEL_REVIEW_ACCEPTED);
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
row_selected (AppReviewsPage *self)
{
  ModelReview *review = gtk_single_selection_get_selected_item (self->shown);

  if (review != NULL)
    choose (self, review);
}

static void
row_activated (AppReviewsPage *self)
{
  row_selected (self);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
}

static void
row_pressed (GtkGestureClick *click, int n, double x, double y, AppReviewsPage *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));

  choose (self, app_review_row_get_review (APP_REVIEW_ROW (row)));
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
}

static gboolean
matches (gpointer item, gpointer data)
{
  AppReviewsPage *self = data;
  const ModelReviewFacts *facts = model_review_get_facts (item);
  const char *const texts[] = {facts->name, facts->former_name, facts->number,
                               facts->representative};
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  g_strstrip (wanted);
  for (guint i = 0; *wanted != '\0' && i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = texts[i] != NULL ? g_utf8_casefold (texts[i], -1) : NULL;

      if (text != NULL && strstr (text, wanted) != NULL)
        return TRUE;
    }
  return *wanted == '\0';
}

static void
look_for (AppReviewsPage *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  select_row (self);
  show (self);
}

/* The first one that is not sent, whatever is looked for. */
static void
go_to_unsent (AppReviewsPage *self)
{
  guint n = count (self);

  gtk_editable_set_text (self->search, "");
  look_for (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelReview) each = g_list_model_get_item (G_LIST_MODEL (self->reviews), i);

      if (model_review_get_unsent (each) == NULL)
        continue;
      choose_at (self, (int) i);
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
      return;
    }
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

  if (count_shown (self) == 0)
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
doubt (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);

  gtk_window_present (GTK_WINDOW (app_doubt_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                        model_reviews_get_platform (self->reviews),
                                                        self->reviews)));
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

static void
set_up_row (AppReviewsPage *self, GtkListItem *item)
{
  GtkWidget *row = app_review_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (row_pressed), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, row);
}

static void
bind_row (AppReviewsPage *self, GtkListItem *item)
{
  app_review_row_set_review (APP_REVIEW_ROW (gtk_list_item_get_child (item)),
                             gtk_list_item_get_item (item));
}

static void
unbind_row (AppReviewsPage *self, GtkListItem *item)
{
  app_review_row_set_review (APP_REVIEW_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
choose_first (AppReviewsPage *self)
{
  look_for (self);
  if (count_shown (self) > 0)
    choose_at (self, 0);
}

static void
stop_search (AppReviewsPage *self)
{
  gtk_editable_set_text (self->search, "");
  if (!focus_row (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppReviewsPage *self = APP_REVIEWS_PAGE (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->queue);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
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
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
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
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, loading);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, failure);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, unsent_bar);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, unsent);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, search);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, list);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, queue);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, more);
  gtk_widget_class_bind_template_child (widget_class, AppReviewsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, set_up_row);
  gtk_widget_class_bind_template_callback (widget_class, bind_row);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, look_for);
  gtk_widget_class_bind_template_callback (widget_class, stop_search);
  gtk_widget_class_bind_template_callback (widget_class, choose_first);
  gtk_widget_class_bind_template_callback (widget_class, go_to_unsent);
  app_reviews_page_bind_decisions (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, again);
  gtk_widget_class_bind_template_callback (widget_class, folded);
  gtk_widget_class_install_action (widget_class, "reviews.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "reviews.next", NULL, step);
  gtk_widget_class_install_action (widget_class, "reviews.previous", NULL, step);
  gtk_widget_class_install_action (widget_class, "reviews.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "reviews.reject", NULL, reject);
  gtk_widget_class_install_action (widget_class, "reviews.doubt", NULL, doubt);
  gtk_widget_class_install_action (widget_class, "reviews.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "reviews.find", NULL, find);
  /* Behind whoever has the focus: in an entry these are letters. */
  add_key (widget_class, GDK_KEY_j, "reviews.next");
  add_key (widget_class, GDK_KEY_k, "reviews.previous");
  add_key (widget_class, GDK_KEY_a, "reviews.accept");
  add_key (widget_class, GDK_KEY_r, "reviews.reject");
  add_key (widget_class, GDK_KEY_F5, "reviews.refresh");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "reviews.find",
                                       NULL);
}

static void
app_reviews_page_init (AppReviewsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_up_list (AppReviewsPage *self)
{
  g_autoptr (GtkFilterListModel) matching = NULL;

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  matching = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->reviews)),
                                        GTK_FILTER (g_object_ref (self->filter)));
  self->shown = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->shown, FALSE);
  gtk_single_selection_set_can_unselect (self->shown, TRUE);
  gtk_single_selection_set_model (self->shown, G_LIST_MODEL (matching));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->shown));
  g_signal_connect_object (self->shown, "notify::selected-item", G_CALLBACK (row_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (items_changed), self,
                           G_CONNECT_SWAPPED);
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
  set_up_list (self);
  app_reviews_page_hear_ends (self);
  g_signal_connect_swapped (reviews, "changed", G_CALLBACK (show), self);
  model_reviews_take_up (reviews);
  folded (self);
  show (self);
  return GTK_WIDGET (self);
}

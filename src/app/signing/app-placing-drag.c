/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-placing-private.h"

#include <math.h>

#include "app-events.h"
#include "app-page-point.h"

/* A hand that trembles less than this has clicked, not dragged (pixels). */
#define CLICK_SLACK 3.0

/* The view scrolls by itself when the pointer is this near its edge (pixels). */
#define SCROLL_EDGE 28.0
#define SCROLL_SPEED 10.0

/* Turning is drawn to steps of 15° within 3°. */
#define TURN_STEP 15.0
#define TURN_CATCH 3.0

static void
drag_body (AppPlacing *self, double x, double y)
{
  const PdfPlacement *now = model_placement_get_place (self->selected);
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (self->drag));
  ModelGuide lines[2];
  PdfPlacement place = *now;
  double x_mm, y_mm;

  app_page_view_pick_page (self->view, x, y, &place.page, &x_mm, &y_mm);
  x_mm = x;
  y_mm = y;
  app_page_point_from_view (self->view, place.page, &x_mm, &y_mm);
  place = model_place_at_centre (&place, x_mm - self->grab_x, y_mm - self->grab_y);
  place = model_placements_snap (self->placements, self->selected, &place,
                                 app_placing_threshold (self, modifiers), lines);
  model_placements_move (self->placements, self->selected, &place);
  app_guides_show (self->guides, model_placement_get_place (self->selected), lines);
}

static double
catch_angle (double angle)
{
  double nearest = round (angle / TURN_STEP) * TURN_STEP;

  return fabs (angle - nearest) <= TURN_CATCH ? nearest : angle;
}

static void
drag_handle (AppPlacing *self, double x, double y)
{
  static const ModelGuide none[2] = {{MODEL_GUIDE_NONE, 0}, {MODEL_GUIDE_NONE, 0}};
  PdfPlacement place;

  app_page_point_from_view (self->view, self->start.page, &x, &y);
  if (self->part == APP_STAMP_TURN)
    {
      double centre_x, centre_y;

      model_place_get_centre (&self->start, &centre_x, &centre_y);
      /* The handle stands above the mark: straight up is 0°. */
      place = model_place_turn (&self->start,
                                catch_angle (atan2 (y - centre_y, x - centre_x) * 180 / G_PI + 90));
    }
  else
    place = model_place_pull (&self->start, (ModelCorner) (self->part - APP_STAMP_CORNER), x, y);
  model_placements_move (self->placements, self->selected, &place);
  app_guides_show (self->guides, model_placement_get_place (self->selected), none);
}

static void
drag_to (AppPlacing *self, double x, double y)
{
  self->pointer_x = x;
  self->pointer_y = y;
  if (self->part == APP_STAMP_BODY)
    drag_body (self, x, y);
  else
    drag_handle (self, x, y);
}

/* How fast to scroll for a pointer at this height; 0 away from the edges. */
static double
scroll_speed (AppPlacing *self)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self->view));

  if (self->pointer_y < SCROLL_EDGE)
    return -SCROLL_SPEED * MIN ((SCROLL_EDGE - self->pointer_y) / SCROLL_EDGE, 2);
  if (self->pointer_y > height - SCROLL_EDGE)
    return SCROLL_SPEED * MIN ((self->pointer_y - height + SCROLL_EDGE) / SCROLL_EDGE, 2);
  return 0;
}

static gboolean
scroll_along (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  AppPlacing *self = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  double before = gtk_adjustment_get_value (adjustment);
  double speed = scroll_speed (self);

  if (speed == 0 || !self->moved)
    return G_SOURCE_CONTINUE;
  gtk_adjustment_set_value (adjustment, before + speed);
  if (gtk_adjustment_get_value (adjustment) != before)
    drag_to (self, self->pointer_x, self->pointer_y);
  return G_SOURCE_CONTINUE;
}

static AppStamp *
stamp_at (AppPlacing *self, double x, double y, AppStampPart *part)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  if (picked == NULL || !APP_IS_STAMP (picked) ||
      !gtk_widget_compute_point (GTK_WIDGET (self->view), picked, &point, &point))
    return NULL;
  *part = app_stamp_pick (APP_STAMP (picked), point.x, point.y);
  return APP_STAMP (picked);
}

static gboolean
is_in_bar (AppPlacing *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  return picked != NULL && (picked == GTK_WIDGET (self->bar) ||
                            gtk_widget_is_ancestor (picked, GTK_WIDGET (self->bar)));
}

static void
drag_begin (AppPlacing *self, double x, double y, GtkGesture *gesture)
{
  AppStampPart part;
  AppStamp *stamp = stamp_at (self, x, y, &part);
  double centre_x, centre_y, hand_x = x, hand_y = y;

  if (stamp == NULL)
    {
      if (!is_in_bar (self, x, y))
        app_placing_select (self, NULL);
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  app_placing_select (self, app_stamp_get_placement (stamp));
  gtk_widget_grab_focus (GTK_WIDGET (stamp));
  self->part = part;
  self->start = *model_placement_get_place (self->selected);
  self->start_x = x;
  self->start_y = y;
  self->moved = FALSE;
  app_page_point_from_view (self->view, self->start.page, &hand_x, &hand_y);
  model_place_get_centre (&self->start, &centre_x, &centre_y);
  self->grab_x = hand_x - centre_x;
  self->grab_y = hand_y - centre_y;
  model_placements_begin (self->placements);
  self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_along, self,
                                                    NULL);
  self->pointer_x = x;
  self->pointer_y = y;
}

static void
drag_update (AppPlacing *self, double dx, double dy)
{
  if (self->part == APP_STAMP_NOTHING || (!self->moved && hypot (dx, dy) < CLICK_SLACK))
    return;
  if (!self->moved)
    app_placing_update_bar (self);
  self->moved = TRUE;
  drag_to (self, self->start_x + dx, self->start_y + dy);
}

static void
drag_stop (AppPlacing *self)
{
  if (self->part == APP_STAMP_NOTHING)
    return;
  self->part = APP_STAMP_NOTHING;
  gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->scroll_tick);
  app_guides_hide (self->guides);
  model_placements_end (self->placements);
  app_placing_update_bar (self);
  if (self->moved && self->selected != NULL)
    {
      const PdfPlacement *place = model_placement_get_place (self->selected);

      app_event ("stamp-moved %u %.3f %.3f %.3f %.3f %.1f", place->page + 1, place->x, place->y,
                 place->width, place->height, place->angle);
    }
}

/* Something took the pointer away in mid-drag: the stamp goes back. */
static void
drag_cancel (AppPlacing *self)
{
  gboolean moved = self->moved && self->part != APP_STAMP_NOTHING;

  self->moved = FALSE;
  drag_stop (self);
  if (moved)
    model_placements_undo (self->placements);
}

static gboolean
key_pressed (AppPlacing *self, guint key)
{
  if (key != GDK_KEY_Escape)
    return FALSE;
  if (self->part != APP_STAMP_NOTHING)
    {
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      drag_cancel (self);
      return TRUE;
    }
  if (self->selected == NULL)
    return FALSE;
  app_placing_select (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return TRUE;
}

/**
 * app_placing_add_drag:
 *
 * Lets the pointer move and size what is on the pages, and Escape take it back.
 */
void
app_placing_add_drag (AppPlacing *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->drag = gtk_gesture_drag_new ();
  /* Before the view's own gestures: a hand on a stamp means the stamp. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->drag), GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->drag, "drag-begin", G_CALLBACK (drag_begin), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drag, "drag-update", G_CALLBACK (drag_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drag, "drag-end", G_CALLBACK (drag_stop), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->drag, "cancel", G_CALLBACK (drag_cancel), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (self->drag));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

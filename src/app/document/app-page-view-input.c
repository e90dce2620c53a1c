/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-page-view-private.h"

#include <math.h>

/* One click of a wheel with Ctrl. */
#define WHEEL_FACTOR 1.15

static gboolean
take_scroll (GtkEventControllerScroll *controller, double dx, double dy, AppPageView *self)
{
  GtkEventController *base = GTK_EVENT_CONTROLLER (controller);
  GdkEvent *event = gtk_event_controller_get_current_event (base);
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  double surface_x, surface_y, left, top;
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));

  if (!(gtk_event_controller_get_current_event_state (base) & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  if (event != NULL && gdk_event_get_position (event, &surface_x, &surface_y))
    {
      gtk_native_get_surface_transform (native, &left, &top);
      gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), surface_x - left,
                                        surface_y - top, &x, &y);
    }
  app_page_view_zoom_at (self, app_page_view_get_zoom (self) * pow (WHEEL_FACTOR, -dy), x, y);
  return GDK_EVENT_STOP;
}

static void
begin_pinch (GtkGesture *gesture, GdkEventSequence *sequence, AppPageView *self)
{
  self->gesture_zoom = app_page_view_get_zoom (self);
}

static void
take_pinch (GtkGestureZoom *gesture, double factor, AppPageView *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    app_page_view_zoom_at (self, self->gesture_zoom * factor, x, y);
}

static void
scroll_by (AppPageView *self, GtkOrientation orientation, double amount)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];

  if (adjustment != NULL)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + amount);
}

/* A screenful, less a line of overlap; where the page fits the view, a page. */
static gboolean
move_page (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  AppPageView *self = APP_PAGE_VIEW (widget);
  int direction = g_variant_get_int32 (arguments);
  guint page = app_page_view_get_current_page (self);

  if (self->fit == APP_FIT_PAGE)
    app_page_view_scroll_to (self, direction < 0 && page > 0 ? page - 1 : page + (direction > 0), 0,
                             0);
  else
    scroll_by (self, GTK_ORIENTATION_VERTICAL,
               direction * MAX (40, gtk_widget_get_height (widget) - 40));
  return TRUE;
}

static gboolean
move_line (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  int across, down;

  g_variant_get (arguments, "(ii)", &across, &down);
  scroll_by (APP_PAGE_VIEW (widget), GTK_ORIENTATION_HORIZONTAL, across * 48);
  scroll_by (APP_PAGE_VIEW (widget), GTK_ORIENTATION_VERTICAL, down * 48);
  return TRUE;
}

static gboolean
move_end (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  app_page_view_scroll_to (APP_PAGE_VIEW (widget), g_variant_get_uint32 (arguments), 0, 0);
  return TRUE;
}

/**
 * app_page_view_class_add_keys:
 *
 * Binds the keys that move the pages.
 */
void
app_page_view_class_add_keys (GtkWidgetClass *klass)
{
  static const struct {
    guint key;
    GdkModifierType modifiers;
    int direction;
  } pages[] = {{GDK_KEY_Page_Up, 0, -1},    {GDK_KEY_Page_Down, 0, 1},
               {GDK_KEY_KP_Page_Up, 0, -1}, {GDK_KEY_KP_Page_Down, 0, 1},
               {GDK_KEY_space, 0, 1},       {GDK_KEY_space, GDK_SHIFT_MASK, -1}};
  static const struct {
    guint key;
    int across, down;
  } lines[] = {
      {GDK_KEY_Left, -1, 0}, {GDK_KEY_Right, 1, 0}, {GDK_KEY_Up, 0, -1}, {GDK_KEY_Down, 0, 1}};

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_class_add_binding (klass, pages[i].key, pages[i].modifiers, move_page, "i",
                                  pages[i].direction);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    gtk_widget_class_add_binding (klass, lines[i].key, 0, move_line, "(ii)", lines[i].across,
                                  lines[i].down);
  gtk_widget_class_add_binding (klass, GDK_KEY_Home, 0, move_end, "u", 0);
  gtk_widget_class_add_binding (klass, GDK_KEY_End, 0, move_end, "u", G_MAXUINT);
}

static void
take_press (GtkGestureClick *gesture, int n_press, double x, double y, AppPageView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * app_page_view_add_gestures:
 *
 * Takes the wheel, the pinch and the press that gives the keyboard.
 */
void
app_page_view_add_gestures (AppPageView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *wheel = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *pinch = GTK_EVENT_CONTROLLER (gtk_gesture_zoom_new ());
  GtkEventController *click = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());

  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (take_scroll), self);
  gtk_widget_add_controller (widget, wheel);
  g_signal_connect (pinch, "begin", G_CALLBACK (begin_pinch), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (take_pinch), self);
  gtk_widget_add_controller (widget, pinch);
  g_signal_connect (click, "pressed", G_CALLBACK (take_press), self);
  gtk_widget_add_controller (widget, click);
}

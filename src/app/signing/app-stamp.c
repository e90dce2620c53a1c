/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-stamp.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app-page-point.h"

/* Handles: large enough for a shaking hand, small enough not to hide a seal (pixels). */
#define HANDLE 10.0
#define HANDLE_REACH 9.0
#define TURN_DISTANCE 22.0

/* Keyboard steps: mm and degrees. */
#define STEP 1.0
#define STEP_LARGE 10.0
#define STEP_SMALL 0.1
#define STEP_TURN 1.0
#define STEP_TURN_LARGE 15.0

struct _AppStamp {
  GtkWidget parent_instance;

  AppPageView *view; /* not owned: it owns us */
  ModelPlacements *placements;
  ModelPlacement *placement;
  gboolean selected;
  gboolean hovered;
  gboolean key_held; /* a run of key repeats is one step to undo */
};

G_DEFINE_FINAL_TYPE (AppStamp, app_stamp, GTK_TYPE_WIDGET)

enum { REPEAT_ON_NEXT, N_SIGNALS };

static guint signals[N_SIGNALS];

static const PdfPlacement *
place_of (AppStamp *self)
{
  return model_placement_get_place (self->placement);
}

/* The angle on the screen: the mark's own and the view's. */
static double
screen_angle (AppStamp *self)
{
  return place_of (self)->angle + app_page_view_get_turn (self->view);
}

/* The mark's centre in the widget, to the fraction of a pixel. */
static void
find_centre (AppStamp *self, double *x, double *y)
{
  model_place_get_centre (place_of (self), x, y);
  app_page_point_to_child (self->view, GTK_WIDGET (self), place_of (self)->page, x, y);
}

/* Drawing */

/* The page as it is under the stamp, where its picture is there. */
static gboolean
paint_page (AppStamp *self, cairo_t *cr)
{
  guint page = place_of (self)->page;
  double device = app_page_view_get_scale (self->view) *
                  gtk_widget_get_scale_factor (GTK_WIDGET (self));
  graphene_point_t origin;
  graphene_rect_t area;
  gboolean sharp;
  cairo_surface_t *picture = model_document_peek_picture (
      app_page_view_get_document (self->view), page, device, app_page_view_get_turn (self->view),
      MODEL_PRIORITY_VISIBLE, &sharp);

  if (picture == NULL || !gtk_widget_compute_point (GTK_WIDGET (self), GTK_WIDGET (self->view),
                                                    &GRAPHENE_POINT_INIT (0, 0), &origin))
    return FALSE;

  app_page_view_get_area (self->view, page, &area);
  cairo_save (cr);
  cairo_translate (cr, area.origin.x - origin.x, area.origin.y - origin.y);
  cairo_scale (cr, area.size.width / cairo_image_surface_get_width (picture),
               area.size.height / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  return TRUE;
}

static SealDrawing *
drawing_of (AppStamp *self, ModelPlacement *placement)
{
  return model_look_get_drawing (model_placements_get_look (self->placements),
                                 model_placement_get_seal (placement));
}

static void
paint_layer (AppStamp *self, cairo_t *cr, ModelPlacement *placement, SealLayer layer)
{
  const PdfPlacement *place = model_placement_get_place (placement);
  SealDrawing *drawing = drawing_of (self, placement);
  double scale = app_page_view_get_scale (self->view);
  double x, y;

  model_place_get_centre (place, &x, &y);
  app_page_point_to_child (self->view, GTK_WIDGET (self), place->page, &x, &y);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, (place->angle + app_page_view_get_turn (self->view)) * G_PI / 180);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -place->width / 2, -place->height / 2);
  cairo_scale (cr, place->width / seal_drawing_get_width (drawing),
               place->height / seal_drawing_get_height (drawing));
  seal_drawing_paint_layer (drawing, layer, cr);
  cairo_restore (cr);
}

/* One stamp over what is there: its ink multiplied, as /BM /Multiply does it in the file, its print
 * as it is. */
static void
paint_mark (AppStamp *self, cairo_t *cr, ModelPlacement *placement)
{
  cairo_push_group (cr);
  paint_layer (self, cr, placement, SEAL_LAYER_INK);
  cairo_pop_group_to_source (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_MULTIPLY);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  paint_layer (self, cr, placement, SEAL_LAYER_PRINT);
}

static gboolean
overlap (const PdfPlacement *a, const PdfPlacement *b)
{
  PdfRect first = pdf_placement_get_bounds (a), second = pdf_placement_get_bounds (b);

  return a->page == b->page && first.x0 < second.x1 && second.x0 < first.x1 &&
         first.y0 < second.y1 && second.y0 < first.y1;
}

/* Stamps may lie over each other. Each paints the page and all that reach into its own box, so
 * that whichever is drawn last, the picture is the same. */
static void
paint_stamp (AppStamp *self, cairo_t *cr)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->placements));
  gboolean own_painted = FALSE;

  paint_page (self, cr);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelPlacement) other = g_list_model_get_item (G_LIST_MODEL (self->placements), i);

      own_painted = own_painted || other == self->placement;
      if (other == self->placement || overlap (place_of (self), model_placement_get_place (other)))
        paint_mark (self, cr, other);
    }
  if (!own_painted)
    paint_mark (self, cr, self->placement);
}

/* Corners of the mark relative to the widget's centre, and the handle to turn it. */
static void
handle_position (AppStamp *self, int handle, double *x, double *y)
{
  double scale = app_page_view_get_scale (self->view);
  double half_width = place_of (self)->width * scale / 2;
  double half_height = place_of (self)->height * scale / 2;
  double radians = screen_angle (self) * G_PI / 180;
  double dx = 0, dy = -half_height - TURN_DISTANCE;

  if (handle < 4)
    {
      dx = handle == MODEL_CORNER_TOP_RIGHT || handle == MODEL_CORNER_BOTTOM_RIGHT ? half_width
                                                                                   : -half_width;
      dy = handle == MODEL_CORNER_BOTTOM_LEFT || handle == MODEL_CORNER_BOTTOM_RIGHT ? half_height
                                                                                     : -half_height;
    }
  find_centre (self, x, y);
  *x += dx * cos (radians) - dy * sin (radians);
  *y += dx * sin (radians) + dy * cos (radians);
}

static void
paint_handle (AppStamp *self, cairo_t *cr, int handle)
{
  double x, y;

  handle_position (self, handle, &x, &y);
  if (handle < 4)
    cairo_rectangle (cr, x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
  else
    cairo_arc (cr, x, y, HANDLE / 2 + 0.5, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0.16, 0.15, 0.17);
  cairo_stroke (cr);
}

/* Dark on paper, which is white in every style; ink keeps red for itself. */
static void
paint_outline (AppStamp *self, cairo_t *cr)
{
  double scale = app_page_view_get_scale (self->view);
  double width = place_of (self)->width * scale, height = place_of (self)->height * scale;
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (self));
  double x, y;

  find_centre (self, &x, &y);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, screen_angle (self) * G_PI / 180);
  cairo_rectangle (cr, -width / 2, -height / 2, width, height);
  if (self->selected)
    {
      cairo_move_to (cr, 0, -height / 2);
      cairo_line_to (cr, 0, -height / 2 - TURN_DISTANCE);
    }
  cairo_restore (cr);
  cairo_set_source_rgba (cr, 0.16, 0.15, 0.17, self->selected ? 0.9 : 0.4);
  cairo_set_line_width (cr, self->selected && focused ? 2 : 1);
  cairo_stroke (cr);
}

static void
app_stamp_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AppStamp *self = APP_STAMP (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (APP_STAMP_MARGIN, APP_STAMP_MARGIN,
                                                       MAX (width - 2 * APP_STAMP_MARGIN, 1),
                                                       MAX (height - 2 * APP_STAMP_MARGIN, 1)));
  paint_stamp (self, cr);
  cairo_destroy (cr);
  if (!self->selected && !self->hovered)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  paint_outline (self, cr);
  cairo_set_line_width (cr, 1);
  for (int handle = 0; self->selected && handle < 5; handle++)
    paint_handle (self, cr, handle);
  cairo_destroy (cr);
}

static void
app_stamp_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  *minimum = *natural = 0;
}

static gboolean
app_stamp_contains (GtkWidget *widget, double x, double y)
{
  return app_stamp_pick (APP_STAMP (widget), x, y) != APP_STAMP_NOTHING;
}

/* Keys */

static void
move_by_key (AppStamp *self, const PdfPlacement *place)
{
  if (!self->key_held)
    model_placements_begin (self->placements);
  self->key_held = TRUE;
  model_placements_move (self->placements, self->placement, place);
}

static void
end_of_keys (AppStamp *self)
{
  if (self->key_held)
    model_placements_end (self->placements);
  self->key_held = FALSE;
}

/* Right is right on the screen, however the view is turned. */
static void
nudge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStamp *self = APP_STAMP (widget);
  PdfPlacement place = *place_of (self);
  double radians = -app_page_view_get_turn (self->view) * G_PI / 180;
  double dx, dy;

  g_variant_get (parameter, "(dd)", &dx, &dy);
  place.x += dx * cos (radians) - dy * sin (radians);
  place.y += dx * sin (radians) + dy * cos (radians);
  move_by_key (self, &place);
}

static void
resize (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStamp *self = APP_STAMP (widget);
  PdfPlacement place = model_place_scale (place_of (self), place_of (self)->width +
                                                               g_variant_get_double (parameter));

  move_by_key (self, &place);
}

static void
turn (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStamp *self = APP_STAMP (widget);
  PdfPlacement place = model_place_turn (place_of (self),
                                         place_of (self)->angle + g_variant_get_double (parameter));

  move_by_key (self, &place);
}

static void
to_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStamp *self = APP_STAMP (widget);
  PdfPlacement place = *place_of (self);
  int step = g_variant_get_int32 (parameter);

  if (step < 0 && place.page == 0)
    return;
  place.page += (guint) step;
  move_by_key (self, &place);
}

static void delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStamp *self = APP_STAMP (widget);

  end_of_keys (self);
  model_placements_remove (self->placements, self->placement);
}

static void
repeat_on_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  end_of_keys (APP_STAMP (widget));
  g_signal_emit (widget, signals[REPEAT_ON_NEXT], 0);
}

/* Speech */

static void
update_label (AppStamp *self)
{
  const PdfPlacement *place = place_of (self);
  g_autofree char *label = g_strdup_printf (
      /* Translators: what a screen reader says of a stamp: seal, page, three lengths. */
      _ ("%s on page %u, %.0f mm from left, %.0f mm from top, %.0f mm wide"),
      model_seal_get_title (model_placement_get_seal (self->placement)), place->page + 1, place->x,
      place->y, place->width);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
placement_changed (AppStamp *self)
{
  app_page_view_pin (self->view, GTK_WIDGET (self), place_of (self), APP_STAMP_MARGIN);
  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_hovered (AppStamp *self, gboolean hovered)
{
  self->hovered = hovered;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pointer_came (AppStamp *self)
{
  set_hovered (self, TRUE);
}

static void
pointer_left (AppStamp *self)
{
  set_hovered (self, FALSE);
}

static void
focus_left (AppStamp *self)
{
  end_of_keys (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Type */

static void
app_stamp_dispose (GObject *object)
{
  AppStamp *self = APP_STAMP (object);

  if (self->placements != NULL)
    end_of_keys (self);
  g_clear_object (&self->placement);
  g_clear_object (&self->placements);
  G_OBJECT_CLASS (app_stamp_parent_class)->dispose (object);
}

typedef struct {
  guint key;
  guint keypad;
  double dx;
  double dy;
} Arrow;

static void
add_arrow_keys (GtkWidgetClass *widget_class)
{
  static const Arrow arrows[] = {
      {GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0},
      {GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0},
      {GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1},
      {GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1},
  };
  static const struct {
    GdkModifierType modifiers;
    double step;
  } steps[] = {{0, STEP}, {GDK_SHIFT_MASK, STEP_LARGE}, {GDK_CONTROL_MASK, STEP_SMALL}};

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
      {
        double dx = arrows[i].dx * steps[j].step, dy = arrows[i].dy * steps[j].step;
        double growth = dx - dy; /* right and up make it larger */

        gtk_widget_class_add_binding_action (widget_class, arrows[i].key, steps[j].modifiers,
                                             "stamp.nudge", "(dd)", dx, dy);
        gtk_widget_class_add_binding_action (widget_class, arrows[i].keypad, steps[j].modifiers,
                                             "stamp.nudge", "(dd)", dx, dy);
        gtk_widget_class_add_binding_action (widget_class, arrows[i].key,
                                             steps[j].modifiers | GDK_ALT_MASK, "stamp.resize", "d",
                                             growth);
      }
}

static void
app_stamp_class_init (AppStampClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_stamp_dispose;
  widget_class->snapshot = app_stamp_snapshot;
  widget_class->measure = app_stamp_measure;
  widget_class->contains = app_stamp_contains;

  /**
   * AppStamp::repeat-on-next:
   *
   * The same seal is wanted at the same place on the next page.
   */
  signals[REPEAT_ON_NEXT] = g_signal_new ("repeat-on-next", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "stamp.nudge", "(dd)", nudge);
  gtk_widget_class_install_action (widget_class, "stamp.resize", "d", resize);
  gtk_widget_class_install_action (widget_class, "stamp.turn", "d", turn);
  gtk_widget_class_install_action (widget_class, "stamp.to-page", "i", to_page);
  gtk_widget_class_install_action (widget_class, "stamp.delete", NULL, delete);
  gtk_widget_class_install_action (widget_class, "stamp.repeat-on-next", NULL, repeat_on_next);

  add_arrow_keys (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_bracketleft, 0, "stamp.turn", "d",
                                       -STEP_TURN);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_bracketright, 0, "stamp.turn", "d",
                                       STEP_TURN);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_braceleft, GDK_SHIFT_MASK,
                                       "stamp.turn", "d", -STEP_TURN_LARGE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_braceright, GDK_SHIFT_MASK,
                                       "stamp.turn", "d", STEP_TURN_LARGE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, 0, "stamp.to-page", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, 0, "stamp.to-page", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "stamp.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "stamp.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK,
                                       "stamp.repeat-on-next", NULL);
  gtk_widget_class_set_css_name (widget_class, "stamp");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
app_stamp_init (AppStamp *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *pointer = gtk_event_controller_motion_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (end_of_keys), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left), self);
  g_signal_connect_swapped (pointer, "enter", G_CALLBACK (pointer_came), self);
  g_signal_connect_swapped (pointer, "leave", G_CALLBACK (pointer_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), pointer);
}

/**
 * app_stamp_new:
 * @view: where it is pinned
 * @placements: what is edited by its keys
 * @placement: the stamp it shows; need not be one of @placements yet
 *
 * Makes a stamp and pins it to its page.
 *
 * Returns: (transfer none): the stamp; the view owns it
 */
AppStamp *
app_stamp_new (AppPageView *view, ModelPlacements *placements, ModelPlacement *placement)
{
  AppStamp *self = g_object_new (APP_TYPE_STAMP, NULL);

  self->view = view;
  self->placements = g_object_ref (placements);
  self->placement = g_object_ref (placement);
  g_signal_connect_object (placement, "changed", G_CALLBACK (placement_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model_placements_get_look (placements), "changed",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  placement_changed (self);
  return self;
}

/**
 * app_stamp_get_placement:
 *
 * Returns: (transfer none): what it shows
 */
ModelPlacement *
app_stamp_get_placement (AppStamp *self)
{
  g_return_val_if_fail (APP_IS_STAMP (self), NULL);

  return self->placement;
}

/**
 * app_stamp_get_selected:
 *
 * Returns: whether its handles are shown
 */
gboolean
app_stamp_get_selected (AppStamp *self)
{
  g_return_val_if_fail (APP_IS_STAMP (self), FALSE);

  return self->selected;
}

/**
 * app_stamp_set_selected:
 * @selected: whether its handles are shown
 *
 * Selects the stamp; AppPlacing sees to it that one is at most.
 */
void
app_stamp_set_selected (AppStamp *self, gboolean selected)
{
  g_return_if_fail (APP_IS_STAMP (self));

  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * app_stamp_pick:
 * @x: in the widget
 * @y: in the widget
 *
 * Tells what a hand at this point takes hold of. Handles win over the body, but a small stamp
 * stays movable: its middle is always body.
 *
 * Returns: the part
 */
AppStampPart
app_stamp_pick (AppStamp *self, double x, double y)
{
  double scale, radians, dx, dy, half_width, half_height, along, across, centre_x, centre_y;

  g_return_val_if_fail (APP_IS_STAMP (self), APP_STAMP_NOTHING);

  scale = app_page_view_get_scale (self->view);
  half_width = place_of (self)->width * scale / 2;
  half_height = place_of (self)->height * scale / 2;
  radians = -screen_angle (self) * G_PI / 180;
  find_centre (self, &centre_x, &centre_y);
  dx = x - centre_x;
  dy = y - centre_y;
  along = fabs (dx * cos (radians) - dy * sin (radians));
  across = fabs (dx * sin (radians) + dy * cos (radians));

  if (along < half_width / 3 && across < half_height / 3)
    return APP_STAMP_BODY;
  for (int handle = 0; self->selected && handle < 5; handle++)
    {
      double handle_x, handle_y;

      handle_position (self, handle, &handle_x, &handle_y);
      if (hypot (x - handle_x, y - handle_y) <= HANDLE_REACH)
        return (AppStampPart) (APP_STAMP_CORNER + handle);
    }
  return along <= half_width && across <= half_height ? APP_STAMP_BODY : APP_STAMP_NOTHING;
}

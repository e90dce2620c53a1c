/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-placing.h"

#include "app-events.h"
#include "app-page-point.h"
#include "app-placing-private.h"

/* Pixels within which a stamp is drawn to a line. */
#define SNAP_DISTANCE 6.0

/* Pixels between a stamp and its bar. */
#define BAR_DISTANCE 14.0
#define BAR_DISTANCE_ABOVE 38.0

/* A view narrower than this has the bar in short form, in pixels. */
#define NARROW_VIEW 440

/* A seal put by key where the same seal is already goes this far aside, in mm. */
#define ASIDE 8.0

G_DEFINE_FINAL_TYPE (AppPlacing, app_placing, G_TYPE_OBJECT)

enum { PROP_SELECTED = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

static AppStamp *
stamp_of (AppPlacing *self, ModelPlacement *placement)
{
  return placement != NULL ? g_hash_table_lookup (self->stamps, placement) : NULL;
}

/* Bar */

/* The stamp's box on the screen. */
static graphene_rect_t
screen_bounds (AppPlacing *self, const PdfPlacement *place)
{
  PdfRect bounds = pdf_placement_get_bounds (place);
  double x0 = bounds.x0, y0 = bounds.y0, x1 = bounds.x1, y1 = bounds.y1;

  app_page_point_to_view (self->view, place->page, &x0, &y0);
  app_page_point_to_view (self->view, place->page, &x1, &y1);
  return GRAPHENE_RECT_INIT (MIN (x0, x1), MIN (y0, y1), ABS (x1 - x0), ABS (y1 - y0));
}

/* Below the stamp, above it where the view ends; always wholly in the view's width. Pinned as if it
 * were a mark, so that it scrolls along. */
static void
pin_bar (AppPlacing *self, const PdfPlacement *place)
{
  graphene_rect_t stamp = screen_bounds (self, place);
  double scale = app_page_view_get_scale (self->view);
  double view_width = gtk_widget_get_width (GTK_WIDGET (self->view));
  double view_height = gtk_widget_get_height (GTK_WIDGET (self->view));
  PdfPlacement pin = {.page = place->page, .angle = -app_page_view_get_turn (self->view)};
  GtkRequisition size;
  double x, y;

  app_stamp_bar_set_narrow (self->bar, view_width < NARROW_VIEW);
  gtk_widget_get_preferred_size (GTK_WIDGET (self->bar), NULL, &size);
  x = CLAMP (stamp.origin.x + stamp.size.width / 2, size.width / 2.0 + 6,
             MAX (view_width - size.width / 2.0 - 6, size.width / 2.0 + 6));
  y = stamp.origin.y + stamp.size.height + BAR_DISTANCE + size.height / 2.0;
  if (y + size.height / 2.0 > view_height && stamp.origin.y - BAR_DISTANCE_ABOVE - size.height > 0)
    y = stamp.origin.y - BAR_DISTANCE_ABOVE - size.height / 2.0;

  app_page_point_from_view (self->view, place->page, &x, &y);
  pin.width = size.width / scale;
  pin.height = size.height / scale;
  pin = model_place_at_centre (&pin, x, y);
  app_page_view_pin (self->view, GTK_WIDGET (self->bar), &pin, 0);
}

/**
 * app_placing_update_bar:
 *
 * Shows the bar beside the selected stamp, except while that is dragged.
 */
void
app_placing_update_bar (AppPlacing *self)
{
  gboolean wanted = self->selected != NULL && self->part == APP_STAMP_NOTHING;

  app_stamp_bar_set_placement (self->bar, self->selected);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), wanted);
  if (wanted)
    pin_bar (self, model_placement_get_place (self->selected));
}

/* Stamps */

static void
repeat_on_next (AppPlacing *self, AppStamp *stamp)
{
  ModelPlacement *placement = app_stamp_get_placement (stamp);
  guint page = model_placement_get_place (placement)->page + 1;
  guint before = model_placements_get_size (self->placements);

  if (model_placements_repeat (self->placements, placement, page, page) > 0)
    {
      g_autoptr (ModelPlacement)
          added = g_list_model_get_item (G_LIST_MODEL (self->placements), before);

      app_placing_select (self, added);
    }
}

static void
stamp_focused (AppStamp *stamp, GParamSpec *pspec, AppPlacing *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (stamp)))
    app_placing_select (self, app_stamp_get_placement (stamp));
}

static void
add_stamp (AppPlacing *self, ModelPlacement *placement)
{
  AppStamp *stamp = app_stamp_new (self->view, self->placements, placement);
  const PdfPlacement *place = model_placement_get_place (placement);

  g_hash_table_insert (self->stamps, placement, stamp);
  g_signal_connect_object (stamp, "repeat-on-next", G_CALLBACK (repeat_on_next), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (stamp, "notify::has-focus", G_CALLBACK (stamp_focused), self, 0);
  app_event ("stamp-added %u %.3f %.3f %.3f %.3f", place->page + 1, place->x, place->y,
             place->width, place->height);
}

static void
remove_stamp (AppPlacing *self, ModelPlacement *placement)
{
  AppStamp *stamp = stamp_of (self, placement);

  if (self->selected == placement)
    {
      app_placing_select (self, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
  g_hash_table_remove (self->stamps, placement);
  app_page_view_unpin (self->view, GTK_WIDGET (stamp));
  app_event ("stamp-removed");
}

static void
items_changed (AppPlacing *self, guint position, guint removed, guint added, GListModel *list)
{
  for (guint i = 0; i < removed; i++)
    remove_stamp (self, g_ptr_array_index (self->items, position + i));
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);
  for (guint i = 0; i < added; i++)
    {
      ModelPlacement *placement = g_list_model_get_item (list, position + i);

      g_ptr_array_insert (self->items, (int) (position + i), placement);
      add_stamp (self, placement);
    }
}

static void
redraw_stamps (AppPlacing *self)
{
  GHashTableIter iter;
  gpointer stamp;

  g_hash_table_iter_init (&iter, self->stamps);
  while (g_hash_table_iter_next (&iter, NULL, &stamp))
    gtk_widget_queue_draw (stamp);
}

/* Stamps show what lies under them: the page, and each other. */
static void
edited (AppPlacing *self)
{
  redraw_stamps (self);
  app_placing_update_bar (self);
}

static void
page_changed (AppPlacing *self, guint page)
{
  GHashTableIter iter;
  gpointer stamp;

  g_hash_table_iter_init (&iter, self->stamps);
  while (g_hash_table_iter_next (&iter, NULL, &stamp))
    if (model_placement_get_place (app_stamp_get_placement (stamp))->page == page)
      gtk_widget_queue_draw (stamp);
}

static void
laid_out (AppPlacing *self)
{
  redraw_stamps (self);
  app_placing_update_bar (self);
}

/**
 * app_placing_threshold:
 * @modifiers: the keys that are held down
 *
 * Returns: how near counts as meant, in mm; 0 while Ctrl is held down
 */
double
app_placing_threshold (AppPlacing *self, GdkModifierType modifiers)
{
  if (modifiers & GDK_CONTROL_MASK)
    return 0;
  return SNAP_DISTANCE / app_page_view_get_scale (self->view);
}

/* Type */

static void
app_placing_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_object (value, APP_PLACING (object)->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
app_placing_finalize (GObject *object)
{
  AppPlacing *self = APP_PLACING (object);

  g_clear_object (&self->selected);
  g_clear_object (&self->ghost_placement);
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->stamps);
  g_clear_object (&self->guides);
  g_clear_object (&self->bar);
  g_clear_object (&self->placements);
  G_OBJECT_CLASS (app_placing_parent_class)->finalize (object);
}

static void
app_placing_class_init (AppPlacingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = app_placing_get_property;
  object_class->finalize = app_placing_finalize;
  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, MODEL_TYPE_PLACEMENT,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                       G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
app_placing_init (AppPlacing *self)
{
  self->stamps = g_hash_table_new (NULL, NULL);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * app_placing_new:
 * @view: whose document is stamped
 * @placements: the stamps
 *
 * Lets a hand work on the pages of a view.
 *
 * Returns: (transfer full): the hand; keep it no longer than the view
 */
AppPlacing *
app_placing_new (AppPageView *view, ModelPlacements *placements)
{
  AppPlacing *self = g_object_new (APP_TYPE_PLACING, NULL);

  self->view = view;
  self->placements = g_object_ref (placements);
  self->guides = g_object_ref_sink (app_guides_new (view));
  self->bar = g_object_ref_sink (app_stamp_bar_new (placements));
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
  g_signal_connect_object (placements, "items-changed", G_CALLBACK (items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (placements, "edited", G_CALLBACK (edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "laid-out", G_CALLBACK (laid_out), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app_page_view_get_document (view), "page-changed",
                           G_CALLBACK (page_changed), self, G_CONNECT_SWAPPED);
  app_placing_add_drag (self);
  app_placing_add_drop (self);
  items_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (placements)),
                 G_LIST_MODEL (placements));
  return self;
}

static void
bring_into_view (AppPlacing *self, const PdfPlacement *place)
{
  graphene_rect_t bounds = screen_bounds (self, place);

  if (bounds.origin.y < 0 ||
      bounds.origin.y + bounds.size.height > gtk_widget_get_height (GTK_WIDGET (self->view)))
    app_page_view_scroll_to (self->view, place->page, place->x, place->y);
}

/**
 * app_placing_select:
 * @placement: (nullable): a stamp, or nothing
 *
 * Selects one stamp, gives it the keyboard and brings it into view.
 */
void
app_placing_select (AppPlacing *self, ModelPlacement *placement)
{
  AppStamp *stamp;

  g_return_if_fail (APP_IS_PLACING (self));

  if (self->selected == placement)
    return;
  stamp = stamp_of (self, self->selected);
  if (stamp != NULL)
    app_stamp_set_selected (stamp, FALSE);
  g_set_object (&self->selected, placement);
  stamp = stamp_of (self, placement);
  if (stamp != NULL)
    {
      app_stamp_set_selected (stamp, TRUE);
      bring_into_view (self, model_placement_get_place (placement));
      gtk_widget_grab_focus (GTK_WIDGET (stamp));
    }
  app_placing_update_bar (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/* Whether a stamp of this seal has its centre there. */
static gboolean
is_taken (AppPlacing *self, const PdfPlacement *place)
{
  for (guint i = 0; i < self->items->len; i++)
    if (model_place_equal (model_placement_get_place (self->items->pdata[i]), place))
      return TRUE;
  return FALSE;
}

/**
 * app_placing_put:
 * @seal: what to put
 *
 * Puts a seal in its own size, and what stands beside it, at the middle of what is visible, and
 * selects it.
 */
void
app_placing_put (AppPlacing *self, ModelSeal *seal)
{
  SealDrawing *drawing;
  PdfPlacement place = {0};
  double x, y;

  g_return_if_fail (APP_IS_PLACING (self));

  drawing = model_look_get_drawing (model_placements_get_look (self->placements), seal);
  place.width = seal_drawing_get_width (drawing);
  place.height = seal_drawing_get_height (drawing);

  app_page_view_pick_page (self->view, gtk_widget_get_width (GTK_WIDGET (self->view)) / 2.0,
                           gtk_widget_get_height (GTK_WIDGET (self->view)) / 2.0, &place.page, &x,
                           &y);
  place = model_place_at_centre (&place, x, y);
  while (is_taken (self, &place))
    {
      place.x += ASIDE;
      place.y += ASIDE;
    }
  app_placing_select (self, model_placements_add (self->placements, seal, &place));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-page-view-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* What a logical pixel is where the monitor does not tell: 96 to the inch. */
#define USUAL_SCALE (96 / 25.4)

G_DEFINE_FINAL_TYPE_WITH_CODE (AppPageView,
                               app_page_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum {
  PROP_0,
  PROP_SCALE,
  PROP_ZOOM,
  PROP_CURRENT_PAGE,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

enum { LAID_OUT, N_SIGNALS };

static guint signals[N_SIGNALS];

/* A point of a page and where it is in the widget, to find it there again; in a gap, the nearest
 * point of the page. */
typedef struct {
  guint page;
  double x_mm, y_mm;
  double x, y;
} Anchor;

static double
get_offset (AppPageView *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];

  return adjustment != NULL ? floor (gtk_adjustment_get_value (adjustment)) : 0;
}

static double
get_sheet_width (AppPageView *self)
{
  double width, height;

  app_page_layout_get_size (self->layout, &width, &height);
  return MAX (width, gtk_widget_get_width (GTK_WIDGET (self)));
}

/* A document shorter than the view stands at its top, as paper on a desk does. */
static void
configure (AppPageView *self, GtkOrientation orientation, double sheet, double view, double value)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];

  if (adjustment == NULL)
    return;
  sheet = MAX (sheet, view);
  gtk_adjustment_configure (adjustment, CLAMP (value, 0, sheet - view), 0, sheet, view * 0.1,
                            view * 0.9, view);
}

static void
configure_both (AppPageView *self, double x, double y)
{
  double width, height;

  app_page_layout_get_size (self->layout, &width, &height);
  configure (self, GTK_ORIENTATION_HORIZONTAL, width, gtk_widget_get_width (GTK_WIDGET (self)), x);
  configure (self, GTK_ORIENTATION_VERTICAL, height, gtk_widget_get_height (GTK_WIDGET (self)), y);
}

static void
take_anchor (AppPageView *self, double x, double y, Anchor *anchor)
{
  graphene_rect_t area;
  double across, down;

  app_page_view_pick_page (self, x, y, &anchor->page, &anchor->x_mm, &anchor->y_mm);
  anchor->x = x;
  anchor->y = y;
  if (anchor->page >= app_page_layout_get_n_pages (self->layout))
    return;
  app_page_view_get_area (self, anchor->page, &area);
  app_page_layout_to_pixels (self->layout, anchor->page, anchor->x_mm, anchor->y_mm, &across,
                             &down);
  anchor->x = area.origin.x + across;
  anchor->y = area.origin.y + down;
}

/* A page that turned out smaller than it was taken for has the point at its edge. */
static void
restore_anchor (AppPageView *self, const Anchor *anchor)
{
  graphene_rect_t area;
  double x, y;

  if (anchor->page >= app_page_layout_get_n_pages (self->layout))
    {
      configure_both (self, 0, 0);
      return;
    }
  app_page_layout_get_area (self->layout, anchor->page, get_sheet_width (self), &area);
  app_page_layout_to_pixels (self->layout, anchor->page, anchor->x_mm, anchor->y_mm, &x, &y);
  x = MIN (x, area.size.width);
  y = MIN (y, area.size.height);
  configure_both (self, area.origin.x + x - anchor->x, area.origin.y + y - anchor->y);
}

static gboolean
notify_changes (gpointer data)
{
  AppPageView *self = data;
  gboolean zoomed = self->notified_scale != self->scale;
  gboolean moved = self->notified_page != self->current_page;

  self->notify_id = 0;
  self->notified_scale = self->scale;
  self->notified_page = self->current_page;
  if (zoomed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
  if (zoomed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  if (moved)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT_PAGE]);
  return G_SOURCE_REMOVE;
}

/* Not at once: a label that shows the zoom must not change its size while sizes are allocated. */
static void
queue_notify (AppPageView *self)
{
  if (self->notify_id == 0)
    self->notify_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_changes, self, NULL);
}

/**
 * app_page_view_lay_out:
 * @scale: logical pixels a mm
 * @turn: 0, 90, 180 or 270, clockwise
 * @x: in the widget
 * @y: the same
 *
 * Lays all out anew; what is at the point stays there.
 */
void
app_page_view_lay_out (AppPageView *self, double scale, int turn, double x, double y)
{
  Anchor anchor;

  take_anchor (self, x, y, &anchor);
  if (scale != self->scale)
    queue_notify (self);
  self->scale = scale;
  self->turn = turn;
  self->layout_stale = FALSE;
  app_page_layout_update (self->layout, self->document, scale, turn);
  restore_anchor (self, &anchor);
}

static double
fit_scale (AppPageView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double view_width = gtk_widget_get_width (widget) - 2 * APP_PAGE_MARGIN;
  double view_height = gtk_widget_get_height (widget) - 2 * APP_PAGE_MARGIN;
  double width, height, scale;

  if (self->fit == APP_FIT_NONE || view_width < 1 || view_height < 1 ||
      model_document_get_n_pages (self->document) == 0)
    return self->scale;
  pdf_page_box_get_size (model_document_get_page_box (self->document, self->current_page),
                         self->turn % 180 ? &height : &width, self->turn % 180 ? &width : &height);
  scale = view_width / width;
  if (self->fit == APP_FIT_PAGE)
    scale = MIN (scale, view_height / height);
  return CLAMP (scale, APP_MIN_ZOOM * self->true_scale, APP_MAX_ZOOM * self->true_scale);
}

static void
update_current_page (AppPageView *self)
{
  double third = gtk_widget_get_height (GTK_WIDGET (self)) / 3.0;
  guint page = 0;

  if (app_page_layout_get_n_pages (self->layout) > 0)
    page = app_page_layout_find_page (self->layout,
                                      get_offset (self, GTK_ORIENTATION_VERTICAL) + third);
  if (page == self->current_page)
    return;
  self->current_page = page;
  queue_notify (self);
}

static void
app_page_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AppPageView *self = APP_PAGE_VIEW (widget);
  double scale = self->document != NULL ? fit_scale (self) : self->scale;

  self->allocating = TRUE;
  if (self->layout_stale || scale != self->scale)
    app_page_view_lay_out (self, scale, self->turn, width / 2.0, 0);
  else
    configure_both (self, get_offset (self, GTK_ORIENTATION_HORIZONTAL),
                    get_offset (self, GTK_ORIENTATION_VERTICAL));
  update_current_page (self);
  app_page_view_allocate_pins (self);
  app_page_view_update_pictures (self, TRUE);
  self->allocating = FALSE;
  g_signal_emit (self, signals[LAID_OUT], 0);
}

static void
app_page_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = 0;
  *natural = 400;
}

static void
app_page_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AppPageView *self = APP_PAGE_VIEW (widget);

  app_page_view_snapshot_pages (self, snapshot);
  for (GtkWidget *pin = gtk_widget_get_first_child (widget); pin != NULL;
       pin = gtk_widget_get_next_sibling (pin))
    gtk_widget_snapshot_child (widget, pin, snapshot);
}

/* 100 % is the size of the paper, as far as the monitor's word on its own size is believable. */
static void
app_page_view_realize (GtkWidget *widget)
{
  AppPageView *self = APP_PAGE_VIEW (widget);
  GdkMonitor *monitor;
  GdkRectangle area;
  double scale, zoom = self->scale / self->true_scale;

  GTK_WIDGET_CLASS (app_page_view_parent_class)->realize (widget);
  monitor = gdk_display_get_monitor_at_surface (
      gtk_widget_get_display (widget), gtk_native_get_surface (gtk_widget_get_native (widget)));
  if (monitor == NULL || gdk_monitor_get_width_mm (monitor) <= 0)
    return;
  gdk_monitor_get_geometry (monitor, &area);
  scale = (double) area.width / gdk_monitor_get_width_mm (monitor);
  self->true_scale = scale > 1.5 && scale < 12 ? scale : USUAL_SCALE;
  self->scale = zoom * self->true_scale;
  self->layout_stale = TRUE;
}

/* The scrolled window may show or hide a bar for it and allocates itself anew then, which GTK can
 * only do when it begins there: a resize, not an allocation. */
static void
queue_layout (AppPageView *self)
{
  self->layout_stale = TRUE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
take_page_changed (AppPageView *self, guint page)
{
  if (!app_page_layout_is_current (self->layout, page))
    queue_layout (self);
  else if (page - self->first_shown < self->n_shown)
    app_page_view_update_pictures (self, FALSE);
}

static void
take_scrolled (AppPageView *self)
{
  if (!self->allocating)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_adjustment (AppPageView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **own = &self->adjustments[orientation];

  if (*own == adjustment && adjustment != NULL)
    return;
  if (*own != NULL)
    g_signal_handlers_disconnect_by_func (*own, take_scrolled, self);
  g_clear_object (own);
  *own = adjustment != NULL ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  g_object_ref_sink (*own);
  g_signal_connect_swapped (*own, "value-changed", G_CALLBACK (take_scrolled), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
app_page_view_dispose (GObject *object)
{
  AppPageView *self = APP_PAGE_VIEW (object);

  app_page_view_set_document (self, NULL);
  for (GtkWidget *pin; (pin = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    app_page_view_unpin (self, pin);
  g_clear_handle_id (&self->notify_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  for (int i = 0; i < 2; i++)
    if (self->adjustments[i] != NULL)
      {
        g_signal_handlers_disconnect_by_func (self->adjustments[i], take_scrolled, self);
        g_clear_object (&self->adjustments[i]);
      }
  G_OBJECT_CLASS (app_page_view_parent_class)->dispose (object);
}

static void
app_page_view_finalize (GObject *object)
{
  AppPageView *self = APP_PAGE_VIEW (object);

  g_ptr_array_unref (self->pins);
  app_pictures_free (self->pictures);
  app_page_layout_free (self->layout);
  G_OBJECT_CLASS (app_page_view_parent_class)->finalize (object);
}

static void
app_page_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppPageView *self = APP_PAGE_VIEW (object);

  switch (id)
    {
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, app_page_view_get_zoom (self));
      break;
    case PROP_CURRENT_PAGE:
      g_value_set_uint (value, self->current_page);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id == PROP_VADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[id == PROP_VSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_page_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppPageView *self = APP_PAGE_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, id == PROP_VADJUSTMENT, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id == PROP_VSCROLL_POLICY] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_page_view_class_init (AppPageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  G_STATIC_ASSERT (GTK_ORIENTATION_HORIZONTAL == 0 && GTK_ORIENTATION_VERTICAL == 1);
  object_class->dispose = app_page_view_dispose;
  object_class->finalize = app_page_view_finalize;
  object_class->get_property = app_page_view_get_property;
  object_class->set_property = app_page_view_set_property;
  widget_class->realize = app_page_view_realize;
  widget_class->measure = app_page_view_measure;
  widget_class->size_allocate = app_page_view_size_allocate;
  widget_class->snapshot = app_page_view_snapshot;

  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_CURRENT_PAGE] = g_param_spec_uint ("current-page", NULL, NULL, 0, G_MAXUINT, 0,
                                                     flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[LAID_OUT] = g_signal_new ("laid-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "pageview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DOCUMENT);
  app_page_view_class_add_keys (widget_class);
}

static void
app_page_view_init (AppPageView *self)
{
  self->layout = app_page_layout_new ();
  self->fit = APP_FIT_WIDTH;
  self->true_scale = self->scale = USUAL_SCALE;
  self->hit_page = G_MAXUINT;
  self->painted_page = G_MAXUINT;
  self->pins = g_ptr_array_new_with_free_func (g_free);
  self->pictures = app_pictures_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  app_page_view_add_gestures (self);
}

/**
 * app_page_view_new:
 *
 * Makes an empty view.
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
app_page_view_new (void)
{
  return g_object_new (APP_TYPE_PAGE_VIEW, NULL);
}

/**
 * app_page_view_set_document:
 * @self: the view
 * @document: (nullable): what to show; it may still be loading
 *
 * Shows a document from its first page on.
 */
void
app_page_view_set_document (AppPageView *self, ModelDocument *document)
{
  g_return_if_fail (APP_IS_PAGE_VIEW (self));

  if (self->document == document)
    return;
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  g_clear_pointer (&self->pictures, app_pictures_free);
  self->pictures = app_pictures_new ();
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->hit_page = G_MAXUINT;
  self->n_shown = 0;
  self->current_page = 0;
  app_page_layout_update (self->layout, document, self->scale, self->turn);
  if (document == NULL)
    return;
  app_page_view_set_fit (self, self->fit);
  g_signal_connect_swapped (document, "page-changed", G_CALLBACK (take_page_changed), self);
  g_signal_connect_swapped (document, "notify::state", G_CALLBACK (queue_layout), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  model_document_get_title (document), -1);
  queue_layout (self);
}

/**
 * app_page_view_get_document:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ModelDocument *
app_page_view_get_document (AppPageView *self)
{
  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), NULL);
  return self->document;
}

/**
 * app_page_view_get_scale:
 * @self: the view
 *
 * Returns: logical pixels a mm
 */
double
app_page_view_get_scale (AppPageView *self)
{
  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), 1);
  return self->scale;
}

/**
 * app_page_view_get_turn:
 * @self: the view
 *
 * Returns: by how much the view turns pages: 0, 90, 180 or 270 clockwise
 */
int
app_page_view_get_turn (AppPageView *self)
{
  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), 0);
  return self->turn;
}

/**
 * app_page_view_get_current_page:
 * @self: the view
 *
 * Returns: the page a third down the view, from 0
 */
guint
app_page_view_get_current_page (AppPageView *self)
{
  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), 0);
  return self->current_page;
}

/**
 * app_page_view_scroll_to:
 * @self: the view
 * @page: from 0; beyond the end, the last
 * @x_mm: on the displayed page
 * @y_mm: the same
 *
 * Brings a point of a page near the top of the view; the page's corner with a little of the gap.
 */
void
app_page_view_scroll_to (AppPageView *self, guint page, double x_mm, double y_mm)
{
  guint n_pages = app_page_layout_get_n_pages (self->layout);
  Anchor anchor = {MIN (page, MAX (n_pages, 1) - 1), x_mm, y_mm, APP_PAGE_MARGIN, APP_PAGE_GAP};

  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  if (n_pages == 0)
    return;
  if (x_mm > 0 || y_mm > 0)
    {
      anchor.x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
      anchor.y = gtk_widget_get_height (GTK_WIDGET (self)) / 3.0;
    }
  restore_anchor (self, &anchor);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * app_page_view_set_hit:
 * @self: the view
 * @page: whose hit, or %G_MAXUINT for none
 * @index: which of the page's areas
 *
 * Marks one hit of the search among the others and brings it into view.
 */
void
app_page_view_set_hit (AppPageView *self, guint page, guint index)
{
  const GArray *hits;
  const ModelHit *hit;

  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  self->hit_page = page;
  self->hit_index = index;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hits = self->document != NULL ? model_document_peek_hits (self->document, page) : NULL;
  if (hits == NULL || index >= hits->len)
    return;
  hit = &g_array_index (hits, ModelHit, index);
  app_page_view_scroll_to (self, page, hit->area.x0, hit->area.y0);
}

/**
 * app_page_view_pick_page:
 * @self: the view
 * @x: in the widget
 * @y: in the widget
 * @page: (out): the page there, or the nearest
 * @x_mm: (out): from the left of the displayed, unturned page
 * @y_mm: (out): from its top
 *
 * Finds the page under a point.
 *
 * Returns: %FALSE when the point is on no page
 */
gboolean
app_page_view_pick_page (
    AppPageView *self, double x, double y, guint *page, double *x_mm, double *y_mm)
{
  graphene_rect_t area;
  double across, down;

  g_return_val_if_fail (APP_IS_PAGE_VIEW (self), FALSE);
  *page = 0;
  *x_mm = *y_mm = 0;
  if (app_page_layout_get_n_pages (self->layout) == 0)
    return FALSE;
  *page = app_page_layout_find_page (self->layout, y + get_offset (self, GTK_ORIENTATION_VERTICAL));
  app_page_view_get_area (self, *page, &area);
  across = CLAMP (x - area.origin.x, 0, area.size.width);
  down = CLAMP (y - area.origin.y, 0, area.size.height);
  app_page_layout_to_mm (self->layout, *page, across, down, x_mm, y_mm);
  return across == x - area.origin.x && down == y - area.origin.y;
}

/**
 * app_page_view_get_area:
 * @self: the view
 * @page: from 0, of a document that is ready
 * @area: (out): in widget coordinates
 *
 * Tells where a page is right now.
 */
void
app_page_view_get_area (AppPageView *self, guint page, graphene_rect_t *area)
{
  g_return_if_fail (APP_IS_PAGE_VIEW (self));
  *area = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  if (page >= app_page_layout_get_n_pages (self->layout))
    return;
  app_page_layout_get_area (self->layout, page, get_sheet_width (self), area);
  graphene_rect_offset (area, -get_offset (self, GTK_ORIENTATION_HORIZONTAL),
                        -get_offset (self, GTK_ORIENTATION_VERTICAL));
}

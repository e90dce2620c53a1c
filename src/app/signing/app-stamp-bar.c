/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-stamp-bar.h"

#include <glib/gi18n.h>

struct _AppStampBar {
  GtkBox parent_instance;

  ModelPlacements *placements;
  ModelPlacement *placement;
  gboolean updating; /* the numbers follow the stamp, not the other way round */

  GtkSpinButton *page;
  GtkSpinButton *left;
  GtkSpinButton *top;
  GtkSpinButton *width;
  GtkWidget *page_label;
  GtkWidget *unit;
};

G_DEFINE_FINAL_TYPE (AppStampBar, app_stamp_bar, GTK_TYPE_BOX)

static void
update (AppStampBar *self)
{
  const PdfPlacement *place = model_placement_get_place (self->placement);

  self->updating = TRUE;
  gtk_spin_button_set_value (self->page, place->page + 1);
  gtk_spin_button_set_value (self->left, place->x);
  gtk_spin_button_set_value (self->top, place->y);
  gtk_spin_button_set_value (self->width, place->width);
  self->updating = FALSE;
}

static void
value_changed (AppStampBar *self, GtkSpinButton *spin)
{
  PdfPlacement place;
  double value = gtk_spin_button_get_value (spin);

  if (self->updating || self->placement == NULL)
    return;
  place = *model_placement_get_place (self->placement);
  if (spin == self->page)
    place.page = (guint) value - 1;
  else if (spin == self->left)
    place.x = value;
  else if (spin == self->top)
    place.y = value;
  else
    {
      double x = place.x, y = place.y;

      place = model_place_scale (&place, value);
      place.x = x;
      place.y = y;
    }
  model_placements_move (self->placements, self->placement, &place);
  update (self);
}

static void
repeat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStampBar *self = APP_STAMP_BAR (widget);
  const char *where = g_variant_get_string (parameter, NULL);
  guint page;

  if (self->placement == NULL)
    return;
  page = model_placement_get_place (self->placement)->page;
  if (g_str_equal (where, "next"))
    model_placements_repeat (self->placements, self->placement, page + 1, page + 1);
  else
    model_placements_repeat (self->placements, self->placement,
                             g_str_equal (where, "all") ? 0 : page + 1, G_MAXUINT - 1);
}

static void delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppStampBar *self = APP_STAMP_BAR (widget);

  if (self->placement != NULL)
    model_placements_remove (self->placements, self->placement);
}

static void
app_stamp_bar_dispose (GObject *object)
{
  AppStampBar *self = APP_STAMP_BAR (object);

  g_clear_object (&self->placement);
  g_clear_object (&self->placements);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_STAMP_BAR);
  G_OBJECT_CLASS (app_stamp_bar_parent_class)->dispose (object);
}

static void
app_stamp_bar_class_init (AppStampBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_stamp_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/signing/app-stamp-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppStampBar, page);
  gtk_widget_class_bind_template_child (widget_class, AppStampBar, left);
  gtk_widget_class_bind_template_child (widget_class, AppStampBar, top);
  gtk_widget_class_bind_template_child (widget_class, AppStampBar, width);
  gtk_widget_class_bind_template_child (widget_class, AppStampBar, page_label);
  gtk_widget_class_bind_template_child (widget_class, AppStampBar, unit);
  gtk_widget_class_bind_template_callback (widget_class, value_changed);
  gtk_widget_class_install_action (widget_class, "stamp-bar.repeat", "s", repeat);
  gtk_widget_class_install_action (widget_class, "stamp-bar.delete", NULL, delete);
}

static void
app_stamp_bar_init (AppStampBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_stamp_bar_new:
 * @placements: what the bar edits
 *
 * Makes a bar for no stamp yet.
 *
 * Returns: (transfer floating): the bar
 */
AppStampBar *
app_stamp_bar_new (ModelPlacements *placements)
{
  AppStampBar *self = g_object_new (APP_TYPE_STAMP_BAR, NULL);

  self->placements = g_object_ref (placements);
  return self;
}

/**
 * app_stamp_bar_set_placement:
 * @placement: (nullable): the selected stamp
 *
 * Shows the numbers of this stamp from now on.
 */
void
app_stamp_bar_set_placement (AppStampBar *self, ModelPlacement *placement)
{
  g_return_if_fail (APP_IS_STAMP_BAR (self));

  g_set_object (&self->placement, placement);
  if (placement != NULL)
    update (self);
}

/**
 * app_stamp_bar_set_narrow:
 * @narrow: whether there is little room
 *
 * Leaves out the unit and the page's label, which tooltips tell too.
 */
void
app_stamp_bar_set_narrow (AppStampBar *self, gboolean narrow)
{
  g_return_if_fail (APP_IS_STAMP_BAR (self));

  gtk_widget_set_visible (self->page_label, !narrow);
  gtk_widget_set_visible (self->unit, !narrow);
}

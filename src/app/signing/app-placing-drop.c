/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-placing-private.h"

#include "app-page-point.h"

static void
discard_ghost (AppPlacing *self)
{
  app_guides_hide (self->guides);
  if (self->ghost != NULL)
    app_page_view_unpin (self->view, GTK_WIDGET (self->ghost));
  self->ghost = NULL;
  g_clear_object (&self->ghost_placement);
}

/* Where the seal would stand with its middle at the pointer. */
static PdfPlacement
place_at (AppPlacing *self, ModelSeal *seal, double x, double y)
{
  SealDrawing *drawing = model_look_get_drawing (model_placements_get_look (self->placements),
                                                 seal);
  PdfPlacement place = {
      .width = seal_drawing_get_width (drawing),
      .height = seal_drawing_get_height (drawing),
  };
  double x_mm, y_mm;

  app_page_view_pick_page (self->view, x, y, &place.page, &x_mm, &y_mm);
  return model_place_at_centre (&place, x_mm, y_mm);
}

/* The seal is on the page already, to the eye: snapped, multiplied, true in size. */
static void
show_ghost (AppPlacing *self, ModelSeal *seal, double x, double y, GdkModifierType modifiers)
{
  PdfPlacement place = place_at (self, seal, x, y);
  ModelGuide lines[2];

  if (self->ghost == NULL)
    {
      self->ghost_placement = model_placement_new (seal, &place);
      self->ghost = app_stamp_new (self->view, self->placements, self->ghost_placement);
      gtk_widget_set_can_target (GTK_WIDGET (self->ghost), FALSE);
      gtk_widget_set_focusable (GTK_WIDGET (self->ghost), FALSE);
    }
  place = model_placements_snap (self->placements, self->ghost_placement, &place,
                                 app_placing_threshold (self, modifiers), lines);
  model_placement_set_place (self->ghost_placement, &place);
  app_guides_show (self->guides, &place, lines);
}

/* One seal is enough to look at: the page shows it better than the pointer does. Without a
 * compositor nothing is transparent, and the surface has to go. */
static void
show_icon (GtkDropTarget *target, gboolean shown)
{
  GdkDrop *current = gtk_drop_target_get_current_drop (target);
  GdkDrag *drag = current != NULL ? gdk_drop_get_drag (current) : NULL;
  GtkWidget *icon;

  if (drag == NULL)
    return;
  if (!gdk_display_is_composited (gdk_drag_get_display (drag)))
    {
      if (!shown)
        gdk_surface_hide (gdk_drag_get_drag_surface (drag));
      return;
    }
  icon = gtk_drag_icon_get_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)));
  if (icon != NULL)
    gtk_widget_set_opacity (icon, shown ? 1 : 0);
}

static ModelSeal *
seal_of (GtkDropTarget *target)
{
  const GValue *value = gtk_drop_target_get_value (target);

  return value != NULL && G_VALUE_HOLDS (value, MODEL_TYPE_SEAL) ? g_value_get_object (value)
                                                                 : NULL;
}

static GdkDragAction
motion (GtkDropTarget *target, double x, double y, AppPlacing *self)
{
  ModelSeal *seal = seal_of (target);

  show_icon (target, seal == NULL);
  if (seal != NULL)
    show_ghost (self, seal, x, y,
                gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (target)));
  return GDK_ACTION_COPY;
}

static void
leave (GtkDropTarget *target, AppPlacing *self)
{
  show_icon (target, TRUE);
  discard_ghost (self);
}

static gboolean
drop (GtkDropTarget *target, const GValue *value, double x, double y, AppPlacing *self)
{
  ModelSeal *seal = g_value_get_object (value);
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (target));
  PdfPlacement place;

  show_ghost (self, seal, x, y, modifiers);
  place = *model_placement_get_place (self->ghost_placement);
  discard_ghost (self);
  app_placing_select (self, model_placements_add (self->placements, seal, &place));
  return TRUE;
}

/**
 * app_placing_add_drop:
 *
 * Lets the pages take seals from the drawer.
 */
void
app_placing_add_drop (AppPlacing *self)
{
  GtkDropTarget *target = gtk_drop_target_new (MODEL_TYPE_SEAL, GDK_ACTION_COPY);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect_object (target, "enter", G_CALLBACK (motion), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (target));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-signing-panel.h"

#include <glib/gi18n.h>

#include "app-events.h"
#include "app-seal-dialog.h"
#include "app-seal-picture.h"

/* Pixels a mm in the drawer: the largest round seal, 45 mm, keeps a row of moderate height. */
#define DRAWER_SCALE 1.2

struct _AppSigningPanel {
  GtkBox parent_instance;

  AppPageView *view; /* not owned */
  ModelSeals *seals;
  ModelPlacements *placements;

  GtkListBox *list;
  GtkStack *stack;
  AdwBin *appearance;
};

G_DEFINE_FINAL_TYPE (AppSigningPanel, app_signing_panel, GTK_TYPE_BOX)

enum { SEAL_ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

static char *
dup_size (ModelSeal *seal)
{
  SealDrawing *drawing = model_seal_get_drawing (seal);
  double width = seal_drawing_get_width (drawing), height = seal_drawing_get_height (drawing);

  if (model_seal_get_origin (seal) == SEAL_ORIGIN_GENERATED && ABS (width - height) < 0.05)
    return g_strdup_printf (_ ("Ø %.0f mm"), width);
  return g_strdup_printf (_ ("%.0f × %.0f mm"), width, height);
}

static ModelSeal *
seal_of_row (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "seal");
}

static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, AppSigningPanel *self)
{
  ModelSeal *seal = seal_of_row (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)));

  app_event ("drag-prepared %s", model_seal_get_id (seal));
  return gdk_content_provider_new_typed (MODEL_TYPE_SEAL, seal);
}

/* Under the pointer is what will be on the page, in the size that it will have there. */
static void
begin_drag (GtkDragSource *source, GdkDrag *drag, AppSigningPanel *self)
{
  ModelSeal *seal = seal_of_row (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)));
  SealDrawing *drawing = model_look_get_drawing (model_placements_get_look (self->placements),
                                                 seal);
  double scale = app_page_view_get_scale (self->view);
  GtkWidget *picture = app_seal_picture_new ();

  app_seal_picture_set_drawing (APP_SEAL_PICTURE (picture), drawing);
  app_seal_picture_set_scale (APP_SEAL_PICTURE (picture), scale);
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), picture);
  gdk_drag_set_hotspot (drag, (int) (seal_drawing_get_width (drawing) * scale / 2),
                        (int) (seal_drawing_get_height (drawing) * scale / 2));
}

static void
add_drag_source (AppSigningPanel *self, GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_drag), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
}

static GtkWidget *
make_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  AppSigningPanel *self = user_data;
  ModelSeal *seal = item;
  g_autofree char *size = dup_size (seal);
  /* Translators: a seal and its size. */
  g_autofree char *label = g_strdup_printf (_ ("%s, %s"), model_seal_get_title (seal), size);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *paper = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *picture = app_seal_picture_new ();

  app_seal_picture_set_seal (APP_SEAL_PICTURE (picture), seal);
  app_seal_picture_set_scale (APP_SEAL_PICTURE (picture), DRAWER_SCALE);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (picture, TRUE);
  gtk_widget_set_hexpand (paper, FALSE);
  gtk_widget_set_valign (paper, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (paper, "seal-paper");
  gtk_box_append (GTK_BOX (paper), picture);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (text), make_text (model_seal_get_title (seal), NULL));
  gtk_box_append (GTK_BOX (text), make_text (size, "dim-label"));
  gtk_box_append (GTK_BOX (box), paper);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "seal", g_object_ref (seal), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Enter puts it on the page"), -1);
  add_drag_source (self, row);
  return row;
}

static void
activated (AppSigningPanel *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SEAL_ACTIVATED], 0, seal_of_row (GTK_WIDGET (row)));
}

static void
draw_seal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppSigningPanel *self = APP_SIGNING_PANEL (widget);

  gtk_window_present (app_seal_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->seals));
}

static void
show_seals (AppSigningPanel *self)
{
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->seals)) > 0 ? "seals" : "empty");
}

static void
app_signing_panel_dispose (GObject *object)
{
  AppSigningPanel *self = APP_SIGNING_PANEL (object);

  if (self->seals != NULL)
    g_signal_handlers_disconnect_by_data (self->seals, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_SIGNING_PANEL);
  g_clear_object (&self->seals);
  g_clear_object (&self->placements);
  G_OBJECT_CLASS (app_signing_panel_parent_class)->dispose (object);
}

static void
app_signing_panel_class_init (AppSigningPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_signing_panel_dispose;

  /**
   * AppSigningPanel::seal-activated:
   * @seal: which
   *
   * A seal is wanted on the page without a pointer.
   */
  signals[SEAL_ACTIVATED] = g_signal_new ("seal-activated", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          MODEL_TYPE_SEAL);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-signing-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSigningPanel, list);
  gtk_widget_class_bind_template_child (widget_class, AppSigningPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, AppSigningPanel, appearance);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "drawer.draw", NULL, draw_seal);
}

static void
app_signing_panel_init (AppSigningPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_signing_panel_new:
 * @view: where seals are put
 * @placements: what is on its pages
 * @seals: the user's seals
 *
 * Makes the drawer of a document.
 *
 * Returns: (transfer floating): the drawer
 */
GtkWidget *
app_signing_panel_new (AppPageView *view, ModelPlacements *placements, ModelSeals *seals)
{
  AppSigningPanel *self = g_object_new (APP_TYPE_SIGNING_PANEL, NULL);

  self->view = view;
  self->seals = g_object_ref (seals);
  self->placements = g_object_ref (placements);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (seals), make_row, self, NULL);
  g_signal_connect_swapped (seals, "items-changed", G_CALLBACK (show_seals), self);
  show_seals (self);
  return GTK_WIDGET (self);
}

/**
 * app_signing_panel_set_appearance:
 * @box: (transfer floating): what chooses the appearance
 *
 * Shows it under the seals.
 */
void
app_signing_panel_set_appearance (AppSigningPanel *self, GtkWidget *box)
{
  g_return_if_fail (APP_IS_SIGNING_PANEL (self));

  adw_bin_set_child (self->appearance, box);
}

/**
 * app_signing_panel_focus:
 *
 * Gives the keyboard to the first seal.
 */
void
app_signing_panel_focus (AppSigningPanel *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (APP_IS_SIGNING_PANEL (self));

  row = gtk_list_box_get_selected_row (self->list);
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->list, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

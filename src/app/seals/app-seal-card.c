/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-seal-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-seal-picture.h"

/* Logical pixels a mm, the same for all cards so that seals compare; what is larger than the paper
 * is fitted into it. */
#define SCALE 3.6
#define PAPER_WIDTH 200
#define PAPER_HEIGHT 184

struct _AppSealCard {
  GtkBox parent_instance;

  ModelSeal *seal;

  AdwBin *paper;
  AppSealPicture *picture;
  GtkLabel *title;
  GtkLabel *facts;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (AppSealCard, app_seal_card, GTK_TYPE_BOX)

enum { PROP_0, PROP_SEAL, N_PROPS };

static GParamSpec *properties[N_PROPS];

static char *
describe (ModelSeal *seal)
{
  SealDrawing *drawing = model_seal_get_drawing (seal);
  double width = seal_drawing_get_width (drawing);
  double height = seal_drawing_get_height (drawing);

  /* Translators: the diameter of a round seal that was drawn here */
  if (model_seal_get_origin (seal) == SEAL_ORIGIN_GENERATED)
    return g_strdup_printf (_ ("Ø %g mm, drawn"), width);
  /* Translators: width and height of a seal that was imported */
  return g_strdup_printf (_ ("%.1f × %.1f mm, picture"), width, height);
}

static GMenuModel *
create_menu (ModelSeal *seal)
{
  GMenu *menu = g_menu_new ();
  const char *id = model_seal_get_id (seal);
  g_autoptr (GMenuItem) rename = g_menu_item_new (_ ("_Rename…"), NULL);
  g_autoptr (GMenuItem) remove = g_menu_item_new (_ ("Re_move"), NULL);

  g_menu_item_set_action_and_target (rename, "seals.rename", "s", id);
  g_menu_item_set_action_and_target (remove, "seals.remove", "s", id);
  g_menu_append_item (menu, rename);
  g_menu_append_item (menu, remove);
  return G_MENU_MODEL (menu);
}

static void
update_title (AppSealCard *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_label_set_label (self->title, model_seal_get_title (self->seal));
  /* Focus is on the cell of the grid, which has no name of its own. */
  if (cell != NULL)
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, model_seal_get_title (self->seal),
        GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_label_get_label (self->facts), -1);
}

static void
show_seal (AppSealCard *self)
{
  SealDrawing *drawing = model_seal_get_drawing (self->seal);
  g_autofree char *facts = describe (self->seal);
  g_autoptr (GMenuModel) menu = create_menu (self->seal);
  gboolean fits = seal_drawing_get_width (drawing) * SCALE <= PAPER_WIDTH &&
                  seal_drawing_get_height (drawing) * SCALE <= PAPER_HEIGHT;

  app_seal_picture_set_seal (self->picture, self->seal);
  app_seal_picture_set_scale (self->picture,
                              fits ? SCALE
                                   : MIN (PAPER_WIDTH / seal_drawing_get_width (drawing),
                                          PAPER_HEIGHT / seal_drawing_get_height (drawing)));
  gtk_label_set_label (self->facts, facts);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  update_title (self);
}

static void
set_seal (AppSealCard *self, ModelSeal *seal)
{
  if (self->seal == seal)
    return;
  if (self->seal != NULL)
    g_signal_handlers_disconnect_by_func (self->seal, update_title, self);
  g_set_object (&self->seal, seal);
  if (seal == NULL)
    return;
  g_signal_connect_object (seal, "notify::title", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  show_seal (self);
}

static void
app_seal_card_dispose (GObject *object)
{
  AppSealCard *self = APP_SEAL_CARD (object);

  set_seal (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_SEAL_CARD);
  G_OBJECT_CLASS (app_seal_card_parent_class)->dispose (object);
}

static void
app_seal_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SEAL)
    g_value_set_object (value, APP_SEAL_CARD (object)->seal);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
app_seal_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SEAL)
    set_seal (APP_SEAL_CARD (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
app_seal_card_class_init (AppSealCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_seal_card_dispose;
  object_class->get_property = app_seal_card_get_property;
  object_class->set_property = app_seal_card_set_property;

  properties[PROP_SEAL] = g_param_spec_object ("seal", NULL, NULL, MODEL_TYPE_SEAL,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (APP_TYPE_SEAL_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/seals/app-seal-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSealCard, paper);
  gtk_widget_class_bind_template_child (widget_class, AppSealCard, picture);
  gtk_widget_class_bind_template_child (widget_class, AppSealCard, title);
  gtk_widget_class_bind_template_child (widget_class, AppSealCard, facts);
  gtk_widget_class_bind_template_child (widget_class, AppSealCard, menu_button);
}

static void
app_seal_card_init (AppSealCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-appearance-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-appearance-presets.h"
#include "app-events.h"
#include "app-seal-picture.h"

#define SETTING "signing-appearance"

#define N_PARTS 7

/* Room for the example (pixels). */
#define PICTURE_WIDTH 236.0
#define PICTURE_HEIGHT 110.0

struct _AppAppearanceBox {
  GtkBox parent_instance;

  ModelPlacements *placements;
  ModelSeals *seals;
  GSettings *settings;
  char *path; /* of the saved ones */
  AppAppearancePresets presets;
  gboolean updating;

  GtkDropDown *preset;
  AppSealPicture *picture;
  GtkCheckButton *part_seal;
  GtkCheckButton *part_labels;
  GtkCheckButton *part_name;
  GtkCheckButton *part_date;
  GtkCheckButton *part_reason;
  GtkCheckButton *part_location;
  GtkCheckButton *part_code;
  GtkDropDown *place;
  GtkDropDown *language;
  GtkDropDown *date;
  GtkEditable *title;
};

G_DEFINE_FINAL_TYPE (AppAppearanceBox, app_appearance_box, GTK_TYPE_BOX)

static ModelLook *
appearance_of (AppAppearanceBox *self)
{
  return model_placements_get_look (self->placements);
}

/* In the order of the bits of SealParts. */
static void
list_parts (AppAppearanceBox *self, GtkCheckButton *parts[N_PARTS])
{
  GtkCheckButton *const all[N_PARTS] = {
      self->part_seal,   self->part_labels,   self->part_name, self->part_date,
      self->part_reason, self->part_location, self->part_code,
  };

  memcpy (parts, all, sizeof all);
}

/* Presets */

/* Only when there are others: the list must not go while something in it is chosen. Behind them all
 * is what has no name. */
static void
fill_presets (AppAppearanceBox *self)
{
  app_appearance_presets_clear (&self->presets);
  app_appearance_presets_init (&self->presets, self->path);
  gtk_string_list_append (self->presets.titles, C_ ("appearance", "Adjusted"));
  self->updating = TRUE;
  gtk_drop_down_set_model (self->preset, G_LIST_MODEL (self->presets.titles));
  self->updating = FALSE;
}

/* What is shown */

/* As large as the drawer has room for it, whatever its shape. */
static void
show_picture (AppAppearanceBox *self)
{
  g_autoptr (ModelSeal) seal = g_list_model_get_item (G_LIST_MODEL (self->seals), 0);
  SealDrawing *drawing = NULL;

  if (seal != NULL)
    {
      drawing = model_look_get_drawing (appearance_of (self), seal);
      app_seal_picture_set_scale (self->picture,
                                  MIN (PICTURE_WIDTH / seal_drawing_get_width (drawing),
                                       PICTURE_HEIGHT / seal_drawing_get_height (drawing)));
    }
  app_seal_picture_set_drawing (self->picture, drawing);
}

static void
update (AppAppearanceBox *self)
{
  const SealStyle *style = model_look_get_style (appearance_of (self));
  GtkCheckButton *parts[N_PARTS];
  guint position;

  self->updating = TRUE;
  list_parts (self, parts);
  for (guint i = 0; i < N_PARTS; i++)
    gtk_check_button_set_active (parts[i], (style->parts & 1u << i) != 0);
  gtk_drop_down_set_selected (self->place, style->place);
  gtk_drop_down_set_selected (self->language, style->language);
  gtk_drop_down_set_selected (self->date, style->date);
  app_appearance_presets_find (&self->presets, style, &position);
  gtk_drop_down_set_selected (self->preset, position);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "appearance.remove",
                                 position >= self->presets.n_builtin &&
                                     position < self->presets.styles->len);
  show_picture (self);
  self->updating = FALSE;
}

/* Choosing */

static void
apply (AppAppearanceBox *self, const SealStyle *style)
{
  g_autofree char *text = seal_style_to_text (style);

  g_settings_set_string (self->settings, SETTING, text);
  model_placements_set_style (self->placements, style);
  app_event ("appearance %s", text);
}

static void
preset_chosen (AppAppearanceBox *self)
{
  guint position = gtk_drop_down_get_selected (self->preset);
  SealStyle style;

  if (self->updating)
    return;
  if (position >= self->presets.styles->len)
    {
      update (self);
      return;
    }
  style = app_appearance_presets_take (&self->presets, position,
                                       model_look_get_style (appearance_of (self)));
  apply (self, &style);
}

static void
adjusted (AppAppearanceBox *self)
{
  GtkCheckButton *parts[N_PARTS];
  SealStyle style = {0};

  if (self->updating)
    return;
  list_parts (self, parts);
  for (guint i = 0; i < N_PARTS; i++)
    if (gtk_check_button_get_active (parts[i]))
      style.parts |= 1u << i;
  style.place = gtk_drop_down_get_selected (self->place);
  style.language = gtk_drop_down_get_selected (self->language);
  style.date = gtk_drop_down_get_selected (self->date);
  /* A stamp that shows nothing is none. */
  if ((style.parts & ~(guint) SEAL_PART_LABELS) == 0)
    update (self);
  else
    apply (self, &style);
}

static void
title_changed (AppAppearanceBox *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "appearance.save",
                                 seal_styles_is_name (gtk_editable_get_text (self->title)));
}

static void
tell (AppAppearanceBox *self, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (text));
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppAppearanceBox *self = APP_APPEARANCE_BOX (widget);
  const char *title = gtk_editable_get_text (self->title);

  if (seal_styles_save (self->path, title, model_look_get_style (appearance_of (self)), NULL))
    gtk_editable_set_text (self->title, "");
  else
    tell (self, _ ("The appearance could not be saved"));
  fill_presets (self);
  update (self);
}

static void
remove_saved (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppAppearanceBox *self = APP_APPEARANCE_BOX (widget);
  GtkStringObject *item = gtk_drop_down_get_selected_item (self->preset);

  if (!seal_styles_remove (self->path, gtk_string_object_get_string (item), NULL))
    tell (self, _ ("The appearance could not be removed"));
  fill_presets (self);
  update (self);
}

static void
app_appearance_box_dispose (GObject *object)
{
  AppAppearanceBox *self = APP_APPEARANCE_BOX (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPEARANCE_BOX);
  g_clear_object (&self->placements);
  g_clear_object (&self->seals);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (app_appearance_box_parent_class)->dispose (object);
}

static void
app_appearance_box_finalize (GObject *object)
{
  AppAppearanceBox *self = APP_APPEARANCE_BOX (object);

  g_free (self->path);
  app_appearance_presets_clear (&self->presets);
  G_OBJECT_CLASS (app_appearance_box_parent_class)->finalize (object);
}

static void
app_appearance_box_class_init (AppAppearanceBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_appearance_box_dispose;
  object_class->finalize = app_appearance_box_finalize;

  g_type_ensure (APP_TYPE_SEAL_PICTURE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-appearance-box.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, preset);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, picture);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_seal);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_labels);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_name);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_date);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_reason);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_location);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, part_code);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, place);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, language);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, date);
  gtk_widget_class_bind_template_child (widget_class, AppAppearanceBox, title);
  gtk_widget_class_bind_template_callback (widget_class, preset_chosen);
  gtk_widget_class_bind_template_callback (widget_class, adjusted);
  gtk_widget_class_bind_template_callback (widget_class, title_changed);
  gtk_widget_class_install_action (widget_class, "appearance.save", NULL, save);
  gtk_widget_class_install_action (widget_class, "appearance.remove", NULL, remove_saved);
}

/* What takes the keyboard is the button inside, to which GTK 4.8 hands no name down. */
static void
name_button (GtkDropDown *choice)
{
  GtkWidget *label = gtk_widget_get_prev_sibling (GTK_WIDGET (choice));
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (choice));

  gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
}

static void
app_appearance_box_init (AppAppearanceBox *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "appearance.save", FALSE);
  name_button (self->preset);
  name_button (self->place);
  name_button (self->language);
  name_button (self->date);
}

/**
 * app_appearance_box_new:
 * @placements: whose style is chosen
 * @seals: the first of them is shown as an example
 * @settings: where the choice is remembered
 * @presets: path of the file of saved appearances
 *
 * Makes the chooser, and gives stamps the appearance of last time.
 *
 * Returns: (transfer floating): the chooser
 */
GtkWidget *
app_appearance_box_new (ModelPlacements *placements,
                        ModelSeals *seals,
                        GSettings *settings,
                        const char *presets)
{
  AppAppearanceBox *self = g_object_new (APP_TYPE_APPEARANCE_BOX, NULL);
  SealStyle style;

  self->placements = g_object_ref (placements);
  self->seals = g_object_ref (seals);
  self->settings = g_object_ref (settings);
  self->path = g_strdup (presets);
  fill_presets (self);
  style = app_appearance_presets_recall (settings);
  model_look_set_style (appearance_of (self), &style);
  g_signal_connect_object (appearance_of (self), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (seals, "items-changed", G_CALLBACK (show_picture), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

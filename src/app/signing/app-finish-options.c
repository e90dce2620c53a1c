/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-finish-options.h"

#include <adwaita.h>

struct _AppFinishOptions {
  GtkBox parent_instance;

  GtkCheckButton *level_b;
  GtkCheckButton *level_t;
  GtkCheckButton *level_lta;
  GtkWidget *services_row;
  GtkEditable *services;
  AdwComboRow *certify;
  GtkSwitch *lock;
};

G_DEFINE_FINAL_TYPE (AppFinishOptions, app_finish_options, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
changed (AppFinishOptions *self)
{
  gtk_widget_set_visible (self->services_row, !gtk_check_button_get_active (self->level_b));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
app_finish_options_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_FINISH_OPTIONS);
  G_OBJECT_CLASS (app_finish_options_parent_class)->dispose (object);
}

static void
app_finish_options_class_init (AppFinishOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_finish_options_dispose;

  /**
   * AppFinishOptions::changed:
   *
   * Something was chosen or typed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-finish-options.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_b);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_t);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_lta);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, services_row);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, services);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, certify);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, lock);
  gtk_widget_class_bind_template_callback (widget_class, changed);
}

static void
app_finish_options_init (AppFinishOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_finish_options_load:
 * @settings: what was chosen last time
 *
 * Chooses it again. Certification and locks are of one document and start from nothing.
 */
void
app_finish_options_load (AppFinishOptions *self, GSettings *settings)
{
  g_autofree char *level = g_settings_get_string (settings, "signature-level");
  g_autofree char *services = g_settings_get_string (settings, "time-stamp-service");

  gtk_editable_set_text (self->services, services);
  if (g_str_equal (level, "B-LTA"))
    gtk_check_button_set_active (self->level_lta, TRUE);
  else if (g_str_equal (level, "B-T"))
    gtk_check_button_set_active (self->level_t, TRUE);
  changed (self);
}

/**
 * app_finish_options_save:
 * @settings: where to remember
 *
 * Remembers level and services for the next time.
 */
void
app_finish_options_save (AppFinishOptions *self, GSettings *settings)
{
  static const char *const names[] = {
      [PADES_LEVEL_B_B] = "B-B", [PADES_LEVEL_B_T] = "B-T", [PADES_LEVEL_B_LTA] = "B-LTA"};
  g_autofree char *services = model_signing_hide_passwords (gtk_editable_get_text (self->services));

  g_settings_set_string (settings, "signature-level", names[app_finish_options_get_level (self)]);
  g_settings_set_string (settings, "time-stamp-service", services);
}

gboolean
app_finish_options_is_complete (AppFinishOptions *self)
{
  g_auto (GStrv) services = app_finish_options_dup_services (self);

  return gtk_check_button_get_active (self->level_b) || services[0] != NULL;
}

PadesLevel
app_finish_options_get_level (AppFinishOptions *self)
{
  if (gtk_check_button_get_active (self->level_lta))
    return PADES_LEVEL_B_LTA;
  return gtk_check_button_get_active (self->level_t) ? PADES_LEVEL_B_T : PADES_LEVEL_B_B;
}

char **
app_finish_options_dup_services (AppFinishOptions *self)
{
  return model_signing_split_services (gtk_editable_get_text (self->services));
}

int
app_finish_options_get_certify (AppFinishOptions *self)
{
  return (int) adw_combo_row_get_selected (self->certify);
}

gboolean
app_finish_options_get_lock (AppFinishOptions *self)
{
  return gtk_switch_get_active (self->lock);
}

void
app_finish_options_focus_services (AppFinishOptions *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->services));
  gtk_editable_select_region (self->services, 0, -1);
}

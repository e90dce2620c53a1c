/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-finish-options.h"

#include <adwaita.h>

#include "app-finish-changes.h"

struct _AppFinishOptions {
  GtkBox parent_instance;

  GtkCheckButton *level_b;
  GtkCheckButton *level_t;
  GtkCheckButton *level_lt;
  GtkCheckButton *level_lta;
  GtkWidget *services_row;
  GtkEditable *services;
  AppFinishChanges *changes;
  AdwComboRow *digest;
  GtkSwitch *pss;
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

  g_type_ensure (APP_TYPE_FINISH_CHANGES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-finish-options.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_b);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_t);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_lt);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, level_lta);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, services_row);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, services);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, changes);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, digest);
  gtk_widget_class_bind_template_child (widget_class, AppFinishOptions, pss);
  gtk_widget_class_bind_template_callback (widget_class, changed);
}

static void
app_finish_options_init (AppFinishOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *const level_names[] = {
    [PADES_LEVEL_B_B] = "B-B",
    [PADES_LEVEL_B_T] = "B-T",
    [PADES_LEVEL_B_LT] = "B-LT",
    [PADES_LEVEL_B_LTA] = "B-LTA",
};

static GtkCheckButton *
button_of_level (AppFinishOptions *self, PadesLevel level)
{
  GtkCheckButton *const buttons[] = {
      [PADES_LEVEL_B_B] = self->level_b,
      [PADES_LEVEL_B_T] = self->level_t,
      [PADES_LEVEL_B_LT] = self->level_lt,
      [PADES_LEVEL_B_LTA] = self->level_lta,
  };

  return buttons[level];
}

/* In the order of the row. The first leaves it to the document. */
static const PkiDigestType digests[] = {PKI_DIGEST_NONE, PKI_DIGEST_SHA256, PKI_DIGEST_SHA384,
                                        PKI_DIGEST_SHA512};

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
  for (PadesLevel i = PADES_LEVEL_B_B; i <= PADES_LEVEL_B_LTA; i++)
    if (g_str_equal (level, level_names[i]))
      gtk_check_button_set_active (button_of_level (self, i), TRUE);
  adw_combo_row_set_selected (self->digest, g_settings_get_enum (settings, "signature-digest"));
  gtk_switch_set_active (self->pss, g_settings_get_boolean (settings, "signature-pss"));
  changed (self);
}

static PadesLevel
chosen_level (AppFinishOptions *self)
{
  for (PadesLevel level = PADES_LEVEL_B_LTA; level > PADES_LEVEL_B_B; level--)
    if (gtk_check_button_get_active (button_of_level (self, level)))
      return level;
  return PADES_LEVEL_B_B;
}

/**
 * app_finish_options_save:
 * @settings: where to remember
 *
 * Remembers level, services and algorithm for the next time.
 */
void
app_finish_options_save (AppFinishOptions *self, GSettings *settings)
{
  g_autofree char *services = model_signing_hide_passwords (gtk_editable_get_text (self->services));

  g_settings_set_string (settings, "signature-level", level_names[chosen_level (self)]);
  g_settings_set_string (settings, "time-stamp-service", services);
  g_settings_set_enum (settings, "signature-digest",
                       (int) adw_combo_row_get_selected (self->digest));
  g_settings_set_boolean (settings, "signature-pss", gtk_switch_get_active (self->pss));
}

/**
 * app_finish_options_is_complete:
 *
 * Returns: %FALSE where a service is needed and none is named, or no field is ticked that is to be
 *   locked
 */
gboolean
app_finish_options_is_complete (AppFinishOptions *self)
{
  g_auto (GStrv) services = app_finish_options_dup_services (self);

  return (gtk_check_button_get_active (self->level_b) || services[0] != NULL) &&
         app_finish_changes_is_complete (self->changes);
}

/**
 * app_finish_options_dup_services:
 *
 * Returns: (transfer full): addresses in the order they are tried
 */
char **
app_finish_options_dup_services (AppFinishOptions *self)
{
  return model_signing_split_services (gtk_editable_get_text (self->services));
}

/**
 * app_finish_options_fill:
 * @terms: where to put them
 *
 * Sets level, digest, padding and certification; the rest of the terms is left alone.
 */
void
app_finish_options_fill (AppFinishOptions *self, ModelTerms *terms)
{
  terms->level = chosen_level (self);
  terms->digest = digests[adw_combo_row_get_selected (self->digest)];
  terms->pss = gtk_switch_get_active (self->pss);
  terms->certify = app_finish_changes_get_certify (self->changes);
}

/**
 * app_finish_options_dup_lock:
 *
 * Returns: (transfer full) (nullable): fields that nobody may change any more
 */
PadesLock *
app_finish_options_dup_lock (AppFinishOptions *self)
{
  return app_finish_changes_dup_lock (self->changes);
}

/**
 * app_finish_options_set_fields:
 * @fields: (nullable): the form fields of the document
 * @notes: (nullable): what stands beside each
 *
 * Offers the fields to be locked one by one.
 */
void
app_finish_options_set_fields (AppFinishOptions *self,
                               const char *const *fields,
                               const char *const *notes)
{
  app_finish_changes_set_fields (self->changes, fields, notes);
}

/**
 * app_finish_options_focus_services:
 *
 * Puts the cursor into the services, for whom one failed.
 */
void
app_finish_options_focus_services (AppFinishOptions *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->services));
  gtk_editable_select_region (self->services, 0, -1);
}

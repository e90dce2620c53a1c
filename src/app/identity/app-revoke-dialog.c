/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-revoke-dialog.h"

#include "app-text-width.h"

struct _AppRevokeDialog {
  AdwWindow parent_instance;

  char *serial;

  AdwComboRow *reason;
  GtkEditable *since;
  GtkWidget *wrong_date;
};

G_DEFINE_FINAL_TYPE (AppRevokeDialog, app_revoke_dialog, ADW_TYPE_WINDOW)

enum { CONFIRMED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* In the order of the template's list. */
static const int reasons[] = {5, 1, 4, 3, 0};

/* NULL for what is no day, or one that is yet to come. */
static GDateTime *
parse_day (const char *text)
{
  g_autofree char *iso = g_strdup_printf ("%sT00:00:00", text);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (iso, zone);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return day != NULL && g_date_time_compare (day, now) < 0 ? g_steal_pointer (&day) : NULL;
}

static void
update (AppRevokeDialog *self)
{
  const char *text = gtk_editable_get_text (self->since);
  g_autoptr (GDateTime) day = *text != '\0' ? parse_day (text) : NULL;
  gboolean good = *text == '\0' || day != NULL;

  gtk_widget_set_visible (self->wrong_date, !good);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "revoke.confirm", good);
}

static void
confirm (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[CONFIRMED], 0);
  gtk_window_destroy (GTK_WINDOW (widget));
}

static void
app_revoke_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_REVOKE_DIALOG);
  G_OBJECT_CLASS (app_revoke_dialog_parent_class)->dispose (object);
}

static void
app_revoke_dialog_finalize (GObject *object)
{
  g_free (APP_REVOKE_DIALOG (object)->serial);
  G_OBJECT_CLASS (app_revoke_dialog_parent_class)->finalize (object);
}

static void
app_revoke_dialog_class_init (AppRevokeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_revoke_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_revoke_dialog_finalize;

  /**
   * AppRevokeDialog::confirmed:
   *
   * The certificate is to end.
   */
  signals[CONFIRMED] = g_signal_new ("confirmed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-revoke-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRevokeDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, AppRevokeDialog, since);
  gtk_widget_class_bind_template_child (widget_class, AppRevokeDialog, wrong_date);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "revoke.confirm", NULL, confirm);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_revoke_dialog_init (AppRevokeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
}

/**
 * app_revoke_dialog_new:
 * @parent: over which it stands
 * @serial: of the certificate
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppRevokeDialog *
app_revoke_dialog_new (GtkWindow *parent, const char *serial)
{
  AppRevokeDialog *self = g_object_new (APP_TYPE_REVOKE_DIALOG, "transient-for", parent, "modal",
                                        TRUE, NULL);

  self->serial = g_strdup (serial);
  return self;
}

/**
 * app_revoke_dialog_get_serial:
 *
 * Returns: of the certificate
 */
const char *
app_revoke_dialog_get_serial (AppRevokeDialog *self)
{
  return self->serial;
}

/**
 * app_revoke_dialog_get_reason:
 *
 * Returns: the CRLReason that was chosen
 */
int
app_revoke_dialog_get_reason (AppRevokeDialog *self)
{
  return reasons[adw_combo_row_get_selected (self->reason)];
}

/**
 * app_revoke_dialog_get_since:
 *
 * Returns: the beginning of the day since which the key may be in other hands, or 0
 */
gint64
app_revoke_dialog_get_since (AppRevokeDialog *self)
{
  g_autoptr (GDateTime) day = parse_day (gtk_editable_get_text (self->since));

  return day != NULL ? g_date_time_to_unix (day) : 0;
}

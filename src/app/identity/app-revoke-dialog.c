/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-revoke-dialog.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "app-act.h"
#include "app-application.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-text-width.h"
#include "app-toast.h"

struct _AppRevokeDialog {
  AdwWindow parent_instance;

  ModelAccount *account;
  char *serial;
  gboolean running;

  AppErrorBox *error_box;
  GtkWidget *form;
  AdwComboRow *reason;
  GtkEditable *since;
  GtkWidget *wrong_date;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppRevokeDialog, app_revoke_dialog, ADW_TYPE_WINDOW)

/* CRLReason, in the order of the template's list. */
static const int reasons[] = {5, 1, 4, 3, 0};

/* As people write it: 2026-11-28, 2026/11/28, 2026.11.28, 2026年11月28日, in digits of either
 * width. */
static char *
dup_plain_day (const char *text)
{
  static const char *const signs[] = {"/", ".", "年", "月"};
  g_autofree char *typed = wire_text_dup_typed (text);
  g_autoptr (GString) plain = g_string_new (typed);

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    g_string_replace (plain, signs[i], "-", 0);
  g_string_replace (plain, "日", "", 0);
  g_string_replace (plain, " ", "", 0);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/* NULL for what is no day, or one that is yet to come. */
static GDateTime *
parse_day (const char *text)
{
  g_autofree char *plain = dup_plain_day (text);
  int year, month, number, end = 0;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = NULL;

  if (sscanf (plain, "%4d-%2d-%2d%n", &year, &month, &number, &end) == 3 && plain[end] == '\0')
    day = g_date_time_new_local (year, month, number, 0, 0, 0);

  return day != NULL && g_date_time_compare (day, now) < 0 ? g_steal_pointer (&day) : NULL;
}

static void
update (AppRevokeDialog *self)
{
  const char *text = gtk_editable_get_text (self->since);
  g_autoptr (GDateTime) day = *text != '\0' ? parse_day (text) : NULL;
  gboolean good = *text == '\0' || day != NULL;

  gtk_widget_set_visible (self->wrong_date, !good);
  gtk_spinner_set_spinning (self->spinner, self->running);
  gtk_widget_set_sensitive (self->form, !self->running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "revoke.confirm", good && !self->running);
}

/* The beginning of the day since which the key may be in other hands, or 0. */
static gint64
get_since (AppRevokeDialog *self)
{
  g_autoptr (GDateTime) day = parse_day (gtk_editable_get_text (self->since));

  return day != NULL ? g_date_time_to_unix (day) : 0;
}

static void
fail (AppRevokeDialog *self, const GError *error)
{
  gboolean given_up = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  app_error_box_set (self->error_box, given_up ? NULL : error);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->since));
  app_event ("revocation %s", given_up ? "given-up" : "refused");
}

static void
finish (AppRevokeDialog *self, const WireCertificate *after)
{
  app_event ("certificate-state %s", after->state);
  app_toast (GTK_WIDGET (self), _ ("Certificate revoked"));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* What was chosen and entered stands until it is done. */
static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppRevokeDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  WireCertificate *after = app_act_finish (result, &error);

  self->running = FALSE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    model_account_refresh (self->account);
  if (gtk_widget_get_realized (GTK_WIDGET (self)))
    after != NULL ? finish (self, after) : fail (self, error);
  wire_free (&wire_certificate_type, after);
}

static void
confirm (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppRevokeDialog *self = APP_REVOKE_DIALOG (widget);
  const WireCertificate *certificate = model_account_find_certificate (self->account, self->serial);
  const WireRevocation message = {
      .reason = reasons[adw_combo_row_get_selected (self->reason)],
      .invalid_since = get_since (self),
  };

  app_error_box_set (self->error_box, NULL);
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* what is asleep cannot lose it in time */
  self->running = TRUE;
  update (self);
  app_act_ask (GTK_WINDOW (self), model_account_get_platform (self->account),
               &(ClientQuestion){.operation = WIRE_REVOKE_CERTIFICATE,
                                 .value = self->serial,
                                 .body = &message,
                                 .etag = certificate != NULL ? certificate->etag : NULL},
               answered, g_object_ref (self));
}

static void
activated (AppRevokeDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "revoke.confirm", NULL);
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
  g_clear_object (&APP_REVOKE_DIALOG (object)->account);
  G_OBJECT_CLASS (app_revoke_dialog_parent_class)->finalize (object);
}

static void
app_revoke_dialog_class_init (AppRevokeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_revoke_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_revoke_dialog_finalize;

  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-revoke-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRevokeDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppRevokeDialog, form);
  gtk_widget_class_bind_template_child (widget_class, AppRevokeDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, activated);
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
 * @serial: of a certificate of the person's own
 *
 * Makes the dialog in which that certificate is revoked (RFC 5280, 5.3.1: why, and since when);
 * present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppRevokeDialog *
app_revoke_dialog_new (GtkWindow *parent, const char *serial)
{
  AppRevokeDialog *self = g_object_new (APP_TYPE_REVOKE_DIALOG, "transient-for", parent, "modal",
                                        TRUE, NULL);

  self->account = g_object_ref (
      app_application_get_account (app_application_of (GTK_WIDGET (parent))));
  self->serial = g_strdup (serial);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-report-dialog.h"

#include <glib/gi18n.h>

#include "app-act.h"
#include "app-error-box.h"
#include "app-events.h"

typedef struct {
  ModelAccount *account;
  GtkWindow *parent; /* weak */
  char *organisation;
  char *reason; /* that was sent, or NULL */
  GtkEditable *entry;
} Report;

static void
report_free (Report *self)
{
  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->account);
  g_free (self->organisation);
  g_free (self->reason);
  g_free (self);
}

static void ask (Report *self, const GError *error);

static void
reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Report *self = user_data;
  g_autoptr (GError) error = NULL;

  app_act_finish (result, &error);
  app_event ("report %s", error == NULL ? "sent" : "refused");
  model_account_refresh (self->account);
  /* What was typed is not typed again, unless they gave it up. */
  if (error != NULL && self->parent != NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ask (self, error);
  else
    report_free (self);
}

static void
answered (GtkWidget *dialog, const char *response, gpointer user_data)
{
  Report *self = user_data;

  if (!g_str_equal (response, "report") || self->parent == NULL)
    {
      report_free (self);
      return;
    }
  g_free (self->reason);
  self->reason = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  app_act_ask (self->parent, model_account_get_platform (self->account),
               &(ClientQuestion){.operation = WIRE_REPORT_ORGANISATION,
                                 .value = self->organisation,
                                 .body = &(WireRejection){.reason = self->reason}},
               reported, self);
}

static void
typed (AdwMessageDialog *dialog, GtkEditable *reason)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (reason));

  adw_message_dialog_set_response_enabled (dialog, "report", *g_strstrip (text) != '\0');
}

static GtkWidget *
make_dialog (GtkWindow *parent, gboolean trial)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("What is wrong?"), NULL);

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      trial ? _ ("On trial nobody looks into the register: you enter the enterprise anew. Until "
                 "then no certificate is issued in its name.")
            : _ ("You cannot change what the register says. Whoever runs the platform reads this "
                 "and looks into it again. Until then no certificate is issued in the "
                 "enterprise’s name."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "report",
                                    _ ("Report"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "report",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "report", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "report");
  return dialog;
}

static GtkWidget *
make_entry (Report *self)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("For example: the name has changed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is wrong?"), -1);
  self->entry = GTK_EDITABLE (entry);
  return entry;
}

/* error: why it was not sent before, or NULL. */
static void
ask (Report *self, const GError *error)
{
  ModelPlatform *platform = model_account_get_platform (self->account);
  GtkWidget *dialog = make_dialog (self->parent, model_platform_is_trial (platform));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  AppErrorBox *why = app_error_box_new ();
  GtkWidget *entry = make_entry (self);

  app_error_box_set (why, error);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (why));
  gtk_box_append (GTK_BOX (box), entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  g_signal_connect_object (entry, "changed", G_CALLBACK (typed), dialog, G_CONNECT_SWAPPED);
  g_signal_connect (dialog, "response", G_CALLBACK (answered), self);
  gtk_editable_set_text (self->entry, self->reason != NULL ? self->reason : "");
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/**
 * app_report_dialog_ask:
 * @parent: over which it stands
 * @account: of the legal representative
 * @organisation: what is wrong on record
 *
 * Asks what is wrong, and reports it.
 */
void
app_report_dialog_ask (GtkWindow *parent,
                       ModelAccount *account,
                       const WireOrganisation *organisation)
{
  Report *self = g_new0 (Report, 1);

  self->account = g_object_ref (account);
  g_set_weak_pointer (&self->parent, parent);
  self->organisation = g_strdup (organisation->id);
  ask (self, NULL);
}

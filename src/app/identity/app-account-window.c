/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-account-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app-account-password.h"
#include "app-account-ways.h"
#include "app-act.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-own-certificates.h"
#include "app-rows.h"
#include "app-text-width.h"
#include "app-toast.h"
#include "model-login.h"
#include "report-words.h"

struct _AppAccountWindow {
  AdwWindow parent_instance;

  ModelAccount *account;
  WireSessions *known_sessions; /* or NULL */
  WireConsents *consents;       /* or NULL */

  AdwToastOverlay *toasts;
  AppErrorBox *error_box; /* of what was done here */
  GtkLabel *person;
  GtkWidget *password_button;
  GtkStack *stack;
  AppOwnCertificates *certificates;
  AppAccountWays *ways;
  AppErrorBox *sessions_failure; /* of what could not be had */
  AppErrorBox *consents_failure;
  GtkListBox *sessions;
  GtkListBox *consents_list;
};

G_DEFINE_FINAL_TYPE (AppAccountWindow, app_account_window, ADW_TYPE_WINDOW)

static void load (AppAccountWindow *self);
static void show_sessions (AppAccountWindow *self);
static void show_consents (AppAccountWindow *self);

static ModelPlatform *
platform_of (AppAccountWindow *self)
{
  return model_account_get_platform (self->account);
}

static gboolean
is_gone (AppAccountWindow *self)
{
  return self->account == NULL;
}

static void
take_end (AppAccountWindow *self, GAsyncResult *result, const char *words)
{
  g_autoptr (GError) error = NULL;

  app_act_finish (result, &error);
  if (is_gone (self))
    return;
  show_sessions (self);
  show_consents (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  app_error_box_set (self->error_box, error);
  if (error == NULL)
    app_toast (GTK_WIDGET (self), words);
  app_event ("account-changed");
  load (self);
}

static void
session_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountWindow) self = user_data;

  take_end (self, result, _ ("Device logged out"));
}

static void
consent_withdrawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountWindow) self = user_data;

  take_end (self, result, _ ("Consent withdrawn"));
}

static void
end_session (AppAccountWindow *self, GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "id");

  app_act_ask (GTK_WINDOW (self), platform_of (self),
               &(ClientQuestion){.operation = WIRE_DELETE_SESSION, .value = id}, session_ended,
               g_object_ref (self));
  show_sessions (self);
}

static void
withdraw_answered (AppAccountWindow *self, const char *response, GtkWidget *dialog)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "id");

  if (!g_str_equal (response, "withdraw"))
    return;
  app_act_ask (GTK_WINDOW (self), platform_of (self),
               &(ClientQuestion){.operation = WIRE_WITHDRAW_CONSENT, .value = id},
               consent_withdrawn, g_object_ref (self));
  show_consents (self);
}

static gboolean
is_ending (AppAccountWindow *self, WireOperation operation, const char *id)
{
  return app_act_is_running (GTK_WINDOW (self),
                             &(ClientQuestion){.operation = operation, .value = id});
}

/* As easy as it was given: one question, and no password. */
static void
withdraw (AppAccountWindow *self, GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "id");
  GtkWidget *dialog;

  if (is_ending (self, WIRE_WITHDRAW_CONSENT, id))
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Withdraw this consent?"), NULL);
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("An identification by face that is under way ends, and its pictures are erased; nothing "
         "new is certified before you accept the text again. Certificates that you have stay "
         "good, and so does what was done until now."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "withdraw",
                                    _ ("Withdraw"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "withdraw",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "id", g_strdup (id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (withdraw_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
make_button (AppAccountWindow *self, const char *label, const char *id, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (id), g_free);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_row (const char *id, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  app_rows_name (row, id);
  return row;
}

static GtkWidget *
make_session (AppAccountWindow *self, const WireSession *session)
{
  g_autofree char *seen = report_words_dup_time (session->last_seen);
  const char *kept = model_platform_is_session_in_keyring (platform_of (self))
                         ? _ ("This computer, now. Your desktop’s keyring keeps what logs it in.")
                         : _ ("This computer, now. A file that only you can read keeps what logs "
                              "it in.");
  g_autofree char *words = session->current ? g_strdup (kept)
                                            /* Translators: %s is a moment. */
                                            : g_strdup_printf (_ ("Last seen %s"), seen);
  GtkWidget *row = make_row (
      session->id, session->device != NULL ? session->device : _ ("Unnamed device"), words);
  gboolean ending = is_ending (self, WIRE_DELETE_SESSION, session->id);

  if (!session->current)
    {
      GtkWidget *button = make_button (self, ending ? _ ("Ending…") : _ ("End"), session->id,
                                       G_CALLBACK (end_session));

      app_act_mark (button, ending);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
show_sessions (AppAccountWindow *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; self->known_sessions != NULL && i < self->known_sessions->items->len; i++)
    g_ptr_array_add (rows, make_session (self, self->known_sessions->items->pdata[i]));
  app_rows_become (self->sessions, rows);
}

static void
take_sessions (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  WireSessions *sessions = model_platform_finish (result, &error);

  if (is_gone (self))
    {
      wire_free (&wire_sessions_type, sessions);
      return;
    }
  app_error_box_set (self->sessions_failure, error);
  if (sessions == NULL)
    return;
  wire_free (&wire_sessions_type, self->known_sessions);
  self->known_sessions = sessions;
  show_sessions (self);
}

static const char *
name_of (const char *agreement)
{
  static const struct {
    const char *id;
    const char *name;
  } names[] = {
      {"privacy", N_ ("Privacy policy")},
      {"certification", N_ ("Electronic certification agreement")},
      {"face-service", N_ ("Face recognition service agreement")},
      {"face-authorisation", N_ ("Authorisation of face recognition")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].id, agreement))
      return _ (names[i].name);
  return agreement;
}

/* In itself, as whoever chooses it reads it. */
static const char *
language_name (const char *language)
{
  return g_str_has_prefix (language, "zh") ? "中文"
         : g_str_equal (language, "en")    ? "English"
                                           : language;
}

static GtkWidget *
make_consent (AppAccountWindow *self, const WireConsent *consent)
{
  g_autofree char *since = report_words_dup_time (consent->accepted);
  g_autofree char *until = consent->withdrawn != 0 ? report_words_dup_time (consent->withdrawn)
                                                   : NULL;
  /* Translators: a version, a language, a moment. */
  g_autofree char *accepted = g_strdup_printf (_ ("Version %d (%s), accepted %s"),
                                               (int) consent->version,
                                               language_name (consent->language), since);
  g_autofree char *withdrawn = until != NULL
                                   /* Translators: %s is a moment. */
                                   ? g_strdup_printf (_ ("withdrawn %s"), until)
                                   : NULL;
  g_autofree char *words = g_strdup_printf ("%s\nSHA-256 %s%s%s", accepted, consent->sha256,
                                            withdrawn != NULL ? "\n" : "",
                                            withdrawn != NULL ? withdrawn : "");
  GtkWidget *row = make_row (consent->id, name_of (consent->agreement), words);
  gboolean ending = is_ending (self, WIRE_WITHDRAW_CONSENT, consent->id);

  if (until == NULL)
    {
      GtkWidget *button = make_button (self, ending ? _ ("Withdrawing…") : _ ("Withdraw…"),
                                       consent->id, G_CALLBACK (withdraw));

      app_act_mark (button, ending);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
show_consents (AppAccountWindow *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; self->consents != NULL && i < self->consents->items->len; i++)
    g_ptr_array_add (rows, make_consent (self, self->consents->items->pdata[i]));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.export", rows->len > 0);
  app_rows_become (self->consents_list, rows);
}

static void
take_consents (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  WireConsents *consents = model_platform_finish (result, &error);

  if (is_gone (self))
    {
      wire_free (&wire_consents_type, consents);
      return;
    }
  app_error_box_set (self->consents_failure, error);
  if (consents == NULL)
    return;
  wire_free (&wire_consents_type, self->consents);
  self->consents = consents;
  show_consents (self);
}

static void
load (AppAccountWindow *self)
{
  model_platform_ask (platform_of (self), &(ClientQuestion){.operation = WIRE_LIST_SESSIONS}, NULL,
                      take_sessions, g_object_ref (self));
  model_platform_ask (platform_of (self), &(ClientQuestion){.operation = WIRE_LIST_CONSENTS}, NULL,
                      take_consents, g_object_ref (self));
}

static void
load_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  load (APP_ACCOUNT_WINDOW (widget));
}

static void
save_consents (GtkNativeDialog *dialog, int response, AppAccountWindow *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->consents != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      json = wire_encode (&wire_consents_type, self->consents);
      g_file_replace_contents (file, json, strlen (json), NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                               NULL, &error);
      app_error_box_set (self->error_box, error);
      if (error == NULL)
        app_toast (GTK_WIDGET (self), _ ("Consents saved"));
    }
  g_object_unref (dialog);
}

static void export(GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save my consents"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "consents.json");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_consents), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
leave (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppAccountWindow *self = APP_ACCOUNT_WINDOW (widget);

  model_login_leave (self->account);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
password_changed (AppAccountWindow *self)
{
  app_toast (GTK_WIDGET (self), _ ("Password changed"));
  load (self);
}

static void
change_password (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppAccountWindow *self = APP_ACCOUNT_WINDOW (widget);
  AppAccountPassword *dialog = app_account_password_new (GTK_WINDOW (self), self->account);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (password_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The keys are not on “Log Out”, which comes first; nothing takes them before it is on the screen.
 */
static void
app_account_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_account_window_parent_class)->map (widget);
  gtk_widget_child_focus (GTK_WIDGET (APP_ACCOUNT_WINDOW (widget)->toasts), GTK_DIR_TAB_FORWARD);
}

static void
app_account_window_dispose (GObject *object)
{
  AppAccountWindow *self = APP_ACCOUNT_WINDOW (object);

  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_ACCOUNT_WINDOW);
  G_OBJECT_CLASS (app_account_window_parent_class)->dispose (object);
}

static void
app_account_window_finalize (GObject *object)
{
  wire_free (&wire_sessions_type, APP_ACCOUNT_WINDOW (object)->known_sessions);
  wire_free (&wire_consents_type, APP_ACCOUNT_WINDOW (object)->consents);
  G_OBJECT_CLASS (app_account_window_parent_class)->finalize (object);
}

static void
app_account_window_class_init (AppAccountWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_account_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_account_window_finalize;
  widget_class->map = app_account_window_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_OWN_CERTIFICATES);
  g_type_ensure (APP_TYPE_ACCOUNT_WAYS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-account-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, person);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, password_button);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, certificates);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, ways);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, sessions);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, sessions_failure);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, consents_failure);
  gtk_widget_class_bind_template_child (widget_class, AppAccountWindow, consents_list);
  gtk_widget_class_install_action (widget_class, "account.export", NULL, export);
  gtk_widget_class_install_action (widget_class, "account.leave", NULL, leave);
  gtk_widget_class_install_action (widget_class, "account.load", NULL, load_again);
  gtk_widget_class_install_action (widget_class, "account.password", NULL, change_password);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_account_window_init (AppAccountWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_error_box_offer (self->sessions_failure, "account.load");
  app_error_box_offer (self->consents_failure, "account.load");
  app_text_resize (GTK_WINDOW (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.export", FALSE);
}

/* Of a session that was ended elsewhere nothing that stands here is true any more; the room behind
 * says so, and has the way in. */
static void
account_changed (AppAccountWindow *self)
{
  if (model_account_get_account (self->account) == NULL && !model_account_is_busy (self->account))
    gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * app_account_window_new:
 * @parent: a main window
 * @account: of whoever is logged in
 *
 * Makes the window; present it.
 *
 * Returns: (transfer none): the window
 */
AppAccountWindow *
app_account_window_new (GtkWindow *parent, ModelAccount *account)
{
  AppAccountWindow *self = g_object_new (APP_TYPE_ACCOUNT_WINDOW, "transient-for", parent, "modal",
                                         TRUE, NULL);
  const WireAccount *who = model_account_get_account (account);
  const WireOrganisation *space = model_account_get_space (account);
  g_autofree char *person = space != NULL ? g_strdup_printf ("%s\n%s (%s)", space->name, who->name,
                                                             who->login)
                                          : g_strdup_printf ("%s (%s)", who->name, who->login);

  self->account = g_object_ref (account);
  gtk_label_set_label (self->person, person);
  gtk_widget_set_visible (self->password_button, model_account_has_password (account));
  app_own_certificates_set_account (self->certificates, account);
  app_account_ways_set_account (self->ways, account);
  g_signal_connect_object (account, "changed", G_CALLBACK (account_changed), self,
                           G_CONNECT_SWAPPED);
  load (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-account-password.h"

#include <glib/gi18n.h>

#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-strength.h"
#include "app-text-width.h"
#include "model-login.h"
#include "model-secret.h"
#include "wire-problem.h"

struct _AppAccountPassword {
  AdwWindow parent_instance;

  ModelAccount *account;
  GCancellable *running; /* or NULL */

  AppErrorBox *error_box;
  GtkEditable *old_password;
  GtkWidget *wrong;
  GtkEditable *new_password;
  GtkEditable *again;
  AppStrength *strength;
  GtkSwitch *end_others;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppAccountPassword, app_account_password, ADW_TYPE_WINDOW)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
update (AppAccountPassword *self)
{
  gboolean good = app_strength_check (self->strength, gtk_editable_get_text (self->new_password),
                                      gtk_editable_get_text (self->again));

  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "password.go",
                                 good && self->running == NULL &&
                                     *gtk_editable_get_text (self->old_password) != '\0');
}

static void
wipe (AppAccountPassword *self)
{
  GtkEditable *const secrets[] = {self->old_password, self->new_password, self->again};

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    gtk_editable_set_text (secrets[i], "");
}

/* Which of the passwords is meant is said where it stands. */
static void
show_error (AppAccountPassword *self, const GError *error)
{
  gboolean wrong = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS);

  app_error_box_set (self->error_box, wrong ? NULL : error);
  gtk_widget_set_visible (self->wrong, wrong);
  (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (self->old_password),
                                                                    "error");
  if (wrong)
    gtk_widget_grab_focus (GTK_WIDGET (self->old_password));
}

/* Nobody knows, then, which of the two counts: the person is told, once, what to try. */
static void
tell_given_up (AppAccountPassword *self, gboolean done)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  GtkWidget *dialog;

  wipe (self);
  if (done)
    g_signal_emit (self, signals[CHANGED], 0);
  if (done || parent == NULL || !gtk_widget_get_realized (GTK_WIDGET (parent)))
    return;
  dialog = adw_message_dialog_new (
      parent, _ ("The password may have been changed"),
      _ ("You gave it up while the platform was at it. If it does not take the password until now "
         "any more, the new one counts."));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountPassword) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = model_login_change_password_finish (result, &error);
  gboolean given_up = g_cancellable_is_cancelled (self->running);

  g_clear_object (&self->running);
  app_event ("password-%s", given_up ? "given-up" : done ? "changed" : "refused");
  if (given_up)
    {
      tell_given_up (self, done);
      return;
    }
  show_error (self, error);
  update (self);
  if (!done)
    return;
  wipe (self);
  g_signal_emit (self, signals[CHANGED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppAccountPassword *self = APP_ACCOUNT_PASSWORD (widget);
  g_autoptr (GBytes) old = model_secret_new (gtk_editable_get_text (self->old_password));
  g_autoptr (GBytes) new = model_secret_new (gtk_editable_get_text (self->new_password));

  show_error (self, NULL);
  self->running = g_cancellable_new ();
  update (self);
  model_login_change_password (
      self->account,
      &(ModelPasswordChange){
          .from = old, .to = new, .keep_sessions = !gtk_switch_get_active (self->end_others)},
      self->running, changed, g_object_ref (self));
}

static void
activated (AppAccountPassword *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "password.go", NULL);
}

static void
app_account_password_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_ACCOUNT_PASSWORD);
  G_OBJECT_CLASS (app_account_password_parent_class)->dispose (object);
}

static void
app_account_password_finalize (GObject *object)
{
  g_clear_object (&APP_ACCOUNT_PASSWORD (object)->account);
  G_OBJECT_CLASS (app_account_password_parent_class)->finalize (object);
}

static void
app_account_password_class_init (AppAccountPasswordClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_account_password_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_account_password_finalize;

  /**
   * AppAccountPassword::changed:
   *
   * The platform knows the new password.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_STRENGTH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-account-password.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, old_password);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, wrong);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, new_password);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, again);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, strength);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, end_others);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPassword, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "password.go", NULL, go);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_account_password_init (AppAccountPassword *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
  app_text_resize (GTK_WINDOW (self));
}

/**
 * app_account_password_new:
 * @parent: over which it stands
 * @account: of whoever is logged in
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppAccountPassword *
app_account_password_new (GtkWindow *parent, ModelAccount *account)
{
  AppAccountPassword *self = g_object_new (APP_TYPE_ACCOUNT_PASSWORD, "transient-for", parent,
                                           "modal", TRUE, NULL);

  self->account = g_object_ref (account);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->old_password));
  return self;
}

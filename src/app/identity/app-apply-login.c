/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-login.h"

#include "app-events.h"
#include "app-login-dialog.h"

struct _AppApplyLogin {
  AdwBin parent_instance;

  ModelAccount *account;
  char *who; /* applies: the login */
  gboolean out;
  gboolean rests; /* nobody has to come back any more */
};

G_DEFINE_FINAL_TYPE (AppApplyLogin, app_apply_login, ADW_TYPE_BIN)

enum { OUT, IN, GONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_out (AppApplyLogin *self, gboolean out)
{
  if (self->out == out || self->rests)
    return;
  self->out = out;
  gtk_widget_set_visible (GTK_WIDGET (self), out);
  g_signal_emit (self, signals[out ? OUT : IN], 0);
  if (out)
    gtk_widget_grab_focus (adw_bin_get_child (ADW_BIN (self)));
  app_event (out ? "apply logged-out" : "apply logged-in");
}

static void
account_changed (AppApplyLogin *self)
{
  const WireAccount *account = model_account_get_account (self->account);

  if (model_account_is_busy (self->account) ||
      (account == NULL && model_platform_has_session (model_account_get_platform (self->account))))
    return;
  if (account != NULL && !g_str_equal (account->login, self->who))
    g_signal_emit (self, signals[GONE], 0);
  else
    set_out (self, account == NULL);
}

static void
log_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  gtk_window_present (
      GTK_WINDOW (app_login_dialog_new (window, APP_APPLY_LOGIN (widget)->account)));
}

static void
app_apply_login_dispose (GObject *object)
{
  AppApplyLogin *self = APP_APPLY_LOGIN (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->who, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPLY_LOGIN);
  G_OBJECT_CLASS (app_apply_login_parent_class)->dispose (object);
}

static guint
new_signal (AppApplyLoginClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
app_apply_login_class_init (AppApplyLoginClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_login_dispose;

  /**
   * AppApplyLogin::out:
   *
   * The session was ended elsewhere.
   */
  signals[OUT] = new_signal (klass, "out");
  /**
   * AppApplyLogin::in:
   *
   * The person is back.
   */
  signals[IN] = new_signal (klass, "in");
  /**
   * AppApplyLogin::gone:
   *
   * Somebody else is logged in now.
   */
  signals[GONE] = new_signal (klass, "gone");

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-login.ui");
  gtk_widget_class_install_action (widget_class, "apply.login", NULL, log_in);
}

static void
app_apply_login_init (AppApplyLogin *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_apply_login_begin:
 * @account: of whoever applies, logged in
 *
 * Watches, from now on, who is logged in.
 */
void
app_apply_login_begin (AppApplyLogin *self, ModelAccount *account)
{
  self->account = g_object_ref (account);
  self->who = g_strdup (model_account_get_account (account)->login);
  g_signal_connect_object (account, "changed", G_CALLBACK (account_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * app_apply_login_rest:
 *
 * What was applied for is there: whoever is logged out from now on misses nothing.
 */
void
app_apply_login_rest (AppApplyLogin *self)
{
  self->rests = TRUE;
}

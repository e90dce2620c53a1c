/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-login-dialog.h"

#include <glib/gi18n.h>

#include "app-application.h"
#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-key-dialog.h"
#include "app-platform-words.h"
#include "app-portal-way.h"
#include "app-strength.h"
#include "app-text-width.h"
#include "model-login.h"
#include "model-secret.h"
#include "wire-problem.h"

/* Pixels, at the usual text size. */
#define WIDTH 460

struct _AppLoginDialog {
  AdwWindow parent_instance;

  ModelAccount *account;
  GCancellable *running; /* or NULL */
  gboolean has_guessed;  /* whether somebody is new here */

  AppErrorBox *error_box;
  GtkLabel *where;
  GtkStack *stack;
  GtkEditable *login;
  GtkEditable *password;
  GtkEditable *new_login;
  GtkEditable *name;
  GtkEditable *id_number;
  GtkEditable *new_password;
  GtkEditable *again;
  AppStrength *strength;
  GtkSpinner *spinner;
  GtkButton *go;
  GtkStackSwitcher *switcher;
  GtkStack *ways;
  AdwClamp *clamp;
  GtkButton *portal_button;
  AppPortalWay *portal_way;
};

G_DEFINE_FINAL_TYPE (AppLoginDialog, app_login_dialog, ADW_TYPE_WINDOW)

enum { ENTERED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
has_text (GtkEditable *entry)
{
  return *gtk_editable_get_text (entry) != '\0';
}

/* Whether anybody may open an account; as long as it is not known, it is offered. */
static gboolean
is_open (AppLoginDialog *self)
{
  const WirePlatform *about = model_platform_get_about (model_account_get_platform (self->account));

  return about == NULL || g_strcmp0 (about->registration, "open") == 0;
}

static gboolean
registers (AppLoginDialog *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "register") == 0;
}

static gboolean
is_complete (AppLoginDialog *self)
{
  gboolean good = app_strength_check (self->strength, gtk_editable_get_text (self->new_password),
                                      gtk_editable_get_text (self->again));

  if (!registers (self))
    return has_text (self->login) && has_text (self->password);
  return good && has_text (self->new_login) && has_text (self->name) && has_text (self->id_number);
}

static void
update (AppLoginDialog *self)
{
  gboolean away = app_portal_way_is_on (self->portal_way);

  gtk_button_set_label (self->go, registers (self) ? _ ("Register") : _ ("Log In"));
  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "login.go",
                                 self->running == NULL && is_complete (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "login.portal", self->running == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->go), !away);
  gtk_widget_set_visible (GTK_WIDGET (self->switcher), !away && is_open (self));
  gtk_stack_set_visible_child_name (self->ways, away ? "portal" : "form");
}

static void
wipe (AppLoginDialog *self)
{
  GtkEditable *const secrets[] = {self->password, self->new_password, self->again, self->id_number};

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    gtk_editable_set_text (secrets[i], "");
}

/* What was pressed was asleep meanwhile, and has lost the focus: it goes to what is to be entered
 * anew, or to where Enter tries again. */
static void
focus_refused (AppLoginDialog *self, const GError *error)
{
  gboolean taken = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_EXISTS);
  gboolean named = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_NAME);
  GtkEditable *field = !registers (self) ? self->password
                       : taken           ? self->new_login
                       : named           ? self->name
                                         : self->again;

  if (app_portal_way_is_on (self->portal_way))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (field));
  if (taken || named || g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_CREDENTIALS))
    gtk_editable_select_region (field, 0, -1);
  else
    gtk_editable_set_position (field, -1);
}

static void
entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppLoginDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean in = model_login_finish (result, &error);

  g_clear_object (&self->running);
  if (self->error_box == NULL)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  app_error_box_set (self->error_box, error);
  update (self);
  if (error != NULL)
    focus_refused (self, error);
  if (error != NULL)
    app_event ("login-error %s", g_quark_to_string (error->domain));
  if (!in)
    return;
  wipe (self);
  app_event ("logged-in");
  g_signal_emit (self, signals[ENTERED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
left_portal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AppLoginDialog *self = APP_LOGIN_DIALOG (user_data);

  if (self->error_box != NULL)
    app_portal_way_end (self->portal_way);
  entered (source, result, user_data);
}

static void
begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppLoginDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ModelPortalVisit) visit = model_portal_begin_finish (result, &error);

  if (self->error_box == NULL)
    return;
  if (visit == NULL)
    {
      g_clear_object (&self->running);
      app_error_box_set (self->error_box, error);
      update (self);
      return;
    }
  model_portal_wait (self->account, visit, self->running, left_portal, g_object_ref (self));
  app_portal_way_begin (self->portal_way, visit);
  update (self);
}

static void
go_to_portal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppLoginDialog *self = APP_LOGIN_DIALOG (widget);

  app_error_box_set (self->error_box, NULL);
  self->running = g_cancellable_new ();
  update (self);
  model_portal_begin (self->account, self->running, begun, g_object_ref (self));
}

static void
leave_portal (AppLoginDialog *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

static void
go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppLoginDialog *self = APP_LOGIN_DIALOG (widget);
  gboolean new = registers (self);
  g_autoptr (GBytes) password = model_secret_new (
      gtk_editable_get_text (new ? self->new_password : self->password));
  g_autofree char *typed = wire_text_dup_code (gtk_editable_get_text (self->id_number));
  g_autoptr (GBytes) number = model_secret_new (typed);
  g_autofree char *login = wire_text_dup_typed (
      gtk_editable_get_text (new ? self->new_login : self->login));
  const ModelRegistration who = {
      .login = login,
      .password = password,
      .name = new ? gtk_editable_get_text (self->name) : NULL,
      .id_number = new ? number : NULL,
  };

  app_error_box_set (self->error_box, NULL);
  self->running = g_cancellable_new ();
  update (self);
  model_login_enter (self->account, &who, self->running, entered, g_object_ref (self));
}

static void
entered_with_key (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppKeyDialog) dialog = user_data;
  g_autoptr (GError) error = NULL;
  GtkWindow *login = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  gboolean in = model_login_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      app_event ("login given-up");
      return;
    }
  if (!in)
    {
      app_key_dialog_fail (dialog, error);
      return;
    }
  app_event ("logged-in");
  g_signal_emit (login, signals[ENTERED], 0);
  gtk_window_destroy (login);
}

static void
key_chosen (AppLoginDialog *self, AppKeyDialog *dialog)
{
  model_login_enter_with_key (self->account, app_key_dialog_dup_key (dialog),
                              app_key_dialog_wait (dialog), entered_with_key,
                              g_object_ref (dialog));
}

static void
use_certificate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppLoginDialog *self = APP_LOGIN_DIALOG (widget);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  AppApplication *application = app_application_of (GTK_WIDGET (parent));
  AppKeyDialog *dialog = app_key_dialog_new (
      GTK_WINDOW (self), app_application_get_certificates (application),
      &(AppKeyWords){_ ("Log In with a Certificate"),
                     _ ("The certificate has to be of this platform, and active. Your key signs "
                        "that it is you; it does not leave this computer."),
                     _ ("Log In")});

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (key_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Enter goes on: to what is not entered yet, and else does it. */
static void
activated (AppLoginDialog *self)
{
  GtkEditable *const login[] = {self->login, self->password, NULL};
  GtkEditable *const new[] = {self->name,         self->id_number, self->new_login,
                              self->new_password, self->again,     NULL};
  GtkEditable *const *fields = registers (self) ? new : login;

  for (; *fields != NULL; fields++)
    if (!has_text (*fields))
      {
        gtk_widget_grab_focus (GTK_WIDGET (*fields));
        return;
      }
  gtk_widget_activate_action (GTK_WIDGET (self), "login.go", NULL);
}

/* What is to be entered first. Before the window is on the screen, a row passes the focus on. */
static void
focus_first (AppLoginDialog *self)
{
  GtkEditable *first = registers (self)         ? self->name
                       : has_text (self->login) ? self->password
                                                : self->login;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
app_login_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_login_dialog_parent_class)->map (widget);
  focus_first (APP_LOGIN_DIALOG (widget));
}

static void
app_login_dialog_dispose (GObject *object)
{
  AppLoginDialog *self = APP_LOGIN_DIALOG (object);

  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (model_account_get_platform (self->account), self);
  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_LOGIN_DIALOG);
  self->error_box = NULL;
  G_OBJECT_CLASS (app_login_dialog_parent_class)->dispose (object);
}

static void
app_login_dialog_class_init (AppLoginDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_login_dialog_dispose;
  widget_class->map = app_login_dialog_map;

  /**
   * AppLoginDialog::entered:
   *
   * The person is logged in.
   */
  signals[ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_PORTAL_WAY);
  g_type_ensure (APP_TYPE_STRENGTH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-login-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, where);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, login);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, password);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, new_login);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, id_number);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, new_password);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, again);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, strength);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, go);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, switcher);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, ways);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, clamp);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, portal_button);
  gtk_widget_class_bind_template_child (widget_class, AppLoginDialog, portal_way);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, leave_portal);
  gtk_widget_class_install_action (widget_class, "login.go", NULL, go);
  gtk_widget_class_install_action (widget_class, "login.certificate", NULL, use_certificate);
  gtk_widget_class_install_action (widget_class, "login.portal", NULL, go_to_portal);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_login_dialog_init (AppLoginDialog *self)
{
  int width;

  gtk_widget_init_template (GTK_WIDGET (self));
  app_portal_way_offer_leave (self->portal_way);
  app_closing_cancels (GTK_WIDGET (self), &self->running);
  width = app_text_width (GTK_WIDGET (self), WIDTH);
  gtk_window_set_default_size (GTK_WINDOW (self), width, -1);
  adw_clamp_set_maximum_size (self->clamp, width);
}

static void
show_portal (AppLoginDialog *self, const WirePlatform *about)
{
  const char *portal = about != NULL ? about->portal : NULL;
  g_autofree char *button = g_strdup_printf (_ ("Log In with %s"), portal != NULL ? portal : "");

  gtk_widget_set_visible (GTK_WIDGET (self->portal_button), portal != NULL);
  gtk_button_set_label (self->portal_button, button);
  app_portal_way_set_portal (self->portal_way, portal);
}

/* Who was never logged in here has no account yet; who was need not enter which one it is. */
static void
guess (AppLoginDialog *self, const WirePlatform *about)
{
  g_autofree char *last = model_account_dup_last_login (self->account);

  if (self->has_guessed || about == NULL)
    return;
  self->has_guessed = TRUE;
  if (last != NULL && !has_text (self->login))
    gtk_editable_set_text (self->login, last);
  else if (last == NULL && !has_text (self->login) && about->portal == NULL && is_open (self))
    gtk_stack_set_visible_child_name (self->stack, "register");
  focus_first (self);
}

/* What whoever is new does where nobody may open an account. */
static char *
dup_closed_words (const WirePlatform *about)
{
  if (about != NULL && about->portal != NULL && g_strcmp0 (about->registration, "portal") == 0)
    /* Translators: %s is the name of a portal. */
    return g_strdup_printf (
        _ ("Whoever is new here logs in with %s; there is nothing to register."), about->portal);
  return g_strdup (_ ("Accounts are opened by whoever runs it: ask them if you have none."));
}

static void
show_where (AppLoginDialog *self)
{
  ModelPlatform *platform = model_account_get_platform (self->account);
  g_autofree char *where = app_platform_dup_where (platform);
  g_autofree char *closed = dup_closed_words (model_platform_get_about (platform));
  g_autofree char *words = is_open (self) ? g_strdup (where)
                                          : g_strconcat (where, "\n", closed, NULL);

  gtk_label_set_label (self->where, words);
  show_portal (self, model_platform_get_about (platform));
  if (!is_open (self))
    gtk_stack_set_visible_child_name (self->stack, "login");
  guess (self, model_platform_get_about (platform));
  update (self);
}

/**
 * app_login_dialog_new:
 * @parent: over which it stands
 * @account: who will be logged in
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppLoginDialog *
app_login_dialog_new (GtkWindow *parent, ModelAccount *account)
{
  AppLoginDialog *self = g_object_new (APP_TYPE_LOGIN_DIALOG, "transient-for", parent, "modal",
                                       TRUE, NULL);
  ModelPlatform *platform = model_account_get_platform (account);

  self->account = g_object_ref (account);
  g_signal_connect_swapped (platform, "changed", G_CALLBACK (show_where), self);
  show_where (self);
  model_platform_connect (platform);
  return self;
}

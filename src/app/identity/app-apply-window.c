/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-window.h"

#include <glib/gi18n.h>

#include "app-agreements-box.h"
#include "app-apply-code.h"
#include "app-apply-confirm.h"
#include "app-apply-login.h"
#include "app-apply-words.h"
#include "app-enterprise-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-key-dialog.h"
#include "app-platform-words.h"
#include "app-report-dialog.h"
#include "app-text-width.h"
#include "app-trust-dialog.h"
#include "app-window.h"
#include "wire-problem.h"

struct _AppApplyWindow {
  AdwWindow parent_instance;

  ModelAccount *account;
  ModelCertificates *certificates;
  ModelTrust *trust;
  ModelApplication *application;
  GCancellable *running; /* or NULL: the agreements are asked for or sent */
  gboolean unread;       /* they could not be had */
  AppKeyDialog *dialog;  /* weak, or NULL: the person is asked to sign */

  AppErrorBox *error_box;
  AppApplyLogin *login;
  GtkStack *stack;
  GtkListBox *steps;
  GtkLabel *trial;
  AppAgreementsBox *agreements;
  AdwActionRow *enterprise_name;
  AdwActionRow *enterprise_code;
  AdwActionRow *enterprise_representative;
  AppApplyConfirm *confirm;
  AppApplyCode *code;
  AdwStatusPage *done;
  GtkWidget *trust_button;
  GtkWidget *seals_button;
  GtkWidget *done_button;
  GtkButton *next;
  GtkLabel *missing;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppApplyWindow, app_apply_window, ADW_TYPE_WINDOW)

/* In their order; a person has no enterprise to confirm. */
static const struct {
  const char *page;
  const char *title;
} steps[] = {
    {"agreements", N_ ("Agreements")},
    {"enterprise", N_ ("Enterprise")},
    {"confirm", N_ ("Certificate")},
    {"code", N_ ("Identification")},
    {"done", N_ ("Done")},
};

static gboolean
is_on (AppApplyWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

static ModelPlatform *
platform_of (AppApplyWindow *self)
{
  return model_account_get_platform (self->account);
}

/* What is wrong on record is put right first. */
static gboolean
is_recognised (AppApplyWindow *self)
{
  const WireOrganisation *space = model_account_get_space (self->account);

  return space != NULL && app_enterprise_is_confirmed (space);
}

/* What the person has still to do here before they go on, in words; NULL: nothing. */
static const char *
missing_words (AppApplyWindow *self)
{
  if (is_on (self, "agreements"))
    return self->unread || app_agreements_box_is_complete (self->agreements)
               ? NULL
               : _ ("Next: tick what is needed for a certificate.");
  if (is_on (self, "confirm"))
    return app_apply_confirm_missing (self->confirm);
  return NULL;
}

static void
update (AppApplyWindow *self)
{
  gboolean asks = is_on (self, "agreements") || is_on (self, "enterprise") ||
                  is_on (self, "confirm");
  gboolean renewing = model_application_is_renewing (self->application);
  gboolean busy = self->running != NULL || renewing ||
                  model_application_get_state (self->application) == MODEL_APPLICATION_BEGINNING;
  gboolean out = model_account_get_account (self->account) == NULL;
  const char *missing = busy || out ? NULL : missing_words (self);

  gtk_widget_set_visible (GTK_WIDGET (self->next), asks);
  gtk_button_set_label (self->next,
                        self->unread && is_on (self, "agreements") ? _ ("Try Again") : _ ("Next"));
  gtk_label_set_label (self->missing, missing != NULL ? missing : "");
  gtk_widget_set_visible (GTK_WIDGET (self->missing), missing != NULL);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "apply.refresh", !renewing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "apply.next",
                                 asks && !busy && !out && missing == NULL &&
                                     (!is_on (self, "enterprise") || is_recognised (self)));
}

/* What was pressed to come here is gone or means something else now: who works with keys begins
 * where the page does, not at “Close”. */
static void
focus_page (AppApplyWindow *self)
{
  /* A page that was empty may have it itself, and keep it from what has come. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (!is_on (self, "confirm") || !app_apply_confirm_focus_empty (self->confirm))
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

/* Before, nothing in it could have the focus. */
static void
app_apply_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_apply_window_parent_class)->map (widget);
  focus_page (APP_APPLY_WINDOW (widget));
}

static void
show_step (AppApplyWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].page, page))
      gtk_list_box_select_row (self->steps, gtk_list_box_get_row_at_index (self->steps, (int) i));
  update (self);
  focus_page (self);
  app_event ("apply-step %s", page);
}

static void
show_done (AppApplyWindow *self)
{
  ModelApplicationPurpose purpose = model_application_get_purpose (self->application);

  if (is_on (self, "done"))
    return;
  adw_status_page_set_title (self->done, app_apply_done_title (purpose));
  adw_status_page_set_description (self->done, app_apply_done_words (purpose));
  gtk_widget_set_visible (self->seals_button, purpose == MODEL_APPLICATION_APPLY);
  gtk_widget_set_visible (self->done_button, purpose != MODEL_APPLICATION_APPLY);
  app_apply_confirm_wipe (self->confirm);
  app_apply_login_rest (self->login);
  model_certificates_reload (self->certificates, NULL);
  model_certificates_look_for_tokens (self->certificates);
  model_account_refresh (self->account);
  show_step (self, "done");
  app_event ("certificate %s", model_application_get_result (self->application));
}

static void
show_code (AppApplyWindow *self)
{
  app_apply_code_update (self->code);
  if (!is_on (self, "code"))
    show_step (self, "code");
}

static void
chosen (AppApplyWindow *self)
{
  if (model_application_get_state (self->application) != MODEL_APPLICATION_SIGNING)
    return;
  app_key_dialog_wait (self->dialog);
  model_application_sign (self->application, app_key_dialog_dup_key (self->dialog));
}

static void
sign (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);
  AppKeyDialog *dialog = app_key_dialog_new (
      GTK_WINDOW (self), self->certificates,
      &(AppKeyWords){_ ("Sign This Step"),
                     _ ("This step counts as much as a signature, and is kept with yours. Nothing "
                        "happens before it is signed."),
                     _ ("Sign")});

  g_set_weak_pointer (&self->dialog, dialog);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The phone is done: what is left is the person's word, by a key that they have. */
static void
show_signing (AppApplyWindow *self)
{
  const GError *error = model_application_get_error (self->application);

  show_code (self);
  if (self->dialog == NULL)
    sign (GTK_WIDGET (self), NULL, NULL);
  else if (error != NULL)
    app_key_dialog_fail (self->dialog, error);
}

static void
changed (AppApplyWindow *self)
{
  ModelApplicationState state = model_application_get_state (self->application);

  if (state == MODEL_APPLICATION_SIGNING)
    {
      show_signing (self);
      return;
    }
  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  app_error_box_set (self->error_box, model_application_get_error (self->application));
  if (state == MODEL_APPLICATION_WAITING)
    {
      show_code (self);
      app_event ("identification %s", model_application_get_identity (self->application)->state);
    }
  else if (state == MODEL_APPLICATION_DONE)
    show_done (self);
  update (self);
}

static void
accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplyWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = model_agreements_accept_finish (result, &error);

  g_clear_object (&self->running);
  if (self->stack == NULL)
    return;
  app_error_box_set (self->error_box, error);
  if (done)
    show_step (self, model_account_get_space (self->account) != NULL ? "enterprise" : "confirm");
  update (self);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplyWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ModelAgreements) agreements = model_agreements_load_finish (result, &error);

  g_clear_object (&self->running);
  if (self->stack != NULL)
    {
      app_error_box_set (self->error_box, error);
      self->unread = agreements == NULL;
      if (agreements != NULL)
        app_agreements_box_set_agreements (self->agreements, g_steal_pointer (&agreements));
      update (self);
      focus_page (self);
    }
}

static void
load (AppApplyWindow *self)
{
  self->running = g_cancellable_new ();
  model_agreements_load (platform_of (self), self->running, loaded, g_object_ref (self));
  update (self);
}

static void
next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);

  app_error_box_set (self->error_box, NULL);
  if (self->unread)
    load (self);
  else if (is_on (self, "agreements"))
    {
      g_autoptr (GPtrArray) texts = app_agreements_box_dup_accepted (self->agreements);

      self->running = g_cancellable_new ();
      model_agreements_accept (platform_of (self), texts, self->running, accepted,
                               g_object_ref (self));
      update (self);
    }
  else if (is_on (self, "enterprise"))
    show_step (self, "confirm");
  else
    app_apply_confirm_submit (self->confirm, self->application);
}

static void
report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);
  const WireOrganisation *space = model_account_get_space (self->account);

  if (space != NULL)
    app_report_dialog_ask (GTK_WINDOW (self), self->account, space);
}

/* The session was ended elsewhere: what is entered and under way waits for the person's return. */
static void
show_out (AppApplyWindow *self)
{
  g_autoptr (GError) error = g_error_new_literal (WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED,
                                                  "the session has ended");

  app_error_box_set (self->error_box, error);
  update (self);
}

static void
show_in (AppApplyWindow *self)
{
  app_error_box_set (self->error_box, NULL);
  if (self->unread)
    load (self);
  update (self);
  focus_page (self);
}

/* Once it is reported that something is wrong, there is nothing to go on with. */
static void
account_changed (AppApplyWindow *self)
{
  if (!model_account_is_busy (self->account) && is_on (self, "enterprise") &&
      model_account_get_account (self->account) != NULL && !is_recognised (self))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
refresh (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);

  if (model_application_get_state (self->application) == MODEL_APPLICATION_WAITING)
    model_application_refresh (self->application);
}

static void
open_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);

  gtk_show_uri (GTK_WINDOW (self), model_application_get_uri (self->application), GDK_CURRENT_TIME);
}

static void
go_to_seals (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  app_window_show_room (APP_WINDOW (parent), "seals");
  gtk_window_destroy (GTK_WINDOW (widget));
}

static PkiCertificate *
dup_root (AppApplyWindow *self)
{
  const WireAuthority *authority = model_platform_get_authority (platform_of (self));
  gsize size;
  const void *der = authority != NULL ? g_bytes_get_data (authority->root, &size) : NULL;

  return der != NULL ? pki_certificate_new_from_der (der, size, NULL) : NULL;
}

static void
trust (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);
  g_autoptr (PkiCertificate) root = dup_root (self);
  const char *address = model_platform_get_address (platform_of (self));
  const char *origin = address != NULL ? address : _ ("Private platform on this computer");

  if (root != NULL)
    app_trust_dialog_ask (GTK_WINDOW (self), self->trust, root, PKI_ROOT_PLATFORM, origin);
}

static void
show_trust (AppApplyWindow *self)
{
  g_autoptr (PkiCertificate) root = dup_root (self);

  gtk_widget_set_visible (self->trust_button,
                          root != NULL && !model_trust_contains (self->trust, root));
}

static void
activated (AppApplyWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "apply.next", NULL);
}

static void
app_apply_window_dispose (GObject *object)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (object);

  g_clear_weak_pointer (&self->dialog);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  if (self->application != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->application, self);
      g_signal_handlers_disconnect_by_data (self->trust, self);
      if (model_application_get_state (self->application) != MODEL_APPLICATION_DONE)
        model_application_cancel (self->application);
    }
  g_clear_object (&self->application);
  g_clear_object (&self->account);
  g_clear_object (&self->certificates);
  g_clear_object (&self->trust);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPLY_WINDOW);
  self->stack = NULL;
  G_OBJECT_CLASS (app_apply_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, login);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, trial);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, agreements);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, confirm);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, missing);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, enterprise_representative);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, enterprise_code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, enterprise_name);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, done);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, trust_button);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, seals_button);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, done_button);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, next);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, spinner);
}

static void
app_apply_window_class_init (AppApplyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_window_dispose;
  widget_class->map = app_apply_window_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_AGREEMENTS_BOX);
  g_type_ensure (APP_TYPE_APPLY_CONFIRM);
  g_type_ensure (APP_TYPE_APPLY_CODE);
  g_type_ensure (APP_TYPE_APPLY_LOGIN);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, show_out);
  gtk_widget_class_bind_template_callback (widget_class, show_in);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_destroy);
  gtk_widget_class_install_action (widget_class, "apply.next", NULL, next);
  gtk_widget_class_install_action (widget_class, "apply.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "apply.report", NULL, report);
  gtk_widget_class_install_action (widget_class, "apply.sign", NULL, sign);
  gtk_widget_class_install_action (widget_class, "apply.open-here", NULL, open_here);
  gtk_widget_class_install_action (widget_class, "apply.seals", NULL, go_to_seals);
  gtk_widget_class_install_action (widget_class, "apply.trust", NULL, trust);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_apply_window_init (AppApplyWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
}

static void
show_enterprise (AppApplyWindow *self)
{
  const WireOrganisation *space = model_account_get_space (self->account);

  if (space == NULL)
    return;
  adw_action_row_set_subtitle (self->enterprise_name, space->name);
  adw_action_row_set_subtitle (self->enterprise_code, space->credit_code);
  adw_action_row_set_subtitle (self->enterprise_representative, space->legal_representative);
}

/* Numbered as this person goes through them. */
static void
list_steps (AppApplyWindow *self)
{
  gboolean enterprise = model_account_get_space (self->account) != NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gboolean shown = enterprise || !g_str_equal (steps[i].page, "enterprise");
      g_autofree char *words = g_strdup_printf ("%u  %s", n + 1, _ (steps[i].title));
      GtkWidget *label = gtk_label_new (words);
      GtkWidget *row = gtk_list_box_row_new ();

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_widget_set_visible (row, shown);
      gtk_list_box_append (self->steps, row);
      n += shown;
    }
}

static void
begin (AppApplyWindow *self)
{
  ModelPlatform *platform = platform_of (self);

  gtk_widget_set_visible (GTK_WIDGET (self->trial), model_platform_is_trial (platform));
  list_steps (self);
  show_enterprise (self);
  show_trust (self);
  if (model_application_get_purpose (self->application) >= MODEL_APPLICATION_RESTORE)
    {
      show_step (self, "confirm");
      return;
    }
  show_step (self, "agreements");
  load (self);
}

/**
 * app_apply_window_new:
 * @parent: a main window
 * @wish: what is applied for
 *
 * Makes the window; present it to begin.
 *
 * Returns: (transfer none): the window
 */
AppApplyWindow *
app_apply_window_new (GtkWindow *parent, const AppApplyWish *wish)
{
  AppApplyWindow *self = g_object_new (APP_TYPE_APPLY_WINDOW, "transient-for", parent, "modal",
                                       TRUE, NULL);
  AppApplication *application = app_application_of (GTK_WIDGET (parent));
  g_autofree char *keys = g_build_filename (app_application_get_folder (application), "keys", NULL);
  g_autoptr (ModelTokenPlace) waits_on = NULL;

  self->account = g_object_ref (app_application_get_account (application));
  self->certificates = g_object_ref (app_application_get_certificates (application));
  self->trust = g_object_ref (app_application_get_trust (application));
  self->application = model_application_new (&(ModelApplicationWish){
      .account = self->account,
      .keys = keys,
      .purpose = wish->purpose,
      .serial = wish->serial,
      .path = wish->path,
      .token = wish->token,
      .driver = wish->driver,
  });
  g_signal_connect_swapped (self->application, "changed", G_CALLBACK (changed), self);
  app_apply_login_begin (self->login, self->account);
  g_signal_connect_object (self->account, "changed", G_CALLBACK (account_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->agreements, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->trust, "changed", G_CALLBACK (show_trust), self);
  app_apply_code_set_application (self->code, self->application,
                                  model_platform_is_embedded (platform_of (self)));
  waits_on = model_application_dup_waiting_place (self->account, keys);
  app_apply_confirm_begin (
      self->confirm, &(AppApplyConfirmWish){
                         .account = self->account,
                         .serial = wish->serial,
                         .key = {.tokens = model_certificates_get_tokens (self->certificates),
                                 .purpose = wish->purpose,
                                 .waiting = waits_on == NULL &&
                                            model_application_has_waiting (self->account, keys),
                                 .waits_on = waits_on,
                                 .on_token = wish->token != NULL},
                     });
  begin (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-window.h"

#include <glib/gi18n.h>

#include "app-agreements-box.h"
#include "app-apply-words.h"
#include "app-certificate-words.h"
#include "app-code-picture.h"
#include "app-enterprise-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-key-dialog.h"
#include "app-platform-words.h"
#include "app-report-dialog.h"
#include "app-strength.h"
#include "app-trust-dialog.h"
#include "app-window.h"
#include "model-secret.h"

struct _AppApplyWindow {
  AdwWindow parent_instance;

  ModelAccount *account;
  ModelCertificates *certificates;
  ModelTrust *trust;
  ModelApplication *application;
  GCancellable *running; /* or NULL: the agreements are asked for or sent */
  guint tick_id;
  AppKeyDialog *dialog; /* weak, or NULL: the person is asked to sign */

  AppErrorBox *error_box;
  GtkStack *stack;
  GtkListBox *steps;
  GtkLabel *trial;
  AppAgreementsBox *agreements;
  AdwActionRow *enterprise_name;
  AdwActionRow *enterprise_code;
  AdwActionRow *enterprise_representative;
  AdwPreferencesGroup *person;
  AdwActionRow *name;
  AdwActionRow *number;
  GtkEditable *new_name;
  GtkEditable *id_number;
  AdwActionRow *before;
  AdwActionRow *subject;
  AdwActionRow *level;
  AdwActionRow *issuer;
  AdwComboRow *kind;
  GtkLabel *password_note;
  GtkEditable *password;
  GtkEditable *again;
  AppStrength *strength;
  GtkLabel *whom;
  AppCodePicture *code;
  GtkLabel *match_code;
  GtkLabel *progress;
  GtkWidget *phone_note;
  GtkWidget *open_here;
  GtkWidget *code_note;
  GtkWidget *new_code;
  GtkWidget *sign;
  AdwStatusPage *done;
  GtkWidget *trust_button;
  GtkWidget *seals_button;
  GtkButton *next;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppApplyWindow, app_apply_window, ADW_TYPE_WINDOW)

/* In the order of the template's list. */
static const char *const kinds[] = {"p256", "rsa3072", "ed25519"};
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

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

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

static gboolean
makes_key (AppApplyWindow *self)
{
  return model_application_get_purpose (self->application) <= MODEL_APPLICATION_CHANGE;
}

static gboolean
is_change (AppApplyWindow *self)
{
  return model_application_get_purpose (self->application) == MODEL_APPLICATION_CHANGE;
}

/* What the person says that they are called now; NULL: nothing has changed. */
static char *
dup_new_name (AppApplyWindow *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->new_name)));

  if (!(is_change (self) || model_account_is_to_claim (self->account)) || *name == '\0' ||
      g_str_equal (name, model_account_get_account (self->account)->name))
    return NULL;
  return g_steal_pointer (&name);
}

/* Nothing of it is known of who came by a portal. */
static gboolean
lacks_number (AppApplyWindow *self)
{
  return model_account_is_to_claim (self->account) &&
         *model_account_get_account (self->account)->id_last_four == '\0';
}

static gboolean
says_who (AppApplyWindow *self)
{
  gboolean asked = model_account_is_to_claim (self->account) ||
                   (is_change (self) && model_account_get_space (self->account) == NULL);

  return (!asked || *gtk_editable_get_text (self->new_name) != '\0') &&
         (!lacks_number (self) || *gtk_editable_get_text (self->id_number) != '\0');
}

/* A key that waits has its password already. */
static gboolean
wants_new_password (AppApplyWindow *self)
{
  return makes_key (self) && gtk_widget_get_visible (GTK_WIDGET (self->again));
}

/* What is wrong on record is put right first. */
static gboolean
is_recognised (AppApplyWindow *self)
{
  const WireOrganisation *space = model_account_get_space (self->account);

  return space != NULL && app_enterprise_is_confirmed (space);
}

static gboolean
is_ready (AppApplyWindow *self)
{
  const char *password = gtk_editable_get_text (self->password);

  if (self->running != NULL ||
      model_application_get_state (self->application) == MODEL_APPLICATION_BEGINNING)
    return FALSE;
  if (is_on (self, "agreements"))
    return app_agreements_box_is_complete (self->agreements);
  if (is_on (self, "enterprise"))
    return is_recognised (self);
  if (!says_who (self))
    return FALSE;
  if (!wants_new_password (self))
    return *password != '\0';
  return model_secret_rate (password) > 0 &&
         g_str_equal (password, gtk_editable_get_text (self->again));
}

static void
update (AppApplyWindow *self)
{
  gboolean asks = is_on (self, "agreements") || is_on (self, "enterprise") ||
                  is_on (self, "confirm");
  gboolean beginning = model_application_get_state (self->application) ==
                       MODEL_APPLICATION_BEGINNING;

  app_strength_check (self->strength, gtk_editable_get_text (self->password),
                      gtk_editable_get_text (self->again));
  gtk_widget_set_visible (GTK_WIDGET (self->next), asks);
  gtk_spinner_set_spinning (self->spinner, self->running != NULL || beginning);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "apply.next", asks && is_ready (self));
}

static void
show_step (AppApplyWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].page, page))
      gtk_list_box_select_row (self->steps, gtk_list_box_get_row_at_index (self->steps, (int) i));
  app_event ("apply-step %s", page);
  update (self);
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
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->again, "");
  model_certificates_reload (self->certificates, NULL);
  model_account_refresh (self->account);
  show_step (self, "done");
  app_event ("certificate %s", model_application_get_result (self->application));
}

static void
show_progress (AppApplyWindow *self)
{
  const WireIdentity *identity = model_application_get_identity (self->application);
  g_autofree char *words = NULL;

  if (identity == NULL)
    return;
  words = model_application_get_state (self->application) == MODEL_APPLICATION_SIGNING
              ? g_strdup (_ ("The identification has passed. The change is made once you have "
                             "signed it."))
          : model_application_is_in_office (self->application)
              ? app_apply_dup_office_words (identity)
              : app_platform_dup_progress (identity, now ());
  gtk_label_set_label (self->progress, words);
  app_code_picture_set_over (self->code, app_apply_is_over (identity, now ()));
}

static void
show_whom (AppApplyWindow *self, const WireIdentity *identity)
{
  g_autofree char *both = app_apply_dup_whom (identity);

  gtk_label_set_label (self->whom, both);
}

/* FALSE: it has done its part. */
static void
show_phone (AppApplyWindow *self, gboolean visible)
{
  GtkWidget *const all[] = {GTK_WIDGET (self->code), GTK_WIDGET (self->match_code),
                            self->code_note,         self->new_code,
                            self->phone_note,        self->open_here};
  gboolean embedded = model_platform_is_embedded (platform_of (self));

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_widget_set_visible (all[i], visible && (i < 4 || embedded));
}

static void
show_code (AppApplyWindow *self)
{
  const WireIdentity *identity = model_application_get_identity (self->application);

  app_code_picture_set_text (self->code, model_application_get_uri (self->application));
  show_whom (self, identity);
  gtk_label_set_label (self->match_code, identity->match_code);
  show_phone (self, !model_application_is_in_office (self->application));
  show_progress (self);
  if (!is_on (self, "code"))
    show_step (self, "code");
  app_event ("identification %s", identity->state);
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

  if (!is_on (self, "code"))
    show_step (self, "code");
  show_whom (self, model_application_get_identity (self->application));
  show_phone (self, FALSE);
  gtk_widget_set_visible (self->sign, TRUE);
  show_progress (self);
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
    show_code (self);
  else if (state == MODEL_APPLICATION_DONE)
    show_done (self);
  update (self);
}

static gboolean
tick (gpointer data)
{
  AppApplyWindow *self = data;

  if (is_on (self, "code"))
    show_progress (self);
  return G_SOURCE_CONTINUE;
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
next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);
  g_autoptr (GBytes) password = NULL;
  g_autofree char *new_name = NULL;

  app_error_box_set (self->error_box, NULL);
  if (is_on (self, "agreements"))
    {
      g_autoptr (GPtrArray) texts = app_agreements_box_dup_accepted (self->agreements);

      self->running = g_cancellable_new ();
      model_agreements_accept (platform_of (self), texts, self->running, accepted,
                               g_object_ref (self));
      update (self);
      return;
    }
  if (is_on (self, "enterprise"))
    {
      show_step (self, "confirm");
      return;
    }
  password = model_secret_new (gtk_editable_get_text (self->password));
  new_name = dup_new_name (self);
  model_application_set_name (self->application, new_name);
  if (lacks_number (self))
    {
      g_autoptr (GBytes) number = model_secret_new (gtk_editable_get_text (self->id_number));

      model_application_set_id_number (self->application, number);
    }
  model_application_begin (self->application, password,
                           kinds[adw_combo_row_get_selected (self->kind)]);
}

static void
report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (widget);
  const WireOrganisation *space = model_account_get_space (self->account);

  if (space != NULL)
    app_report_dialog_ask (GTK_WINDOW (self), self->account, space);
}

/* Once it is reported that something is wrong, there is nothing to go on with. */
static void
account_changed (AppApplyWindow *self)
{
  if (is_on (self, "enterprise") && !model_account_is_busy (self->account) && !is_recognised (self))
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

static char *
dup_subject (AppApplyWindow *self)
{
  g_autofree char *name = dup_new_name (self);

  return app_apply_dup_subject (model_account_get_space (self->account),
                                name != NULL ? name
                                             : model_account_get_account (self->account)->name);
}

/* What will be printed follows what is typed. */
static void
name_changed (AppApplyWindow *self)
{
  g_autofree char *subject = dup_subject (self);

  adw_action_row_set_subtitle (self->subject, subject);
  update (self);
}

static void
app_apply_window_dispose (GObject *object)
{
  AppApplyWindow *self = APP_APPLY_WINDOW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
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
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, trial);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, agreements);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, person);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, name);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, new_name);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, id_number);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, before);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, number);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, subject);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, whom);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, level);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, enterprise_representative);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, enterprise_code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, enterprise_name);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, issuer);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, kind);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, password_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, password);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, again);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, strength);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, match_code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, phone_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, open_here);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, code_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, new_code);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, sign);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, done);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, trust_button);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, seals_button);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, next);
  gtk_widget_class_bind_template_child (widget_class, AppApplyWindow, spinner);
}

static void
app_apply_window_class_init (AppApplyWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_window_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_AGREEMENTS_BOX);
  g_type_ensure (APP_TYPE_CODE_PICTURE);
  g_type_ensure (APP_TYPE_STRENGTH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, name_changed);
  gtk_widget_class_bind_template_callback (widget_class, activated);
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
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplyWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  WireAgreements *texts = model_platform_finish (result, &error);

  g_clear_object (&self->running);
  if (self->stack != NULL)
    {
      app_error_box_set (self->error_box, error);
      if (texts != NULL)
        app_agreements_box_set_texts (self->agreements, g_steal_pointer (&texts));
      update (self);
    }
  if (texts != NULL)
    wire_free (&wire_agreements_type, texts);
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

/* What will be printed, before anything is asked for. */
static void
show_person (AppApplyWindow *self)
{
  const WireAccount *account = model_account_get_account (self->account);
  g_autofree char *number = g_strdup_printf (_ ("ends with %s"), account->id_last_four);
  g_autofree char *subject = dup_subject (self);
  g_autofree char *issuer = app_platform_dup_where (platform_of (self));

  adw_action_row_set_subtitle (self->name, account->name);
  adw_action_row_set_subtitle (self->number, number);
  adw_action_row_set_subtitle (self->subject, subject);
  adw_action_row_set_subtitle (
      self->level, app_platform_level_words (model_platform_get_about (platform_of (self))));
  adw_action_row_set_subtitle (self->issuer, g_strstrip (issuer));
  show_enterprise (self);
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

/* What is printed now stands beside what will be. */
static void
show_change (AppApplyWindow *self, const char *serial)
{
  const WireCertificate *old = model_account_find_certificate (self->account, serial);

  if (!is_change (self) || old == NULL)
    return;
  adw_action_row_set_subtitle (self->before, old->subject);
  gtk_widget_set_visible (GTK_WIDGET (self->before), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->subject), _ ("Holder from now on"));
  adw_preferences_group_set_description (
      self->person, model_account_get_space (self->account) == NULL
                        ? _ ("If your name has changed, enter the new one: you are identified by "
                             "it, with the document that shows it.")
                        : _ ("The new certificate shows what is on record of the enterprise now."));
  if (model_account_get_space (self->account) != NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->new_name), TRUE);
  gtk_editable_set_text (self->new_name, model_account_get_account (self->account)->name);
}

/* Who came by a portal has said nothing yet; its name for them is a proposal. */
static void
show_claim (AppApplyWindow *self)
{
  const WireAccount *account = model_account_get_account (self->account);

  if (!model_account_is_to_claim (self->account))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->name), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->number), !lacks_number (self));
  gtk_widget_set_visible (GTK_WIDGET (self->new_name), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->id_number), lacks_number (self));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->new_name),
                                 _ ("Name as in your identity document"));
  gtk_editable_set_text (self->new_name,
                         g_str_equal (account->name, account->login) ? "" : account->name);
  adw_preferences_group_set_description (
      self->person, _ ("Enter both as they stand in your identity document. The platform keeps a "
                       "keyed hash and the last four characters of the number."));
}

static void
show_password (AppApplyWindow *self, gboolean waiting)
{
  gboolean fresh = makes_key (self) && !waiting;

  gtk_widget_set_visible (GTK_WIDGET (self->kind), fresh);
  gtk_widget_set_visible (GTK_WIDGET (self->again), fresh);
  gtk_widget_set_visible (GTK_WIDGET (self->strength), fresh);
  if (fresh)
    return;
  gtk_label_set_label (self->password_note,
                       waiting && makes_key (self)
                           ? _ ("A key made earlier waits for its certificate. Enter the password "
                                "that you gave it; if the certificate is there, it is fetched.")
                           : _ ("The key has to be there: enter its password."));
}

static void
begin (AppApplyWindow *self)
{
  ModelPlatform *platform = platform_of (self);

  gtk_widget_set_visible (GTK_WIDGET (self->trial), model_platform_is_trial (platform));
  list_steps (self);
  show_person (self);
  show_trust (self);
  if (model_application_get_purpose (self->application) >= MODEL_APPLICATION_RESTORE)
    {
      show_step (self, "confirm");
      return;
    }
  show_step (self, "agreements");
  self->running = g_cancellable_new ();
  model_agreements_load (platform, self->running, loaded, g_object_ref (self));
  update (self);
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
  const WireOrganisation *space;

  self->account = g_object_ref (app_application_get_account (application));
  self->certificates = g_object_ref (app_application_get_certificates (application));
  self->trust = g_object_ref (app_application_get_trust (application));
  space = model_account_get_space (self->account);
  self->application = model_application_new (&(ModelApplicationWish){
      .platform = platform_of (self),
      .keys = keys,
      .purpose = wish->purpose,
      .serial = wish->serial,
      .path = wish->path,
      .organisation = space != NULL ? space->id : NULL,
  });
  g_signal_connect_swapped (self->application, "changed", G_CALLBACK (changed), self);
  g_signal_connect_object (self->account, "changed", G_CALLBACK (account_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->agreements, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->trust, "changed", G_CALLBACK (show_trust), self);
  show_password (self, model_application_has_waiting (keys));
  self->tick_id = g_timeout_add_seconds (1, tick, self);
  begin (self);
  show_change (self, wish->serial);
  show_claim (self);
  return self;
}

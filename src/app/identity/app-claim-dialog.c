/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-claim-dialog.h"

#include <glib/gi18n.h>

#include "app-apply-window.h"
#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-text-width.h"
#include "wire-problem.h"

#define LENGTH 18

struct _AppClaimDialog {
  AdwWindow parent_instance;

  ModelAccount *account;
  GCancellable *running; /* or NULL */
  char *taken;           /* a code that somebody represents already, or NULL */

  AppErrorBox *error_box;
  GtkWidget *unverified;
  GtkWidget *verify;
  AdwPreferencesGroup *form;
  GtkEditable *name;
  GtkLabel *name_words;
  GtkEditable *code;
  GtkLabel *code_words;
  AdwActionRow *representative;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppClaimDialog, app_claim_dialog, ADW_TYPE_WINDOW)

static char *
dup_code (AppClaimDialog *self)
{
  return wire_text_dup_code (gtk_editable_get_text (self->code));
}

static gboolean
is_taken (AppClaimDialog *self, const char *code)
{
  return g_strcmp0 (self->taken, code) == 0;
}

static char *
dup_fault (AppClaimDialog *self, const char *code)
{
  if (is_taken (self, code))
    return g_strdup (_ ("Somebody represents this enterprise on this platform already. If that is "
                        "wrong, tell whoever runs the platform."));
  switch (wire_credit_code_check (code))
    {
    case WIRE_CREDIT_CODE_CHARACTER:
      return g_strdup (
          _ ("A code has digits and capital letters only, and never I, O, S, V or Z."));
    case WIRE_CREDIT_CODE_LENGTH:
      /* Translators: how many characters were typed, and how many there have to be. */
      return g_strdup_printf (_ ("%d of %d characters"), (int) strlen (code), LENGTH);
    case WIRE_CREDIT_CODE_CHECK:
      return g_strdup (_ ("The last character does not fit the others: one of them is mistyped. "
                          "Compare it with the business licence."));
    case WIRE_CREDIT_CODE_GOOD:
    default:
      return g_strdup (_ ("The code is in order."));
    }
}

static void
set_class (GtkWidget *widget, const char *name, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_code (AppClaimDialog *self, const char *code)
{
  WireCreditCodeFault fault = wire_credit_code_check (code);
  gboolean wrong = fault == WIRE_CREDIT_CODE_CHARACTER || fault == WIRE_CREDIT_CODE_CHECK ||
                   strlen (code) > LENGTH || is_taken (self, code);
  gboolean good = fault == WIRE_CREDIT_CODE_GOOD && !wrong;
  g_autofree char *words = dup_fault (self, code);

  gtk_label_set_label (self->code_words, *code != '\0' ? words : "");
  set_class (GTK_WIDGET (self->code), "error", wrong);
  set_class (GTK_WIDGET (self->code_words), "error", wrong);
  set_class (GTK_WIDGET (self->code_words), "success", good);
}

static gboolean
is_verified (AppClaimDialog *self)
{
  const WireAccount *account = model_account_get_account (self->account);

  return account != NULL && g_str_equal (account->identity, "verified");
}

static void
update (AppClaimDialog *self)
{
  g_autofree char *code = dup_code (self);
  g_autofree char *name = g_strdup (gtk_editable_get_text (self->name));

  show_code (self, code);
  gtk_spinner_set_spinning (self->spinner, self->running != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "claim.go",
                                 is_verified (self) && self->running == NULL &&
                                     *g_strstrip (name) != '\0' &&
                                     wire_credit_code_is_valid (code) && !is_taken (self, code));
}

/* words: what is wrong with the name, or NULL. */
static void
show_name (AppClaimDialog *self, const char *words)
{
  gtk_label_set_label (self->name_words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->name_words), words != NULL);
  set_class (GTK_WIDGET (self->name), "error", words != NULL);
  if (words != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
name_changed (AppClaimDialog *self)
{
  show_name (self, NULL);
  update (self);
}

/* At the field that it is about, where there is one. */
static void
show_refusal (AppClaimDialog *self, const GError *error)
{
  gboolean taken = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_EXISTS);
  gboolean named = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_NAME);

  if (named)
    show_name (self,
               _ ("The name cannot stand in a certificate. Write it in ordinary characters, as "
                  "on the business licence: none of full width, and none that cannot be seen."));
  if (taken)
    {
      g_free (self->taken);
      self->taken = dup_code (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
    }
  app_error_box_set (self->error_box, taken || named ? NULL : error);
  if (error != NULL)
    app_event ("claim refused");
  update (self);
}

/* Nobody waits for it any more, but the platform may have taken it: then it is in the switcher. */
static void
look_again (AppClaimDialog *self)
{
  app_event ("claim given-up");
  model_account_refresh (self->account);
}

static void
enter (AppClaimDialog *self, const WireOrganisation *organisation)
{
  app_event ("claimed %s", organisation->state);
  model_account_enter_space (self->account, organisation->id, NULL);
  model_account_refresh (self->account);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
claimed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppClaimDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  WireOrganisation *organisation = model_platform_finish (result, &error);
  gboolean given_up = g_cancellable_is_cancelled (self->running);

  g_clear_object (&self->running);
  if (given_up)
    look_again (self);
  else if (organisation == NULL)
    show_refusal (self, error);
  else
    enter (self, organisation);
  if (organisation != NULL)
    wire_free (&wire_organisation_type, organisation);
}

static void
go (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppClaimDialog *self = APP_CLAIM_DIALOG (widget);
  g_autofree char *code = dup_code (self);
  g_autofree char *name = g_strdup (gtk_editable_get_text (self->name));
  const WireNewOrganisation message = {.name = g_strstrip (name), .credit_code = code};

  app_error_box_set (self->error_box, NULL);
  self->running = g_cancellable_new ();
  update (self);
  model_platform_ask (model_account_get_platform (self->account),
                      &(ClientQuestion){.operation = WIRE_CREATE_ORGANISATION, .body = &message},
                      self->running, claimed, g_object_ref (self));
}

/* Enter goes on: to what is not entered yet, and else does it. */
static void
activated (AppClaimDialog *self)
{
  g_autofree char *code = dup_code (self);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));

  if (*name == '\0')
    show_name (self, _ ("Enter the name of the enterprise."));
  else if (*code == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->code));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "claim.go", NULL);
}

/* For a certificate of their own; this one closes. */
static void
verify (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppClaimDialog *self = APP_CLAIM_DIALOG (widget);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  model_account_enter_space (self->account, NULL, NULL);
  gtk_window_present (GTK_WINDOW (
      app_apply_window_new (parent, &(AppApplyWish){.purpose = MODEL_APPLICATION_APPLY})));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Before the window is on the screen, a row passes the focus on. */
static void
app_claim_dialog_map (GtkWidget *widget)
{
  AppClaimDialog *self = APP_CLAIM_DIALOG (widget);

  GTK_WIDGET_CLASS (app_claim_dialog_parent_class)->map (widget);
  gtk_widget_grab_focus (is_verified (self) ? GTK_WIDGET (self->name) : self->verify);
}

static void
app_claim_dialog_dispose (GObject *object)
{
  AppClaimDialog *self = APP_CLAIM_DIALOG (object);

  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_CLAIM_DIALOG);
  G_OBJECT_CLASS (app_claim_dialog_parent_class)->dispose (object);
}

static void
app_claim_dialog_finalize (GObject *object)
{
  g_free (APP_CLAIM_DIALOG (object)->taken);
  G_OBJECT_CLASS (app_claim_dialog_parent_class)->finalize (object);
}

static void
app_claim_dialog_class_init (AppClaimDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_claim_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_claim_dialog_finalize;
  widget_class->map = app_claim_dialog_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-claim-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, unverified);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, verify);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, form);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, name_words);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, code);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, code_words);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, representative);
  gtk_widget_class_bind_template_child (widget_class, AppClaimDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, name_changed);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "claim.go", NULL, go);
  gtk_widget_class_install_action (widget_class, "claim.verify", NULL, verify);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_claim_dialog_init (AppClaimDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  app_closing_cancels (GTK_WIDGET (self), &self->running);
}

/**
 * app_claim_dialog_new:
 * @parent: over which it stands
 * @account: of who represents the enterprise
 * @before: (nullable): a claim that was rejected, to be made anew
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppClaimDialog *
app_claim_dialog_new (GtkWindow *parent, ModelAccount *account, const WireOrganisation *before)
{
  AppClaimDialog *self = g_object_new (APP_TYPE_CLAIM_DIALOG, "transient-for", parent, "modal",
                                       TRUE, NULL);

  self->account = g_object_ref (account);
  adw_action_row_set_subtitle (self->representative, model_account_get_account (account)->name);
  if (before != NULL)
    {
      gtk_editable_set_text (self->name, before->name);
      gtk_editable_set_text (self->code, before->credit_code);
    }
  gtk_widget_set_visible (self->unverified, !is_verified (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), is_verified (self));
  update (self);
  return self;
}

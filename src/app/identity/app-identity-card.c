/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-identity-card.h"

#include <glib/gi18n.h>

#include "app-account-window.h"
#include "app-apply-window.h"
#include "app-certificate-words.h"
#include "app-claim-dialog.h"
#include "app-enterprise-window.h"
#include "app-enterprise-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-login-dialog.h"
#include "app-platform-dialog.h"
#include "app-platform-words.h"

struct _AppIdentityCard {
  AdwBin parent_instance;

  ModelAccount *account;

  GtkImage *icon;
  GtkLabel *state;
  GtkLabel *words;
  GtkWidget *notice_box;
  GtkLabel *notice;
  GtkLabel *where;
  GtkSpinner *spinner;
  GtkButton *act;
  GtkWidget *manage;
  GtkWidget *enterprise;
  GtkWidget *waiting;
  GtkLabel *waiting_words;
  AppErrorBox *error_box;
};

G_DEFINE_FINAL_TYPE (AppIdentityCard, app_identity_card, ADW_TYPE_BIN)

static GtkWindow *
window_of (AppIdentityCard *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static char *
dup_keys (AppIdentityCard *self)
{
  AppApplication *application = app_application_of (GTK_WIDGET (self));

  return g_build_filename (app_application_get_folder (application), "keys", NULL);
}

static void
show_waiting (AppIdentityCard *self)
{
  g_autofree char *keys = dup_keys (self);
  g_autoptr (ModelTokenPlace) place = model_application_dup_waiting_place (self->account, keys);
  /* Translators: %s is what a token is called. */
  g_autofree char *words =
      place != NULL
          ? g_strdup_printf (_ ("A key of yours on the token “%s” waits for its certificate."),
                             place->name)
          : g_strdup (_ ("A key of yours waits for its certificate."));

  gtk_label_set_label (self->waiting_words, words);
  gtk_widget_set_visible (self->waiting, model_application_has_waiting (self->account, keys));
}

static const char *
title_of (const WireCertificate *current, gboolean trial)
{
  if (current == NULL)
    return _ ("Digital identity: not verified");
  if (g_str_equal (current->state, "suspended"))
    return _ ("Digital identity: suspended");
  return trial ? _ ("Digital identity: verified on trial") : _ ("Digital identity: verified");
}

/* An enterprise is recognised first, and certified then. */
static const char *
space_title (const WireOrganisation *space, const WireCertificate *current, gboolean trial)
{
  if (space == NULL || app_enterprise_is_confirmed (space))
    return title_of (current, trial);
  return g_str_equal (space->state, "rejected") ? _ ("Enterprise: not confirmed")
                                                : _ ("Enterprise: waiting to be confirmed");
}

static char *
dup_certificate_words (const char *name, const WireCertificate *current)
{
  g_autofree char *until = app_certificate_dup_date (current->not_after);

  /* Translators: a name, a date, a serial number. */
  return g_strdup_printf (_ ("%s · valid until %s · number %s"), name, until, current->serial);
}

static char *
dup_space_words (const WireOrganisation *space)
{
  g_autofree char *state = app_enterprise_dup_state (space, FALSE);

  if (!app_enterprise_is_confirmed (space))
    return g_strdup_printf ("%s\n%s", space->name, state);
  if (!app_enterprise_is_represented (space))
    /* Translators: an enterprise, and a person's name. */
    return g_strdup_printf (_ ("%s holds no certificate that you can sign with. Its legal "
                               "representative, %s, applies for one."),
                            space->name, space->legal_representative);
  /* Translators: %s is an enterprise. */
  return g_strdup_printf (_ ("%s holds no certificate yet. As its legal representative you apply "
                             "for one, and are identified by phone."),
                          space->name);
}

/* Whoever held one is not told that there never was any. */
static char *
dup_past_words (const WireCertificate *last)
{
  g_autofree char *date = app_certificate_dup_date (last->not_after);

  if (g_str_equal (last->state, "revoked"))
    return g_strdup (_ ("Your certificate is revoked: what is signed with it from now on does not "
                        "count. Apply for a new one."));
  /* Translators: %s is a date. */
  return g_strdup_printf (_ ("Your certificate ended on %s. What you signed before stays good; "
                             "apply for a new one to sign again."),
                          date);
}

static char *
dup_words (ModelAccount *model, const WireCertificate *current)
{
  const WireAccount *account = model_account_get_account (model);
  const WireOrganisation *space = model_account_get_space (model);

  if (account == NULL)
    return g_strdup (_ ("Log in or register, agree, and be identified by phone: then you hold a "
                        "certificate whose key is on this computer alone."));
  if (current != NULL)
    return dup_certificate_words (space != NULL ? space->name : account->name, current);
  if (space != NULL)
    return dup_space_words (space);
  if (model_account_get_last (model) != NULL)
    return dup_past_words (model_account_get_last (model));
  /* Translators: %s is a person's name. */
  return g_strdup_printf (_ ("%s, you hold no certificate of this platform yet."), account->name);
}

/* With a platform that is not known yet, or does not answer, there is nobody to log in to. */
static gboolean
is_to_be_met (ModelAccount *model)
{
  ModelPlatform *platform = model_account_get_platform (model);

  return model_account_get_account (model) == NULL && !model_platform_is_embedded (platform) &&
         model_platform_get_state (platform) == MODEL_PLATFORM_FAILED;
}

/* Who somebody is here is not known now: nothing is said of it, and it is asked for again. */
static gboolean
is_unknown (ModelAccount *model)
{
  ModelPlatform *platform = model_account_get_platform (model);
  gboolean failed = model_platform_is_embedded (platform) &&
                    model_platform_get_state (platform) == MODEL_PLATFORM_FAILED;

  return model_account_get_account (model) == NULL && !is_to_be_met (model) &&
         (failed || model_account_get_error (model) != NULL);
}

/* NULL: there is nothing that this person can do now. */
static const char *
act_words (ModelAccount *model, const WireCertificate *current)
{
  const WireOrganisation *space = model_account_get_space (model);

  if (is_to_be_met (model))
    return _ ("Connect to the Platform…");
  if (is_unknown (model))
    return _ ("Try Again");
  if (model_account_get_account (model) == NULL)
    return _ ("Get Verified…");
  if (current != NULL)
    return space != NULL ? _ ("Its Certificate…") : _ ("My Certificate…");
  if (space == NULL)
    return _ ("Apply for a Certificate…");
  if (!app_enterprise_is_represented (space) || g_str_equal (space->state, "claimed"))
    return NULL;
  return app_enterprise_is_confirmed (space) ? _ ("Apply for a Certificate…")
                                             : _ ("Enter It Anew…");
}

static void
show_notice (AppIdentityCard *self, const WireCertificate *current)
{
  g_autofree char *notice = current != NULL ? app_platform_dup_notice (current, now ()) : NULL;

  guint days = current != NULL ? wire_certificate_days_left (current->not_after, now ()) : 0;
  gboolean urgent = days > 0 && days <= 7;

  gtk_widget_set_visible (self->notice_box, notice != NULL);
  gtk_label_set_label (self->notice, notice != NULL ? notice : "");
  gtk_widget_remove_css_class (self->notice_box, urgent ? "warning" : "error");
  gtk_widget_add_css_class (self->notice_box, urgent ? "error" : "warning");
}

static void
show_icon (AppIdentityCard *self, const WireCertificate *current, const WireOrganisation *space)
{
  static const char *const good[] = {"success", NULL};
  static const char *const bad[] = {"warning", NULL};
  static const char *const none[] = {NULL};
  gboolean active = current != NULL && g_str_equal (current->state, "active");

  gtk_image_set_from_icon_name (self->icon, active            ? "emblem-ok-symbolic"
                                            : current != NULL ? "dialog-warning-symbolic"
                                            : space != NULL   ? "vermilion-enterprise-symbolic"
                                                              : "avatar-default-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), active            ? (const char **) good
                                                       : current != NULL ? (const char **) bad
                                                                         : (const char **) none);
}

/* Shows what is known now. */
static void
update (AppIdentityCard *self)
{
  ModelPlatform *platform = model_account_get_platform (self->account);
  const WireAccount *account = model_account_get_account (self->account);
  const WireCertificate *current = model_account_get_current (self->account, now ());
  const GError *error = model_platform_get_error (platform);
  const WireOrganisation *space = model_account_get_space (self->account);
  g_autofree char *words = dup_words (self->account, current);
  g_autofree char *where = app_platform_dup_where (platform);
  const char *act = act_words (self->account, current);

  show_icon (self, current, space);
  gtk_label_set_label (self->state,
                       is_unknown (self->account)
                           ? _ ("Digital identity: not known now")
                           : space_title (space, current, model_platform_is_trial (platform)));
  gtk_label_set_label (self->words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->words), !is_unknown (self->account));
  gtk_label_set_label (self->where, g_strstrip (where));
  show_notice (self, current);
  gtk_button_set_label (self->act, act != NULL ? act : "");
  gtk_widget_set_visible (GTK_WIDGET (self->act), act != NULL);
  gtk_widget_set_visible (self->enterprise, space != NULL);
  gtk_widget_set_visible (self->manage, account != NULL);
  gtk_spinner_set_spinning (self->spinner,
                            model_account_is_busy (self->account) ||
                                model_platform_get_state (platform) == MODEL_PLATFORM_CONNECTING);
  app_error_box_set (self->error_box,
                     error != NULL ? error : model_account_get_error (self->account));
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    show_waiting (self);
  app_event ("identity %s %s%s%s", account != NULL ? "in" : "out",
             current != NULL ? current->state : "none", space != NULL ? " enterprise " : "",
             space != NULL ? space->state : "");
}

static void
apply (AppIdentityCard *self)
{
  AppApplyWindow *window = app_apply_window_new (
      window_of (self), &(AppApplyWish){.purpose = MODEL_APPLICATION_APPLY});

  /* A key may have begun to wait. */
  g_signal_connect_object (window, "destroy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_account (AppIdentityCard *self)
{
  gtk_window_present (GTK_WINDOW (app_account_window_new (window_of (self), self->account)));
}

/* The account is asked for what it has before one is led on. */
static void
known (AppIdentityCard *self)
{
  if (model_account_is_busy (self->account))
    return;
  g_signal_handlers_disconnect_by_func (self->account, known, self);
  if (model_account_get_account (self->account) != NULL &&
      model_account_get_space (self->account) == NULL &&
      model_account_get_current (self->account, now ()) == NULL)
    apply (self);
}

static void
entered (AppIdentityCard *self)
{
  g_signal_connect_object (self->account, "changed", G_CALLBACK (known), self, G_CONNECT_SWAPPED);
}

static void
choose_platform (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (widget);

  gtk_window_present (GTK_WINDOW (
      app_platform_dialog_new (window_of (self), model_account_get_platform (self->account))));
}

static void
act (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (widget);
  const WireOrganisation *space = model_account_get_space (self->account);
  AppLoginDialog *dialog;

  if (is_to_be_met (self->account))
    {
      choose_platform (widget, NULL, NULL);
      return;
    }
  if (is_unknown (self->account))
    {
      model_account_refresh (self->account);
      return;
    }
  if (model_account_get_account (self->account) == NULL)
    {
      dialog = app_login_dialog_new (window_of (self), self->account);
      g_signal_connect_object (dialog, "entered", G_CALLBACK (entered), self, G_CONNECT_SWAPPED);
      gtk_window_present (GTK_WINDOW (dialog));
    }
  else if (model_account_get_current (self->account, now ()) != NULL)
    show_account (self);
  else if (space != NULL && g_str_equal (space->state, "rejected"))
    gtk_window_present (GTK_WINDOW (app_claim_dialog_new (window_of (self), self->account, space)));
  else
    apply (self);
}

static void
manage (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_account (APP_IDENTITY_CARD (widget));
}

static void
show_enterprise (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (widget);

  if (model_account_get_space (self->account) != NULL)
    gtk_window_present (GTK_WINDOW (app_enterprise_window_new (window_of (self), self->account)));
}

static void
resume (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (widget);

  if (model_account_get_account (self->account) == NULL)
    act (widget, NULL, NULL);
  else
    apply (self);
}

static void
drop_answered (AppIdentityCard *self, const char *response)
{
  g_autofree char *keys = dup_keys (self);

  if (g_str_equal (response, "drop"))
    model_application_drop_waiting (self->account, keys);
  show_waiting (self);
}

static void
drop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (widget);
  g_autofree char *keys = dup_keys (self);
  g_autoptr (ModelTokenPlace) place = model_application_dup_waiting_place (self->account, keys);
  GtkWidget *dialog = adw_message_dialog_new (window_of (self),
                                              place != NULL ? _ ("Do without the key that waits?")
                                                            : _ ("Remove the key that waits?"),
                                              NULL);

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      place != NULL
          ? _ ("It stays on its token, and is used where you apply with that token again.")
          : _ ("If a certificate was issued for it already, nobody can sign with that "
               "certificate any more."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Keep It"), "drop",
                                    place != NULL ? _ ("Do Without") : _ ("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "drop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (drop_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
platform_switched (AppIdentityCard *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    model_account_refresh (self->account);
}

static void
app_identity_card_map (GtkWidget *widget)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (widget);

  GTK_WIDGET_CLASS (app_identity_card_parent_class)->map (widget);
  model_account_refresh (self->account);
  update (self);
}

static void
app_identity_card_dispose (GObject *object)
{
  AppIdentityCard *self = APP_IDENTITY_CARD (object);

  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_IDENTITY_CARD);
  G_OBJECT_CLASS (app_identity_card_parent_class)->dispose (object);
}

static void
app_identity_card_class_init (AppIdentityCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_identity_card_dispose;
  widget_class->map = app_identity_card_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-identity-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, icon);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, state);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, words);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, notice_box);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, notice);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, where);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, act);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, manage);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, enterprise);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, waiting);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, waiting_words);
  gtk_widget_class_bind_template_child (widget_class, AppIdentityCard, error_box);
  gtk_widget_class_install_action (widget_class, "card.act", NULL, act);
  gtk_widget_class_install_action (widget_class, "card.manage", NULL, manage);
  gtk_widget_class_install_action (widget_class, "card.enterprise", NULL, show_enterprise);
  gtk_widget_class_install_action (widget_class, "card.platform", NULL, choose_platform);
  gtk_widget_class_install_action (widget_class, "card.resume", NULL, resume);
  gtk_widget_class_install_action (widget_class, "card.drop", NULL, drop);
}

static void
app_identity_card_init (AppIdentityCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_identity_card_set_account:
 * @account: whose card it is
 *
 * Tells the card, once, whom it is about.
 */
void
app_identity_card_set_account (AppIdentityCard *self, ModelAccount *account)
{
  ModelPlatform *platform = model_account_get_platform (account);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (platform, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (platform, "switched", G_CALLBACK (platform_switched), self,
                           G_CONNECT_SWAPPED);
}

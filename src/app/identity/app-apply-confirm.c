/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-confirm.h"

#include <glib/gi18n.h>

#include "app-apply-words.h"
#include "app-platform-words.h"
#include "model-secret.h"

struct _AppApplyConfirm {
  AdwBin parent_instance;

  ModelAccount *account;
  char *known; /* what the person was called when this began: whoever is logged out is not known */
  ModelApplicationPurpose purpose;

  AdwPreferencesGroup *person;
  AdwActionRow *name;
  AdwActionRow *number;
  GtkEditable *new_name;
  GtkEditable *id_number;
  AdwActionRow *before;
  AdwActionRow *subject;
  AdwActionRow *level;
  AdwActionRow *issuer;
  AppApplyKey *key;
};

G_DEFINE_FINAL_TYPE (AppApplyConfirm, app_apply_confirm, ADW_TYPE_BIN)

enum { CHANGED, ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
is_change (AppApplyConfirm *self)
{
  return self->purpose == MODEL_APPLICATION_CHANGE;
}

/* What the person says that they are called now; NULL: nothing has changed. */
static char *
dup_new_name (AppApplyConfirm *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->new_name)));

  if (!(is_change (self) || model_account_is_to_claim (self->account)) || *name == '\0' ||
      g_str_equal (name, self->known))
    return NULL;
  return g_steal_pointer (&name);
}

/* Nothing of it is known of who came by a portal. */
static gboolean
lacks_number (AppApplyConfirm *self)
{
  return model_account_is_to_claim (self->account) &&
         *model_account_get_account (self->account)->id_last_four == '\0';
}

static gboolean
asks_name (AppApplyConfirm *self)
{
  return model_account_is_to_claim (self->account) ||
         (is_change (self) && model_account_get_space (self->account) == NULL);
}

static gboolean
is_empty (GtkEditable *entry)
{
  return *gtk_editable_get_text (entry) == '\0';
}

/**
 * app_apply_confirm_missing:
 *
 * Returns: (transfer none) (nullable): what is still to be entered, in words
 */
const char *
app_apply_confirm_missing (AppApplyConfirm *self)
{
  if (asks_name (self) && is_empty (self->new_name))
    return _ ("Next: enter your name as in your identity document.");
  if (lacks_number (self) && is_empty (self->id_number))
    return _ ("Next: enter the number of your identity document.");
  return app_apply_key_missing (self->key);
}

static void
update (AppApplyConfirm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
dup_subject (AppApplyConfirm *self)
{
  g_autofree char *name = dup_new_name (self);

  return app_apply_dup_subject (model_account_get_space (self->account),
                                name != NULL ? name : self->known);
}

/* What will be printed follows what is typed. */
static void
name_changed (AppApplyConfirm *self)
{
  g_autofree char *subject = dup_subject (self);

  adw_action_row_set_subtitle (self->subject, subject);
  update (self);
}

static void
activated (AppApplyConfirm *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
app_apply_confirm_dispose (GObject *object)
{
  AppApplyConfirm *self = APP_APPLY_CONFIRM (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->known, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPLY_CONFIRM);
  G_OBJECT_CLASS (app_apply_confirm_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, person);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, name);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, number);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, new_name);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, id_number);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, before);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, subject);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, level);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, issuer);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, key);
}

static void
app_apply_confirm_class_init (AppApplyConfirmClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_confirm_dispose;

  /**
   * AppApplyConfirm::changed:
   *
   * Something was entered.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  /**
   * AppApplyConfirm::activated:
   *
   * Whoever typed wants to go on.
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_APPLY_KEY);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-confirm.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, name_changed);
  gtk_widget_class_bind_template_callback (widget_class, activated);
}

static void
app_apply_confirm_init (AppApplyConfirm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What will be printed, before anything is asked for. */
static void
show_person (AppApplyConfirm *self)
{
  ModelPlatform *platform = model_account_get_platform (self->account);
  const WireAccount *account = model_account_get_account (self->account);
  g_autofree char *number = g_strdup_printf (_ ("ends with %s"), account->id_last_four);
  g_autofree char *subject = dup_subject (self);
  g_autofree char *issuer = app_platform_dup_where (platform);

  adw_action_row_set_subtitle (self->name, account->name);
  adw_action_row_set_subtitle (self->number, number);
  adw_action_row_set_subtitle (self->subject, subject);
  adw_action_row_set_subtitle (self->level,
                               app_platform_level_words (model_platform_get_about (platform)));
  adw_action_row_set_subtitle (self->issuer, g_strstrip (issuer));
}

/* What is printed now stands beside what will be. */
static void
show_change (AppApplyConfirm *self, const char *serial)
{
  const WireCertificate *old = model_account_find_certificate (self->account, serial);
  const WireOrganisation *space = model_account_get_space (self->account);

  if (!is_change (self) || old == NULL)
    return;
  adw_action_row_set_subtitle (self->before, old->subject);
  gtk_widget_set_visible (GTK_WIDGET (self->before), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->subject), _ ("Holder from now on"));
  adw_preferences_group_set_description (
      self->person, space == NULL
                        ? _ ("If your name has changed, enter the new one: you are identified by "
                             "it, with the document that shows it.")
                        : _ ("The new certificate shows what is on record of the enterprise now."));
  if (space != NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->new_name), TRUE);
  gtk_editable_set_text (self->new_name, self->known);
}

/* Who came by a portal has said nothing yet; its name for them is a proposal. */
static void
show_claim (AppApplyConfirm *self)
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

/**
 * app_apply_confirm_begin:
 * @wish: what is applied for; copied
 *
 * Shows, once, what is to be confirmed.
 */
void
app_apply_confirm_begin (AppApplyConfirm *self, const AppApplyConfirmWish *wish)
{
  self->account = g_object_ref (wish->account);
  self->known = g_strdup (model_account_get_account (wish->account)->name);
  self->purpose = wish->key.purpose;
  app_apply_key_begin (self->key, &wish->key);
  show_person (self);
  show_change (self, wish->serial);
  show_claim (self);
}

/**
 * app_apply_confirm_submit:
 * @application: that has not begun
 *
 * Begins the application with what was entered.
 */
void
app_apply_confirm_submit (AppApplyConfirm *self, ModelApplication *application)
{
  g_autofree char *name = dup_new_name (self);

  model_application_set_name (application, name);
  if (lacks_number (self))
    {
      g_autofree char *typed = wire_text_dup_code (gtk_editable_get_text (self->id_number));
      g_autoptr (GBytes) number = model_secret_new (typed);

      model_application_set_id_number (application, number);
    }
  app_apply_key_submit (self->key, application);
}

/**
 * app_apply_confirm_focus_empty:
 *
 * Gives the keys to the first entry that asks who the person is and has nothing in it: what a
 * portal has said is not typed over unawares.
 *
 * Returns: whether there is one
 */
gboolean
app_apply_confirm_focus_empty (AppApplyConfirm *self)
{
  GtkEditable *entries[] = {self->new_name, self->id_number};

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (entries[i])) && is_empty (entries[i]))
      return gtk_widget_grab_focus (GTK_WIDGET (entries[i]));
  return FALSE;
}

/**
 * app_apply_confirm_wipe:
 *
 * Forgets the passwords: they have done their part.
 */
void
app_apply_confirm_wipe (AppApplyConfirm *self)
{
  app_apply_key_wipe (self->key);
}

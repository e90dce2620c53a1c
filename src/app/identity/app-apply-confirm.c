/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-confirm.h"

#include <glib/gi18n.h>

#include "app-apply-words.h"
#include "app-platform-words.h"
#include "app-strength.h"
#include "model-secret.h"

struct _AppApplyConfirm {
  AdwBin parent_instance;

  ModelAccount *account;
  char *known; /* what the person was called when this began: whoever is logged out is not known */
  ModelApplicationPurpose purpose;
  ModelTokens *tokens;
  GPtrArray *places; /* ModelTokenPlace, those that are offered */
  gboolean waiting;
  gboolean on_token; /* the key that is there is */

  AdwPreferencesGroup *person;
  AdwActionRow *name;
  AdwActionRow *number;
  GtkEditable *new_name;
  GtkEditable *id_number;
  AdwActionRow *before;
  AdwActionRow *subject;
  AdwActionRow *level;
  AdwActionRow *issuer;
  AdwComboRow *place;
  AdwComboRow *kind;
  GtkLabel *password_note;
  GtkEditable *password;
  GtkEditable *again;
  AppStrength *strength;
};

G_DEFINE_FINAL_TYPE (AppApplyConfirm, app_apply_confirm, ADW_TYPE_BIN)

enum { CHANGED, ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* In the order of the template's list. */
static const char *const kinds[] = {"p256", "rsa3072", "ed25519"};

#define ED25519 2

static gboolean
makes_key (AppApplyConfirm *self)
{
  return self->purpose <= MODEL_APPLICATION_CHANGE;
}

static gboolean
is_change (AppApplyConfirm *self)
{
  return self->purpose == MODEL_APPLICATION_CHANGE;
}

/* A key is to be made, and none waits. */
static gboolean
is_fresh (AppApplyConfirm *self)
{
  return makes_key (self) && !self->waiting;
}

/* Where the key is to be made; NULL: on this computer. */
static const ModelTokenPlace *
find_place (AppApplyConfirm *self)
{
  guint chosen = adw_combo_row_get_selected (self->place);

  return is_fresh (self) && chosen > 0 && chosen <= self->places->len
             ? self->places->pdata[chosen - 1]
             : NULL;
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

static const char *
missing_pin (AppApplyConfirm *self)
{
  const ModelTokenPlace *place = find_place (self);

  if (place != NULL && adw_combo_row_get_selected (self->kind) == ED25519)
    return _ ("Next: choose another kind of key. Tokens make ECDSA and RSA keys.");
  return is_empty (self->password) && !(place != NULL && place->pad)
             ? _ ("Next: enter the PIN of the token, at the end of this page.")
             : NULL;
}

/* A key that waits has its password already. */
static const char *
missing_password (AppApplyConfirm *self)
{
  const char *password = gtk_editable_get_text (self->password);
  gboolean fresh = is_fresh (self);

  if (self->on_token || find_place (self) != NULL)
    return missing_pin (self);
  if (*password == '\0')
    return fresh ? _ ("Next: choose a password for the key, at the end of this page.")
                 : _ ("Next: enter the password of the key, at the end of this page.");
  if (!fresh)
    return NULL;
  if (model_secret_rate (password) == 0)
    return _ ("The password for the key is too weak.");
  return g_str_equal (password, gtk_editable_get_text (self->again))
             ? NULL
             : _ ("Enter the password for the key a second time.");
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
  return missing_password (self);
}

static void
update (AppApplyConfirm *self)
{
  app_strength_check (self->strength, gtk_editable_get_text (self->password),
                      gtk_editable_get_text (self->again));
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

static void place_chosen (AppApplyConfirm *self);

static void
app_apply_confirm_dispose (GObject *object)
{
  AppApplyConfirm *self = APP_APPLY_CONFIRM (object);

  g_clear_object (&self->account);
  g_clear_object (&self->tokens);
  g_clear_pointer (&self->known, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPLY_CONFIRM);
  G_OBJECT_CLASS (app_apply_confirm_parent_class)->dispose (object);
}

static void
app_apply_confirm_finalize (GObject *object)
{
  g_ptr_array_unref (APP_APPLY_CONFIRM (object)->places);
  G_OBJECT_CLASS (app_apply_confirm_parent_class)->finalize (object);
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
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, place);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, kind);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, password_note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, password);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, again);
  gtk_widget_class_bind_template_child (widget_class, AppApplyConfirm, strength);
}

static void
app_apply_confirm_class_init (AppApplyConfirmClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_confirm_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_apply_confirm_finalize;

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

  g_type_ensure (APP_TYPE_STRENGTH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-confirm.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, name_changed);
  gtk_widget_class_bind_template_callback (widget_class, place_chosen);
  gtk_widget_class_bind_template_callback (widget_class, activated);
}

static void
app_apply_confirm_init (AppApplyConfirm *self)
{
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) model_token_place_free);
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

/* What locks the key, or opens the one that is there. */
static const char *
password_words (AppApplyConfirm *self)
{
  const ModelTokenPlace *place = find_place (self);

  if (place != NULL)
    return place->pad ? _ ("The key is made on the token and never leaves it. Enter its PIN on the "
                           "device when it asks.")
                      : _ ("The key is made on the token and never leaves it. Its PIN, which "
                           "whoever gave it to you has told, is what locks it.");
  if (self->on_token)
    return _ ("The key has to be there: plug in its token, and enter the PIN.");
  if (is_fresh (self))
    return _ ("The key is made on this computer and never leaves it. This password locks it; "
              "nobody can give it back to you.");
  return makes_key (self)
             ? _ ("A key made earlier waits for its certificate. Enter the password that you gave "
                  "it; if the certificate is there, it is fetched.")
             : _ ("The key has to be there: enter its password.");
}

static void
show_password (AppApplyConfirm *self)
{
  const ModelTokenPlace *place = find_place (self);
  gboolean pin = self->on_token || place != NULL;
  gboolean fresh = is_fresh (self);

  gtk_widget_set_visible (GTK_WIDGET (self->place), fresh && self->places->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->kind), fresh);
  gtk_widget_set_visible (GTK_WIDGET (self->password), place == NULL || !place->pad);
  gtk_widget_set_visible (GTK_WIDGET (self->again), fresh && !pin);
  gtk_widget_set_visible (GTK_WIDGET (self->strength), fresh && !pin);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password),
                                 pin ? _ ("PIN of the token") : _ ("Password for the key"));
  gtk_label_set_label (self->password_note, password_words (self));
}

static void
place_chosen (AppApplyConfirm *self)
{
  if (self->account == NULL)
    return;
  show_password (self);
  update (self);
}

static gboolean
is_offered (AppApplyConfirm *self, GPtrArray *places)
{
  gboolean same = places->len == self->places->len;

  for (guint i = 0; same && i < places->len; i++)
    same = g_str_equal (((ModelTokenPlace *) places->pdata[i])->uri,
                        ((ModelTokenPlace *) self->places->pdata[i])->uri);
  return same;
}

/* Whoever plugs one in finds it; what was chosen stays, or the choice is anew. */
static void
list_places (AppApplyConfirm *self)
{
  GPtrArray *places = model_tokens_get_places (self->tokens);
  const ModelTokenPlace *chosen = find_place (self);
  g_autofree char *uri = chosen != NULL ? g_strdup (chosen->uri) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  if (is_offered (self, places))
    return;
  g_ptr_array_set_size (self->places, 0);
  gtk_string_list_append (names, _ ("This computer"));
  for (guint i = 0; i < places->len; i++)
    {
      const ModelTokenPlace *each = places->pdata[i];

      g_ptr_array_add (self->places, model_token_place_copy (each));
      gtk_string_list_append (names, each->name);
      if (g_strcmp0 (uri, each->uri) == 0)
        selected = i + 1;
    }
  adw_combo_row_set_model (self->place, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->place, selected);
  place_chosen (self);
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
  self->tokens = g_object_ref (wish->tokens);
  self->known = g_strdup (model_account_get_account (wish->account)->name);
  self->purpose = wish->purpose;
  self->waiting = wish->waiting;
  self->on_token = wish->on_token;
  list_places (self);
  show_password (self);
  show_person (self);
  show_change (self, wish->serial);
  show_claim (self);
  g_signal_connect_object (self->tokens, "looked", G_CALLBACK (list_places), self,
                           G_CONNECT_SWAPPED);
  model_tokens_look (self->tokens);
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
  g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));
  g_autofree char *name = dup_new_name (self);
  const ModelTokenPlace *place = find_place (self);

  model_application_set_name (application, name);
  if (makes_key (self))
    model_application_set_token (application, place != NULL ? place->uri : NULL,
                                 place != NULL ? place->driver : NULL);
  if (lacks_number (self))
    {
      g_autofree char *typed = wire_text_dup_code (gtk_editable_get_text (self->id_number));
      g_autoptr (GBytes) number = model_secret_new (typed);

      model_application_set_id_number (application, number);
    }
  model_application_begin (application, password, kinds[adw_combo_row_get_selected (self->kind)]);
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
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->again, "");
}

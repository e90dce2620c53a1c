/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-key.h"

#include <glib/gi18n.h>

#include "app-strength.h"
#include "model-secret.h"

/* How often it is looked for a token that has to be plugged in. */
#define LOOK_SECONDS 2

struct _AppApplyKey {
  AdwBin parent_instance;

  ModelApplicationPurpose purpose;
  ModelTokens *tokens;
  GPtrArray *places;         /* ModelTokenPlace, those that are offered */
  ModelTokenPlace *waits_on; /* the token that a key waits on, or NULL */
  gboolean absent;           /* which is the last of the places, and not plugged in */
  gboolean waiting;          /* a key waits in a file */
  gboolean on_token;         /* the key that is there is */
  guint look_id;

  AdwComboRow *place;
  AdwComboRow *kind;
  GtkLabel *note;
  GtkEditable *password;
  GtkEditable *again;
  AppStrength *strength;
};

G_DEFINE_FINAL_TYPE (AppApplyKey, app_apply_key, ADW_TYPE_BIN)

enum { CHANGED, ACTIVATED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* In the order of the template's list. */
static const char *const kinds[] = {"p256", "rsa3072", "ed25519"};

#define ED25519 2

static gboolean
makes_key (AppApplyKey *self)
{
  return self->purpose <= MODEL_APPLICATION_CHANGE;
}

/* It is still open where the key will be. */
static gboolean
has_choice (AppApplyKey *self)
{
  return makes_key (self) && !self->waiting;
}

/* Where the key is to be made, or waits; NULL: on this computer. */
static const ModelTokenPlace *
find_place (AppApplyKey *self)
{
  guint chosen = adw_combo_row_get_selected (self->place);

  return has_choice (self) && chosen > 0 && chosen <= self->places->len
             ? self->places->pdata[chosen - 1]
             : NULL;
}

static gboolean
waits_at (AppApplyKey *self, const ModelTokenPlace *place)
{
  return place != NULL && self->waits_on != NULL && g_str_equal (place->uri, self->waits_on->uri);
}

static gboolean
is_absent (AppApplyKey *self, const ModelTokenPlace *place)
{
  return self->absent && waits_at (self, place);
}

/* A key is to be made, and none waits. */
static gboolean
is_fresh (AppApplyKey *self)
{
  return has_choice (self) && !waits_at (self, find_place (self));
}

static gboolean
is_empty (GtkEditable *entry)
{
  return *gtk_editable_get_text (entry) == '\0';
}

static const char *
missing_pin (AppApplyKey *self)
{
  const ModelTokenPlace *place = find_place (self);

  if (is_absent (self, place))
    return _ ("Next: plug in the token with the key.");
  if (place != NULL && is_fresh (self) && adw_combo_row_get_selected (self->kind) == ED25519)
    return _ ("Next: choose another kind of key. Tokens make ECDSA and RSA keys.");
  return is_empty (self->password) && !(place != NULL && place->pad)
             ? _ ("Next: enter the PIN of the token, at the end of this page.")
             : NULL;
}

/**
 * app_apply_key_missing:
 *
 * Returns: (transfer none) (nullable): what is still to be entered, in words. A key that waits has
 *   its password already.
 */
const char *
app_apply_key_missing (AppApplyKey *self)
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

static void
update (AppApplyKey *self)
{
  app_strength_check (self->strength, gtk_editable_get_text (self->password),
                      gtk_editable_get_text (self->again));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
activated (AppApplyKey *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

/* Where a key waits that was made on a token. */
static char *
dup_waiting_words (AppApplyKey *self, const ModelTokenPlace *place)
{
  /* Translators: %s is what a token is called. */
  g_autofree char *where = g_strdup_printf (
      _ ("The key for this application is on the token “%s”."), place->name);
  const char *next = is_absent (self, place)
                         ? _ ("Plug it in to go on with it, or choose where to make another key.")
                     : place->pad
                         ? _ ("Enter its PIN on the device when it asks.")
                         : _ ("Enter its PIN; if the certificate is there, it is fetched.");

  return g_strdup_printf ("%s\n%s", where, next);
}

/* What locks the key, or opens the one that is there. */
static const char *
note_words (AppApplyKey *self)
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
show_note (AppApplyKey *self)
{
  const ModelTokenPlace *place = find_place (self);
  g_autofree char *words = waits_at (self, place) ? dup_waiting_words (self, place)
                                                  : g_strdup (note_words (self));

  gtk_label_set_label (self->note, words);
}

static void
show_password (AppApplyKey *self)
{
  const ModelTokenPlace *place = find_place (self);
  gboolean pin = self->on_token || place != NULL;
  gboolean fresh = is_fresh (self);

  gtk_widget_set_visible (GTK_WIDGET (self->place), has_choice (self) && self->places->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->kind), fresh);
  gtk_widget_set_visible (GTK_WIDGET (self->password),
                          place == NULL || !(place->pad || is_absent (self, place)));
  gtk_widget_set_visible (GTK_WIDGET (self->again), fresh && !pin);
  gtk_widget_set_visible (GTK_WIDGET (self->strength), fresh && !pin);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password),
                                 pin ? _ ("PIN of the token") : _ ("Password for the key"));
  show_note (self);
}

/* Of a place, or of a kind that not every place makes. */
static void
chosen (AppApplyKey *self)
{
  if (self->tokens == NULL)
    return;
  show_password (self);
  update (self);
}

static gboolean
look (gpointer data)
{
  AppApplyKey *self = data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    model_tokens_look (self->tokens);
  return G_SOURCE_CONTINUE;
}

/* No driver tells of tokens that come: for one that has to be plugged in it is looked. */
static void
keep_looking (AppApplyKey *self)
{
  if (self->absent == (self->look_id != 0))
    return;
  if (self->absent)
    self->look_id = g_timeout_add_seconds (LOOK_SECONDS, look, self);
  else
    g_clear_handle_id (&self->look_id, g_source_remove);
}

static gboolean
is_offered (AppApplyKey *self, GPtrArray *places, gboolean absent)
{
  gboolean same = places->len + absent == self->places->len && absent == self->absent;

  for (guint i = 0; same && i < places->len; i++)
    same = g_str_equal (((ModelTokenPlace *) places->pdata[i])->uri,
                        ((ModelTokenPlace *) self->places->pdata[i])->uri);
  return same;
}

static gboolean
is_waited_for (AppApplyKey *self, GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    if (waits_at (self, places->pdata[i]))
      return FALSE;
  return self->waits_on != NULL;
}

static void
take_places (AppApplyKey *self, GPtrArray *places, gboolean absent)
{
  g_ptr_array_set_size (self->places, 0);
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (self->places, model_token_place_copy (places->pdata[i]));
  if (absent)
    g_ptr_array_add (self->places, model_token_place_copy (self->waits_on));
  self->absent = absent;
}

/* uri: (nullable): of the one that is chosen */
static void
show_places (AppApplyKey *self, const char *uri)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, _ ("This computer"));
  for (guint i = 0; i < self->places->len; i++)
    {
      const ModelTokenPlace *each = self->places->pdata[i];
      /* Translators: %s is what a token is called. */
      g_autofree char *away = g_strdup_printf (_ ("%s, not plugged in"), each->name);

      gtk_string_list_append (names, is_absent (self, each) ? away : each->name);
      if (g_strcmp0 (uri, each->uri) == 0)
        selected = i + 1;
    }
  adw_combo_row_set_model (self->place, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->place, selected);
}

/* Whoever plugs one in finds it; what was chosen stays, or the choice is anew. */
static void
list_places (AppApplyKey *self)
{
  GPtrArray *places = model_tokens_get_places (self->tokens);
  gboolean absent = is_waited_for (self, places);
  const ModelTokenPlace *before = self->places->len > 0 ? find_place (self) : self->waits_on;
  g_autofree char *uri = before != NULL ? g_strdup (before->uri) : NULL;

  if (is_offered (self, places, absent))
    return;
  take_places (self, places, absent);
  show_places (self, uri);
  keep_looking (self);
  chosen (self);
}

static void
app_apply_key_dispose (GObject *object)
{
  AppApplyKey *self = APP_APPLY_KEY (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->tokens);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_APPLY_KEY);
  G_OBJECT_CLASS (app_apply_key_parent_class)->dispose (object);
}

static void
app_apply_key_finalize (GObject *object)
{
  AppApplyKey *self = APP_APPLY_KEY (object);

  g_ptr_array_unref (self->places);
  g_clear_pointer (&self->waits_on, model_token_place_free);
  G_OBJECT_CLASS (app_apply_key_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppApplyKey, place);
  gtk_widget_class_bind_template_child (widget_class, AppApplyKey, kind);
  gtk_widget_class_bind_template_child (widget_class, AppApplyKey, note);
  gtk_widget_class_bind_template_child (widget_class, AppApplyKey, password);
  gtk_widget_class_bind_template_child (widget_class, AppApplyKey, again);
  gtk_widget_class_bind_template_child (widget_class, AppApplyKey, strength);
}

static void
app_apply_key_class_init (AppApplyKeyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_apply_key_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_apply_key_finalize;

  /**
   * AppApplyKey::changed:
   *
   * Something was entered.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  /**
   * AppApplyKey::activated:
   *
   * Whoever typed wants to go on.
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (APP_TYPE_STRENGTH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-apply-key.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, chosen);
  gtk_widget_class_bind_template_callback (widget_class, activated);
}

static void
app_apply_key_init (AppApplyKey *self)
{
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) model_token_place_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_apply_key_begin:
 * @wish: what is applied for; copied
 *
 * Shows, once, what there is to choose and to enter.
 */
void
app_apply_key_begin (AppApplyKey *self, const AppApplyKeyWish *wish)
{
  self->tokens = g_object_ref (wish->tokens);
  self->purpose = wish->purpose;
  self->waiting = wish->waiting;
  if (has_choice (self) && wish->waits_on != NULL)
    self->waits_on = model_token_place_copy (wish->waits_on);
  self->on_token = wish->on_token;
  list_places (self);
  show_password (self);
  g_signal_connect_object (self->tokens, "looked", G_CALLBACK (list_places), self,
                           G_CONNECT_SWAPPED);
  model_tokens_look (self->tokens);
}

/**
 * app_apply_key_submit:
 * @application: that has not begun
 *
 * Begins the application with what was entered.
 */
void
app_apply_key_submit (AppApplyKey *self, ModelApplication *application)
{
  g_autoptr (GBytes) password = model_secret_new (gtk_editable_get_text (self->password));

  if (makes_key (self))
    model_application_set_place (application, find_place (self));
  model_application_begin (application, password, kinds[adw_combo_row_get_selected (self->kind)]);
}

/**
 * app_apply_key_wipe:
 *
 * Forgets the passwords: they have done their part.
 */
void
app_apply_key_wipe (AppApplyKey *self)
{
  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->again, "");
}

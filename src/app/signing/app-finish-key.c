/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-finish-key.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-certificate-words.h"
#include "app-import-dialog.h"
#include "app-test-identity-dialog.h"

struct _AppFinishKey {
  GtkBox parent_instance;

  ModelCertificates *certificates;
  ModelCertificate *certificate; /* chosen, or NULL */
  char *seal;
  GPtrArray *rows;        /* of certificates, which the group owns */
  GtkCheckButton *leader; /* never shown: alone, a radio button would look like a check box */

  AdwPreferencesGroup *certificate_group;
  GtkWidget *no_certificate;
  GtkWidget *password_group;
  AdwActionRow *pin_row;
  GtkEditable *password;
};

G_DEFINE_FINAL_TYPE (AppFinishKey, app_finish_key, GTK_TYPE_BOX)

enum { CHANGED, ENTERED, N_SIGNALS };

static guint signals[N_SIGNALS];

static GtkWindow *
window_of (AppFinishKey *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
changed (AppFinishKey *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
entered (AppFinishKey *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

/* NULL for a key file. */
static const KeysTokenEntry *
get_token (AppFinishKey *self)
{
  return self->certificate != NULL ? model_certificate_get_token (self->certificate) : NULL;
}

static gboolean
has_pin_pad (AppFinishKey *self)
{
  const KeysTokenEntry *token = get_token (self);

  return token != NULL && token->pad;
}

/* What to type, and what to know before: a token counts wrong PINs. */
static void
show_secret (AppFinishKey *self)
{
  const KeysTokenEntry *token = get_token (self);
  const char *warning = token != NULL ? app_certificate_pin_words (token->pin) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *pad = NULL;
  gboolean hidden = !gtk_widget_get_visible (self->password_group);

  if (token == NULL)
    title = g_strdup (_ ("Password of the key"));
  else
    title = g_strdup_printf (_ ("PIN of the token “%s”"), token->token);
  if (token != NULL && token->pad)
    pad = g_strdup_printf (_ ("The device of the token “%s” will ask for the PIN."), token->token);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password), title);
  gtk_widget_set_visible (GTK_WIDGET (self->password), pad == NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->pin_row), pad != NULL ? pad : warning);
  adw_action_row_set_subtitle (self->pin_row, pad != NULL && warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->pin_row), pad != NULL || warning != NULL);
  gtk_widget_set_visible (self->password_group, self->certificate != NULL);
  if (hidden && self->certificate != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
certificate_toggled (GtkCheckButton *check, AppFinishKey *self)
{
  if (!gtk_check_button_get_active (check))
    return;
  g_set_object (&self->certificate, g_object_get_data (G_OBJECT (check), "certificate"));
  show_secret (self);
  changed (self);
}

static GtkWidget *
make_row (AppFinishKey *self, ModelCertificate *certificate)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *title = app_certificate_dup_title (certificate);
  g_autofree char *owner = app_certificate_dup_owner (certificate);
  g_autofree char *state = app_certificate_dup_state (certificate, now);
  gboolean elsewhere = model_certificate_is_elsewhere (certificate);
  g_autofree char *subtitle = g_strdup_printf (
      "%s\n%s · %s%s%s", owner, state,
      pki_certificate_get_key_type (model_certificate_get_certificate (certificate)),
      elsewhere ? "\n" : "", elsewhere ? _ ("Of another space than the one that you are in") : "");
  gboolean usable = model_certificate_get_state (certificate, now) == MODEL_CERTIFICATE_USABLE;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->leader);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
  g_object_set_data_full (G_OBJECT (check), "certificate", g_object_ref (certificate),
                          g_object_unref);
  g_signal_connect (check, "toggled", G_CALLBACK (certificate_toggled), self);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  /* Only the choice is barred: why it is stays as readable as the rest. */
  gtk_widget_set_sensitive (check, usable);
  if (usable)
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  else
    gtk_widget_add_css_class (row, "unusable");
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

/* A choice outlives a list that is read again, as when a token is plugged in. */
static ModelCertificate *
find_wanted (AppFinishKey *self, ModelCertificate *before)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  ModelCertificate *same = NULL;

  if (before != NULL)
    same = model_certificates_find (self->certificates, model_certificate_get_id (before));
  if (same != NULL && model_certificate_get_state (same, now) == MODEL_CERTIFICATE_USABLE)
    return same;
  return model_certificates_recall (self->certificates, self->seal);
}

static void
fill_certificates (AppFinishKey *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->certificates));
  g_autoptr (ModelCertificate) before = g_steal_pointer (&self->certificate);
  ModelCertificate *wanted = find_wanted (self, before);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->certificate_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelCertificate)
          certificate = g_list_model_get_item (G_LIST_MODEL (self->certificates), i);
      GtkWidget *row = make_row (self, certificate);
      GtkCheckButton *check = g_object_get_data (G_OBJECT (row), "check");

      adw_preferences_group_add (self->certificate_group, row);
      g_ptr_array_add (self->rows, row);
      if (certificate == wanted)
        gtk_check_button_set_active (check, TRUE);
    }
  gtk_widget_set_visible (self->no_certificate, n == 0);
  show_secret (self);
  changed (self);
}

/* The identity that was just added is the one that is meant. */
static void
choose (AppFinishKey *self, ModelCertificate *certificate)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkCheckButton *check = g_object_get_data (self->rows->pdata[i], "check");

      if (g_object_get_data (G_OBJECT (check), "certificate") == certificate)
        gtk_check_button_set_active (check, TRUE);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

static void
import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppFinishKey *self = APP_FINISH_KEY (widget);
  AppImportDialog *dialog = app_import_dialog_new (window_of (self), self->certificates);

  g_signal_connect_object (dialog, "added", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
generate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppFinishKey *self = APP_FINISH_KEY (widget);
  AppTestIdentityDialog *dialog = app_test_identity_dialog_new (window_of (self),
                                                                self->certificates);

  g_signal_connect_object (dialog, "added", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
app_finish_key_dispose (GObject *object)
{
  AppFinishKey *self = APP_FINISH_KEY (object);

  g_clear_object (&self->certificates);
  g_clear_object (&self->certificate);
  g_clear_object (&self->leader);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_FINISH_KEY);
  G_OBJECT_CLASS (app_finish_key_parent_class)->dispose (object);
}

static void
app_finish_key_finalize (GObject *object)
{
  AppFinishKey *self = APP_FINISH_KEY (object);

  g_free (self->seal);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (app_finish_key_parent_class)->finalize (object);
}

static void
app_finish_key_class_init (AppFinishKeyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_finish_key_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_finish_key_finalize;

  /**
   * AppFinishKey::changed:
   *
   * Another key was chosen, or something typed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  /**
   * AppFinishKey::entered:
   *
   * Enter was pressed behind the password or PIN.
   */
  signals[ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-finish-key.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFinishKey, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, AppFinishKey, no_certificate);
  gtk_widget_class_bind_template_child (widget_class, AppFinishKey, password_group);
  gtk_widget_class_bind_template_child (widget_class, AppFinishKey, pin_row);
  gtk_widget_class_bind_template_child (widget_class, AppFinishKey, password);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, entered);
  gtk_widget_class_install_action (widget_class, "key.import", NULL, import);
  gtk_widget_class_install_action (widget_class, "key.generate", NULL, generate);
}

static void
app_finish_key_init (AppFinishKey *self)
{
  self->rows = g_ptr_array_new ();
  self->leader = g_object_ref_sink (GTK_CHECK_BUTTON (gtk_check_button_new ()));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_finish_key_offer:
 * @certificates: who may sign
 * @seal: the id of the first seal, or ""
 *
 * Lists the identities, tokens as they are found, and chooses what signed last with the seal.
 */
void
app_finish_key_offer (AppFinishKey *self, ModelCertificates *certificates, const char *seal)
{
  g_set_object (&self->certificates, certificates);
  g_free (self->seal);
  self->seal = g_strdup (seal);
  g_signal_connect_object (certificates, "items-changed", G_CALLBACK (fill_certificates), self,
                           G_CONNECT_SWAPPED);
  model_certificates_reload (certificates, NULL);
  /* What was read before and is the same says nothing. */
  fill_certificates (self);
  model_certificates_look_for_tokens (certificates);
}

/**
 * app_finish_key_choose_first:
 *
 * Chooses the first identity that can sign, where none is chosen.
 */
void
app_finish_key_choose_first (AppFinishKey *self)
{
  for (guint i = 0; self->certificate == NULL && i < self->rows->len; i++)
    {
      GtkWidget *check = g_object_get_data (self->rows->pdata[i], "check");

      if (gtk_widget_get_sensitive (check))
        gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
    }
}

/**
 * app_finish_key_get_certificate:
 *
 * Returns: (transfer none) (nullable): the identity that was chosen
 */
ModelCertificate *
app_finish_key_get_certificate (AppFinishKey *self)
{
  return self->certificate;
}

/**
 * app_finish_key_dup_secret:
 *
 * Returns: (transfer full): the password or PIN that was typed, see model_secret_new()
 */
GBytes *
app_finish_key_dup_secret (AppFinishKey *self)
{
  return model_secret_new (gtk_editable_get_text (self->password));
}

/**
 * app_finish_key_is_complete:
 *
 * Returns: whether a certificate is chosen and its password is given, or is asked for on the device
 */
gboolean
app_finish_key_is_complete (AppFinishKey *self)
{
  return self->certificate != NULL &&
         (has_pin_pad (self) || *gtk_editable_get_text (self->password) != '\0');
}

/**
 * app_finish_key_refresh:
 *
 * Reads the tokens anew: a PIN that was wrong leaves the counter changed.
 */
void
app_finish_key_refresh (AppFinishKey *self)
{
  if (get_token (self) != NULL)
    model_certificates_look_for_tokens (self->certificates);
}

/**
 * app_finish_key_focus:
 *
 * Puts the cursor into the password, all of it selected.
 */
void
app_finish_key_focus (AppFinishKey *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  gtk_editable_select_region (self->password, 0, -1);
}

/**
 * app_finish_key_forget:
 *
 * Empties the password.
 */
void
app_finish_key_forget (AppFinishKey *self)
{
  gtk_editable_set_text (self->password, "");
}

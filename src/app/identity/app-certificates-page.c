/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificates-page.h"

#include <glib/gi18n.h>

#include "app-application.h"
#include "app-certificate-dialog.h"
#include "app-certificate-words.h"
#include "app-driver-dialog.h"
#include "app-error-box.h"
#include "app-identity-card.h"
#include "app-import-dialog.h"
#include "app-platform-words.h"
#include "app-test-identity-dialog.h"
#include "app-window.h"

struct _AppCertificatesPage {
  AdwBin parent_instance;

  ModelCertificates *certificates;
  ModelAccount *account;

  AppIdentityCard *card;
  GtkStack *stack;
  GtkWidget *add_file;
  AppErrorBox *error_box;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (AppCertificatesPage, app_certificates_page, ADW_TYPE_BIN)

static GtkWindow *
window_of (AppCertificatesPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppCertificatesPage *self = APP_CERTIFICATES_PAGE (widget);

  gtk_window_present (GTK_WINDOW (app_import_dialog_new (window_of (self), self->certificates)));
}

static void
generate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppCertificatesPage *self = APP_CERTIFICATES_PAGE (widget);

  gtk_window_present (
      GTK_WINDOW (app_test_identity_dialog_new (window_of (self), self->certificates)));
}

static void
show_driver (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppCertificatesPage *self = APP_CERTIFICATES_PAGE (widget);

  gtk_window_present (
      app_driver_dialog_new (window_of (self), model_certificates_get_tokens (self->certificates),
                             app_application_get_settings (app_application_of (widget))));
}

static ModelCertificate *
certificate_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "certificate");
}

static void
show_details (AppCertificatesPage *self, GtkWidget *button)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();

  g_ptr_array_add (chain, model_certificate_get_certificate (certificate_of (button)));
  gtk_window_present (GTK_WINDOW (app_certificate_dialog_new (window_of (self), chain)));
}

static void
undo_remove (AppCertificatesPage *self, AdwToast *toast)
{
  g_autoptr (GError) error = NULL;

  model_certificates_restore (self->certificates, g_object_get_data (G_OBJECT (toast), "id"),
                              &error);
  app_error_box_set (self->error_box, error);
}

/* The key is put aside, not deleted, so this offers to undo rather than asking. */
static void
remove_certificate (AppCertificatesPage *self, GtkWidget *button)
{
  g_autoptr (ModelCertificate) certificate = g_object_ref (certificate_of (button));
  g_autofree char *title = app_certificate_dup_title (certificate);
  /* Translators: %s is the name of an identity. */
  g_autofree char *said = g_markup_printf_escaped (_ ("Removed: %s"), title);
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (model_certificates_remove (self->certificates, certificate, &error))
    {
      toast = adw_toast_new (said);
      adw_toast_set_button_label (toast, _ ("Undo"));
      g_object_set_data_full (G_OBJECT (toast), "id",
                              g_strdup (model_certificate_get_id (certificate)), g_free);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_remove), self,
                               G_CONNECT_SWAPPED);
      app_window_add_toast (APP_WINDOW (window_of (self)), toast);
    }
  app_error_box_set (self->error_box, error);
}

static GtkWidget *
make_button (AppCertificatesPage *self,
             const char *icon,
             const char *label,
             ModelCertificate *certificate,
             GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "certificate", g_object_ref (certificate),
                          g_object_unref);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

/* What the platform says of it; %NULL of one that it does not know. */
static const WireCertificate *
find_at_platform (AppCertificatesPage *self, ModelCertificate *certificate)
{
  GBytes *der = pki_certificate_get_der (model_certificate_get_certificate (certificate));
  GPtrArray *all = model_account_get_certificates (self->account);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_bytes_equal (((const WireCertificate *) all->pdata[i])->der, der))
      return all->pdata[i];
  return NULL;
}

static void
show_badge (AppCertificatesPage *self, GtkLabel *badge, ModelCertificate *certificate)
{
  static const struct {
    const char *word;
    const char *css_class;
  } badges[] = {
      [MODEL_CERTIFICATE_USABLE] = {N_ ("usable"), "success"},
      [MODEL_CERTIFICATE_NOT_YET_VALID] = {N_ ("not yet"), "warning"},
      [MODEL_CERTIFICATE_EXPIRED] = {N_ ("expired"), "error"},
      [MODEL_CERTIFICATE_SUSPENDED] = {N_ ("suspended"), "warning"},
      [MODEL_CERTIFICATE_REVOKED] = {N_ ("revoked"), "error"},
      [MODEL_CERTIFICATE_WRONG_USAGE] = {N_ ("not for signing"), "error"},
      [MODEL_CERTIFICATE_ENCRYPTION] = {N_ ("not for signing"), "error"},
      [MODEL_CERTIFICATE_NO_KEY] = {N_ ("no key"), "error"},
      [MODEL_CERTIFICATE_TOKEN_LOCKED] = {N_ ("locked"), "error"},
      [MODEL_CERTIFICATE_TOKEN_NO_PIN] = {N_ ("no PIN"), "warning"},
  };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  ModelCertificateState state = model_certificate_get_state (certificate, now);
  const WireCertificate *known = find_at_platform (self, certificate);
  /* A key that works is of no use while its certificate does not count. */
  gboolean counts = known == NULL || g_str_equal (known->state, "active");
  const char *classes[] = {counts ? badges[state].css_class : "error", NULL};

  gtk_label_set_label (badge,
                       counts ? _ (badges[state].word) : app_platform_state_words (known, now));
  gtk_widget_set_css_classes (GTK_WIDGET (badge), classes);
}

static GtkWidget *
make_badge (AppCertificatesPage *self, ModelCertificate *certificate)
{
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  show_badge (self, GTK_LABEL (badge), certificate);
  return badge;
}

static void
show_badges (AppCertificatesPage *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    show_badge (self, g_object_get_data (G_OBJECT (row), "badge"),
                g_object_get_data (G_OBJECT (row), "certificate"));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  AppCertificatesPage *self = user_data;
  ModelCertificate *certificate = item;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *title = app_certificate_dup_title (certificate);
  g_autofree char *owner = app_certificate_dup_owner (certificate);
  g_autofree char *state = app_certificate_dup_state (certificate, now);
  g_autofree char *subtitle = g_strdup_printf (
      "%s\n%s · %s", owner, state,
      pki_certificate_get_key_type (model_certificate_get_certificate (certificate)));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *badge = make_badge (self, certificate);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), badge);
  g_object_set_data (G_OBJECT (row), "badge", badge);
  g_object_set_data_full (G_OBJECT (row), "certificate", g_object_ref (certificate),
                          g_object_unref);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             make_button (self, "document-properties-symbolic", _ ("Details"),
                                          certificate, G_CALLBACK (show_details)));
  if (model_certificate_get_token (certificate) == NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_button (self, "user-trash-symbolic", _ ("Remove"), certificate,
                                            G_CALLBACK (remove_certificate)));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  return row;
}

static void
show_list (AppCertificatesPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->certificates));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  /* While there is nothing, the same stands in the middle. */
  gtk_widget_set_visible (self->add_file, n > 0);
}

/* Time passes: an identity may have expired while the room was not looked at. */
static void
app_certificates_page_map (GtkWidget *widget)
{
  AppCertificatesPage *self = APP_CERTIFICATES_PAGE (widget);
  g_autoptr (GError) error = NULL;

  model_certificates_reload (self->certificates, &error);
  model_certificates_look_for_tokens (self->certificates);
  app_error_box_set (self->error_box, error);
  GTK_WIDGET_CLASS (app_certificates_page_parent_class)->map (widget);
}

static void
app_certificates_page_dispose (GObject *object)
{
  AppCertificatesPage *self = APP_CERTIFICATES_PAGE (object);

  if (self->certificates != NULL)
    g_signal_handlers_disconnect_by_data (self->certificates, self);
  g_clear_object (&self->certificates);
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (app_certificates_page_parent_class)->dispose (object);
}

static void
app_certificates_page_class_init (AppCertificatesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_certificates_page_dispose;
  widget_class->map = app_certificates_page_map;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  g_type_ensure (APP_TYPE_IDENTITY_CARD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-certificates-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppCertificatesPage, card);
  gtk_widget_class_bind_template_child (widget_class, AppCertificatesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppCertificatesPage, add_file);
  gtk_widget_class_bind_template_child (widget_class, AppCertificatesPage, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppCertificatesPage, list);
  gtk_widget_class_install_action (widget_class, "identity.import", NULL, import);
  gtk_widget_class_install_action (widget_class, "identity.generate", NULL, generate);
  gtk_widget_class_install_action (widget_class, "identity.driver", NULL, show_driver);
}

static void
app_certificates_page_init (AppCertificatesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_certificates_page_new:
 * @certificates: the user's own identities
 * @account: who they are on the platform
 *
 * Makes the room.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_certificates_page_new (ModelCertificates *certificates, ModelAccount *account)
{
  AppCertificatesPage *self = g_object_new (APP_TYPE_CERTIFICATES_PAGE, NULL);

  self->certificates = g_object_ref (certificates);
  self->account = g_object_ref (account);
  app_identity_card_set_account (self->card, account);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (certificates), make_row, self, NULL);
  g_signal_connect_swapped (certificates, "items-changed", G_CALLBACK (show_list), self);
  g_signal_connect_swapped (account, "changed", G_CALLBACK (show_badges), self);
  show_list (self);
  return GTK_WIDGET (self);
}

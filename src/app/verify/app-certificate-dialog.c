/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-certificate-dialog.h"

#include <glib/gi18n.h>

#include "app-certificate-export.h"
#include "app-certificate-path.h"
#include "app-certificate-words.h"
#include "app-events.h"
#include "app-root-words.h"

struct _AppCertificateDialog {
  AdwWindow parent_instance;

  GPtrArray *chain; /* PkiCertificate */

  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (AppCertificateDialog, app_certificate_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
make_row (const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "property");
  return row;
}

static void
add_row (AdwPreferencesGroup *group, const char *title, const char *value)
{
  adw_preferences_group_add (group, make_row (title, value));
}

/* In groups of four, as fingerprints are read out and compared. */
static char *
group_hex (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}

/* What nobody needs who only wants to know whom to trust. */
static void
add_details (AdwPreferencesGroup *group, PkiCertificate *certificate)
{
  g_autoptr (GPtrArray) details = pki_certificate_list_details (certificate);
  GtkWidget *more = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), _ ("Technical details"));
  adw_expander_row_add_row (
      ADW_EXPANDER_ROW (more),
      make_row (_ ("Distinguished name"), pki_certificate_get_subject (certificate)));
  adw_expander_row_add_row (
      ADW_EXPANDER_ROW (more),
      make_row (_ ("Distinguished name of the issuer"), pki_certificate_get_issuer (certificate)));
  for (guint i = 0; i < details->len; i++)
    {
      const PkiDetail *detail = g_ptr_array_index (details, i);

      adw_expander_row_add_row (ADW_EXPANDER_ROW (more), make_row (detail->name, detail->value));
    }
  adw_preferences_group_add (group, more);
}

/* As people are called; the distinguished names stand with the technical details. */
static void
add_names (AdwPreferencesGroup *group, PkiCertificate *certificate)
{
  const char *name = pki_certificate_get_name (certificate);
  const char *organisation = pki_certificate_get_organisation (certificate);

  add_row (group, _ ("Name"), name);
  if (organisation != NULL && g_strcmp0 (organisation, name) != 0)
    add_row (group, _ ("Organisation"), organisation);
  add_row (group, _ ("Issued by"), pki_certificate_get_issuer_name (certificate));
}

static GtkWidget *
make_group (PkiCertificate *certificate, guint position, const char *status)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *from = app_certificate_dup_date (pki_certificate_get_not_before (certificate));
  g_autofree char *until = app_certificate_dup_date (pki_certificate_get_not_after (certificate));
  g_autofree char *validity = g_strdup_printf (_ ("%s to %s"), from, until);
  g_autofree char *sha256 = group_hex (pki_certificate_get_sha256 (certificate));
  const char *role = position == 0 && !pki_certificate_is_ca (certificate)
                         ? _ ("Certificate of the signer")
                     : pki_certificate_is_self_signed (certificate) ? _ ("Root authority")
                                                                    : _ ("Issuing authority");

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), role);
  if (position == 0 && pki_certificate_is_self_signed (certificate) &&
      !pki_certificate_is_ca (certificate))
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                           _ ("A test certificate: it vouches for itself."));
  if (status != NULL)
    add_row (ADW_PREFERENCES_GROUP (group), _ ("Result of the check"), status);
  add_names (ADW_PREFERENCES_GROUP (group), certificate);
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Valid"), validity);
  if (position > 0 || pki_certificate_is_ca (certificate))
    add_row (ADW_PREFERENCES_GROUP (group), _ ("May vouch for"), app_root_vouches (certificate));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Key"), pki_certificate_get_key_type (certificate));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Serial number"),
           pki_certificate_get_serial (certificate));
  add_row (ADW_PREFERENCES_GROUP (group), _ ("Fingerprint (SHA-256)"), sha256);
  add_details (ADW_PREFERENCES_GROUP (group), certificate);
  return group;
}

static PkiCertificate *
get_own (GtkWidget *widget)
{
  return g_ptr_array_index (APP_CERTIFICATE_DIALOG (widget)->chain, 0);
}

static void
copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *pem = pki_certificate_to_pem (get_own (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pem);
  app_event ("certificate-copied");
}

static void
export_pem (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_certificate_export (GTK_WINDOW (widget), APP_CERTIFICATE_DIALOG (widget)->chain,
                          APP_CERTIFICATE_PEM);
}

static void
export_der (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_certificate_export (GTK_WINDOW (widget), APP_CERTIFICATE_DIALOG (widget)->chain,
                          APP_CERTIFICATE_DER);
}

static void
export_chain (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_certificate_export (GTK_WINDOW (widget), APP_CERTIFICATE_DIALOG (widget)->chain,
                          APP_CERTIFICATE_P7B);
}

static void
app_certificate_dialog_dispose (GObject *object)
{
  g_clear_pointer (&APP_CERTIFICATE_DIALOG (object)->chain, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_CERTIFICATE_DIALOG);
  G_OBJECT_CLASS (app_certificate_dialog_parent_class)->dispose (object);
}

static void
app_certificate_dialog_class_init (AppCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_certificate_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppCertificateDialog, page);
  gtk_widget_class_install_action (widget_class, "certificate.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "certificate.export-pem", NULL, export_pem);
  gtk_widget_class_install_action (widget_class, "certificate.export-der", NULL, export_der);
  gtk_widget_class_install_action (widget_class, "certificate.export-chain", NULL, export_chain);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_certificate_dialog_init (AppCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_paths (AppCertificateDialog *self, const PkiJudgement *judgement)
{
  guint n = judgement->others != NULL ? judgement->others->len : 0;

  adw_preferences_page_add (self->page,
                            ADW_PREFERENCES_GROUP (app_certificate_path_new (judgement)));
  for (guint i = 0; i < n; i++)
    adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (app_certificate_path_new_other (
                                              g_ptr_array_index (judgement->others, i))));
}

/**
 * app_certificate_dialog_new_judged:
 * @parent: over which it stands
 * @chain: (element-type PkiCertificate): the certificate first, then its issuers
 * @statuses: (nullable) (element-type utf8): what was found out about each of them
 * @judgement: (nullable): of the ways to roots that were found
 *
 * Makes the window; present it.
 *
 * Returns: (transfer none): the window
 */
AppCertificateDialog *
app_certificate_dialog_new_judged (GtkWindow *parent,
                                   GPtrArray *chain,
                                   GPtrArray *statuses,
                                   const PkiJudgement *judgement)
{
  AppCertificateDialog *self = g_object_new (APP_TYPE_CERTIFICATE_DIALOG, "transient-for", parent,
                                             "modal", TRUE, NULL);

  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  if (judgement != NULL && judgement->links->len > 1)
    add_paths (self, judgement);
  for (guint i = 0; i < chain->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (chain, i);
      const char *status = statuses != NULL && i < statuses->len ? g_ptr_array_index (statuses, i)
                                                                 : NULL;

      g_ptr_array_add (self->chain, pki_certificate_ref (certificate));
      adw_preferences_page_add (self->page,
                                ADW_PREFERENCES_GROUP (make_group (certificate, i, status)));
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.export-chain", chain->len > 1);
  return self;
}

/**
 * app_certificate_dialog_new:
 * @parent: over which it stands
 * @chain: (element-type PkiCertificate): the certificate first, then its issuers
 *
 * Makes the window; present it.
 *
 * Returns: (transfer none): the window
 */
AppCertificateDialog *
app_certificate_dialog_new (GtkWindow *parent, GPtrArray *chain)
{
  return app_certificate_dialog_new_judged (parent, chain, NULL, NULL);
}

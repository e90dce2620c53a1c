/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-trust-dialog.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-events.h"
#include "app-root-words.h"

struct _AppTrustDialog {
  AdwWindow parent_instance;

  ModelTrust *trust;
  GPtrArray *roots; /* PkiCertificate: asked about one after another */
  guint at;
  PkiRootSource source;
  char *origin; /* or NULL */

  AppErrorBox *error_box;
  GtkWidget *question;
  GtkLabel *warning;
  AdwActionRow *name;
  AdwActionRow *validity;
  AdwActionRow *vouches;
  AdwActionRow *comes_from;
  GtkLabel *fingerprint;
  GtkEditable *told;
  GtkLabel *told_result;
  GtkCheckButton *compared;
};

G_DEFINE_FINAL_TYPE (AppTrustDialog, app_trust_dialog, ADW_TYPE_WINDOW)

/* Of a SHA-256. */
#define FINGERPRINT_DIGITS 64

static PkiCertificate *
get_root (AppTrustDialog *self)
{
  return self->at < self->roots->len ? g_ptr_array_index (self->roots, self->at) : NULL;
}

static void
update_sensitivity (AppTrustDialog *self)
{
  PkiCertificate *root = get_root (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trust.add",
                                 root != NULL && !model_trust_contains (self->trust, root) &&
                                     gtk_check_button_get_active (self->compared));
}

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isxdigit (*text) ? 1 : 0;
  return n;
}

/* What was told by another way is compared here rather than by eye. */
static void
compare (AppTrustDialog *self)
{
  PkiCertificate *root = get_root (self);
  const char *text = gtk_editable_get_text (self->told);
  gboolean whole = count_digits (text) >= FINGERPRINT_DIGITS;
  gboolean same = root != NULL && model_root_is_fingerprint (root, text);
  GtkWidget *result = GTK_WIDGET (self->told_result);

  gtk_widget_set_visible (result, whole);
  gtk_widget_set_sensitive (GTK_WIDGET (self->compared), same || !whole);
  gtk_widget_remove_css_class (result, same ? "error" : "success");
  gtk_widget_add_css_class (result, same ? "success" : "error");
  gtk_label_set_label (self->told_result,
                       same ? _ ("It is the same: this is the certificate you were told about.")
                            : _ ("It is another one! Do not trust this certificate."));
  if (whole)
    gtk_check_button_set_active (self->compared, same);
}

static void
show_warning (AppTrustDialog *self, PkiCertificate *root)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *warning = model_trust_contains (self->trust, root)
                            ? _ ("You trust this certificate already.")
                            : app_root_warning (model_root_judge (root, now));

  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->warning)), warning != NULL);
  gtk_label_set_label (self->warning, warning != NULL ? warning : "");
}

static void
show_root (AppTrustDialog *self)
{
  PkiCertificate *root = get_root (self);
  g_autofree char *fingerprint = app_root_dup_fingerprint (root, TRUE);
  g_autofree char *validity = app_root_dup_validity (root);
  g_autofree char *source = app_root_dup_source (self->source, self->origin);

  show_warning (self, root);
  adw_action_row_set_subtitle (self->name, pki_certificate_get_subject (root));
  adw_action_row_set_subtitle (self->validity, validity);
  adw_action_row_set_subtitle (self->vouches, app_root_vouches (root));
  adw_action_row_set_subtitle (self->comes_from, source);
  gtk_label_set_label (self->fingerprint, fingerprint);
  gtk_editable_set_text (self->told, "");
  gtk_check_button_set_active (self->compared, FALSE);
  update_sensitivity (self);
}

static void
add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTrustDialog *self = APP_TRUST_DIALOG (widget);
  PkiCertificate *root = get_root (self);
  g_autoptr (GError) error = NULL;

  if (!model_trust_add (self->trust, root, self->source, self->origin, &error))
    {
      app_error_box_set (self->error_box, error);
      return;
    }
  app_event ("trusted %s", pki_certificate_get_sha256 (root));
  if (++self->at < self->roots->len)
    show_root (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
app_trust_dialog_dispose (GObject *object)
{
  AppTrustDialog *self = APP_TRUST_DIALOG (object);

  g_clear_object (&self->trust);
  g_clear_pointer (&self->roots, g_ptr_array_unref);
  g_clear_pointer (&self->origin, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_TRUST_DIALOG);
  G_OBJECT_CLASS (app_trust_dialog_parent_class)->dispose (object);
}

static void
app_trust_dialog_class_init (AppTrustDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_trust_dialog_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/verify/app-trust-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, question);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, warning);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, validity);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, vouches);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, comes_from);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, told);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, told_result);
  gtk_widget_class_bind_template_child (widget_class, AppTrustDialog, compared);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitivity);
  gtk_widget_class_bind_template_callback (widget_class, compare);
  gtk_widget_class_install_action (widget_class, "trust.add", NULL, add);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_trust_dialog_init (AppTrustDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
}

static AppTrustDialog *
app_trust_dialog_new (GtkWindow *parent,
                      ModelTrust *trust,
                      PkiRootSource source,
                      const char *origin)
{
  AppTrustDialog *self = g_object_new (APP_TYPE_TRUST_DIALOG, "transient-for", parent, "modal",
                                       TRUE, NULL);

  self->trust = g_object_ref (trust);
  self->source = source;
  self->origin = g_strdup (origin);
  update_sensitivity (self);
  return self;
}

/* A file that is no certificate: the same window says so. */
static void
set_error (AppTrustDialog *self, const GError *error)
{
  app_error_box_set (self->error_box, error);
  gtk_widget_set_visible (self->question, FALSE);
}

/**
 * app_trust_dialog_ask:
 * @parent: over which it stands
 * @trust: the user's list
 * @root: what may be added to it
 * @source: where it came from
 * @origin: (nullable): the name of that place
 *
 * Asks whether an authority is to be trusted.
 */
void
app_trust_dialog_ask (GtkWindow *parent,
                      ModelTrust *trust,
                      PkiCertificate *root,
                      PkiRootSource source,
                      const char *origin)
{
  AppTrustDialog *self = app_trust_dialog_new (parent, trust, source, origin);

  g_ptr_array_add (self->roots, pki_certificate_ref (root));
  show_root (self);
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * app_trust_dialog_ask_file:
 * @parent: over which it stands
 * @trust: the user's list
 * @file: certificates, in any form in which authorities publish them
 *
 * Asks about each certificate that stands at the top of a file, or says what is wrong with it.
 */
void
app_trust_dialog_ask_file (GtkWindow *parent, ModelTrust *trust, GFile *file)
{
  const char *path = g_file_peek_path (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  AppTrustDialog *self = app_trust_dialog_new (parent, trust, PKI_ROOT_FILE, shown);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roots = model_trust_read_file (path != NULL ? path : "", &error);

  if (roots != NULL)
    {
      g_ptr_array_extend_and_steal (self->roots, g_steal_pointer (&roots));
      show_root (self);
    }
  else
    set_error (self, error);
  gtk_window_present (GTK_WINDOW (self));
}

static void
file_chosen (GtkNativeDialog *chooser, int response, ModelTrust *trust)
{
  GtkWindow *parent = gtk_native_dialog_get_transient_for (chooser);

  if (response == GTK_RESPONSE_ACCEPT && parent != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      app_trust_dialog_ask_file (parent, trust, file);
    }
  g_object_unref (chooser);
}

/**
 * app_trust_dialog_choose:
 * @parent: over which it stands
 * @trust: the user's list
 *
 * Asks for an authority's certificate file, and then whether it is to be trusted.
 */
void
app_trust_dialog_choose (GtkWindow *parent, ModelTrust *trust)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Choose the certificate of the authority"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, NULL,
      NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen), trust, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

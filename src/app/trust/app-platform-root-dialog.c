/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-platform-root-dialog.h"

#include <glib/gi18n.h>

#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-trust-dialog.h"

struct _AppPlatformRootDialog {
  AdwWindow parent_instance;

  ModelTrust *trust;
  GCancellable *asking; /* NULL: nobody is asked */
  char *asked;          /* the address */

  AppErrorBox *error_box;
  GtkEditable *address;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppPlatformRootDialog, app_platform_root_dialog, ADW_TYPE_WINDOW)

/* As a person writes it: without "https://", or with a slash too many. */
static char *
dup_address (AppPlatformRootDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));

  while (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  if (text[0] == '\0' || strstr (text, "://") != NULL)
    return g_steal_pointer (&text);
  return g_strconcat ("https://", text, NULL);
}

static void
update (AppPlatformRootDialog *self)
{
  g_autofree char *address = dup_address (self);

  gtk_spinner_set_spinning (self->spinner, self->asking != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "platform-root.ask",
                                 self->asking == NULL && address[0] != '\0');
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPlatformRootDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiCertificate) root = model_trust_ask_platform_finish (result, &error);
  GtkWindow *parent;

  /* The window was closed in the meantime: nothing is to come up. */
  if (self->trust == NULL || g_cancellable_is_cancelled (self->asking))
    return;
  g_clear_object (&self->asking);
  update (self);
  app_error_box_set (self->error_box, error);
  app_event ("platform-root %s", root != NULL ? pki_certificate_get_sha256 (root) : "failed");
  parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  if (root == NULL || parent == NULL)
    return;
  app_trust_dialog_ask (parent, self->trust, root, PKI_ROOT_PLATFORM, self->asked);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
ask (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppPlatformRootDialog *self = APP_PLATFORM_ROOT_DIALOG (widget);

  g_free (self->asked);
  self->asked = dup_address (self);
  self->asking = g_cancellable_new ();
  app_error_box_set (self->error_box, NULL);
  update (self);
  model_trust_ask_platform (self->trust, self->asked, self->asking, answered, g_object_ref (self));
}

static void
activated (AppPlatformRootDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "platform-root.ask", NULL);
}

static void
app_platform_root_dialog_dispose (GObject *object)
{
  AppPlatformRootDialog *self = APP_PLATFORM_ROOT_DIALOG (object);

  g_clear_object (&self->asking);
  g_clear_object (&self->trust);
  g_clear_pointer (&self->asked, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_PLATFORM_ROOT_DIALOG);
  G_OBJECT_CLASS (app_platform_root_dialog_parent_class)->dispose (object);
}

static void
app_platform_root_dialog_class_init (AppPlatformRootDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_platform_root_dialog_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/trust/app-platform-root-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPlatformRootDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformRootDialog, address);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformRootDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_install_action (widget_class, "platform-root.ask", NULL, ask);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_platform_root_dialog_init (AppPlatformRootDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_closing_cancels (GTK_WIDGET (self), &self->asking);
  update (self);
}

/**
 * app_platform_root_dialog_new:
 * @parent: over which it stands
 * @trust: where the root goes
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppPlatformRootDialog *
app_platform_root_dialog_new (GtkWindow *parent, ModelTrust *trust)
{
  AppPlatformRootDialog *self = g_object_new (APP_TYPE_PLATFORM_ROOT_DIALOG, "transient-for",
                                              parent, "modal", TRUE, NULL);

  self->trust = g_object_ref (trust);
  return self;
}

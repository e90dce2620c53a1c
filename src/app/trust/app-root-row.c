/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-root-row.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"
#include "app-root-words.h"

struct _AppRootRow {
  AdwActionRow parent_instance;

  ModelRoot *root;

  GtkLabel *badge;
  GtkWidget *inspect_button;
  GtkWidget *remove_button;
};

G_DEFINE_FINAL_TYPE (AppRootRow, app_root_row, ADW_TYPE_ACTION_ROW)

enum { INSPECT, REMOVE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
inspect (AppRootRow *self)
{
  g_signal_emit (self, signals[INSPECT], 0);
}

static void
remove_root (AppRootRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
app_root_row_dispose (GObject *object)
{
  AppRootRow *self = APP_ROOT_ROW (object);

  g_clear_object (&self->root);
  G_OBJECT_CLASS (app_root_row_parent_class)->dispose (object);
}

static void
app_root_row_class_init (AppRootRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_root_row_dispose;

  /**
   * AppRootRow::inspect:
   *
   * Its certificate is wanted on the screen.
   */
  signals[INSPECT] = g_signal_new ("inspect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  /**
   * AppRootRow::remove:
   *
   * It is to be trusted no longer.
   */
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/trust/app-root-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRootRow, badge);
  gtk_widget_class_bind_template_child (widget_class, AppRootRow, inspect_button);
  gtk_widget_class_bind_template_child (widget_class, AppRootRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, inspect);
  gtk_widget_class_bind_template_callback (widget_class, remove_root);
}

static void
app_root_row_init (AppRootRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe (ModelRoot *root)
{
  PkiCertificate *certificate = model_root_get_certificate (root);
  g_autofree char *source = app_root_dup_source (model_root_get_source (root),
                                                 model_root_get_origin (root));
  g_autofree char *validity = app_root_dup_validity (certificate);
  g_autofree char *added = app_certificate_dup_date (model_root_get_added (root));
  g_autofree char *fingerprint = app_root_dup_fingerprint (certificate, FALSE);
  g_autofree char *when = model_root_get_added (root) != 0
                              /* Translators: %s is a date. */
                              ? g_strdup_printf (_ (", added on %s"), added)
                              : g_strdup ("");

  /* Translators: where from and when, validity, whom it may vouch for, and a fingerprint. */
  return g_strdup_printf (_ ("%s%s\nValid %s · vouches for: %s\nSHA-256 %s"), source, when,
                          validity, app_root_vouches (certificate), fingerprint);
}

/**
 * app_root_row_new:
 * @root: a root
 *
 * Makes the row; of the computer's own roots none can be removed.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
app_root_row_new (ModelRoot *root)
{
  AppRootRow *self = g_object_new (APP_TYPE_ROOT_ROW, NULL);
  PkiCertificate *certificate = model_root_get_certificate (root);
  const char *name = pki_certificate_get_name (certificate);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *badge = app_root_badge (model_root_judge (certificate, now));
  g_autofree char *text = describe (root);

  self->root = g_object_ref (root);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), badge != NULL);
  gtk_label_set_label (self->badge, badge != NULL ? badge : "");
  gtk_widget_set_visible (self->remove_button, model_root_get_source (root) != PKI_ROOT_SHARED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return GTK_WIDGET (self);
}

/**
 * app_root_row_get_root:
 *
 * Returns: (transfer none): whose row it is
 */
ModelRoot *
app_root_row_get_root (AppRootRow *self)
{
  g_return_val_if_fail (APP_IS_ROOT_ROW (self), NULL);
  return self->root;
}

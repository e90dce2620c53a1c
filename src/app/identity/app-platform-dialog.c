/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-platform-dialog.h"

#include <glib/gi18n.h>

#include "app-certificate-words.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-platform-words.h"
#include "app-text-width.h"

/* Pixels, at the usual text size. */
#define WIDTH 520
#define HEIGHT 560

/* Until an answer has been laid out, and the focus has moved. */
#define FRAMES 2

struct _AppPlatformDialog {
  AdwWindow parent_instance;

  ModelPlatform *platform;
  GPtrArray *rows;    /* of the platforms that are known */
  gboolean asked_for; /* what comes is an answer, and not how the dialog opened */
  guint scrolling;    /* tick callback, 0: none */
  int frames;         /* until it scrolls */
  char *compared;     /* SHA-256 that is shown for comparison, or NULL */

  AdwClamp *clamp;
  GtkScrolledWindow *scroller;
  AppErrorBox *error_box;
  AdwPreferencesGroup *known;
  GtkEditable *address;
  GtkEditable *proxy;
  AdwActionRow *security;
  GtkWidget *system_only;
  GtkWidget *compare;
  GtkLabel *asked;
  GtkLabel *fingerprint;
  GtkLabel *outcome;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppPlatformDialog, app_platform_dialog, ADW_TYPE_WINDOW)

static void
show_outcome (AppPlatformDialog *self)
{
  const WireAuthority *authority = model_platform_get_authority (self->platform);
  g_autofree char *where = app_platform_dup_where (self->platform);
  g_autofree char *root = authority != NULL ? app_platform_dup_fingerprint (authority->root_sha256)
                                            : NULL;
  g_autofree char *words = root != NULL
                               ? g_strdup_printf ("%s\n\n%s\n%s", g_strstrip (where),
                                                  _ ("Fingerprint of its root (SHA-256):"), root)
                               : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->outcome), words != NULL);
  gtk_label_set_label (self->outcome, words != NULL ? words : "");
}

/* What its server may prove itself with: the first of the certificates stands for all. */
static void
show_security (AppPlatformDialog *self)
{
  const char *address = model_platform_get_address (self->platform);
  const char *pem = model_platform_get_anchor (self->platform);
  g_autoptr (GPtrArray) list = pem != NULL ? pki_certificate_list_from_pem (pem, strlen (pem), NULL)
                                           : NULL;
  PkiCertificate *first = list != NULL ? list->pdata[0] : NULL;
  g_autofree char *until = first != NULL
                               ? app_certificate_dup_date (pki_certificate_get_not_after (first))
                               : NULL;
  /* TRANSLATORS: a certificate's name, and a date */
  g_autofree char *words = first != NULL
                               ? g_strdup_printf (_ ("Also %s (until %s), for this platform only"),
                                                  pki_certificate_get_name (first), until)
                               : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->security),
                          address != NULL && g_str_has_prefix (address, "https://"));
  gtk_widget_set_visible (self->system_only, pem != NULL);
  adw_action_row_set_subtitle (
      self->security,
      words != NULL ? words : _ ("Certificates of authorities this computer knows"));
}

static char *
dup_server_words (PkiCertificate *server)
{
  g_autofree char *until = app_certificate_dup_date (pki_certificate_get_not_after (server));

  /* TRANSLATORS: the name of a server, who issued its certificate, and a date */
  return g_strdup_printf (_ ("The server there proves itself as %s with a certificate by %s, valid "
                             "until %s, which no authority this computer knows has issued. Its "
                             "fingerprint (SHA-256), to be compared with what the platform’s "
                             "administrator tells you:"),
                          pki_certificate_get_name (server),
                          pki_certificate_get_issuer_name (server), until);
}

/* Where the connection itself is not believed; (nullable). */
static PkiCertificate *
dup_server (AppPlatformDialog *self)
{
  return g_error_matches (model_platform_get_error (self->platform), PKI_ERROR, PKI_ERROR_FETCH_TLS)
             ? model_platform_dup_refused (self->platform)
             : NULL;
}

/* SHA-256 of what is to be compared: of the server, or else of the root; NULL: nothing. */
static char *
dup_asked (AppPlatformDialog *self, PkiCertificate *server)
{
  const GError *error = model_platform_get_error (self->platform);

  if (server != NULL)
    return g_strdup (pki_certificate_get_sha256 (server));
  return g_error_matches (error, MODEL_ERROR, MODEL_ERROR_ROOT_NEW)
             ? model_platform_dup_new_root (self->platform)
             : NULL;
}

static void
show_compare (AppPlatformDialog *self)
{
  g_autoptr (PkiCertificate) server = dup_server (self);
  g_autofree char *asked = server != NULL ? dup_server_words (server) : NULL;
  g_autofree char *words = NULL;

  g_free (self->compared);
  self->compared = dup_asked (self, server);
  words = self->compared != NULL ? app_platform_dup_fingerprint (self->compared) : NULL;
  gtk_widget_set_visible (self->compare, words != NULL);
  gtk_label_set_label (self->asked,
                       asked != NULL ? asked
                                     : _ ("Fingerprint of the root that answers there (SHA-256):"));
  gtk_label_set_label (self->fingerprint, words != NULL ? words : "");
}

/* Ticks come before the frame is laid out. */
static gboolean
scroll_down (GtkWidget *scroller, GdkFrameClock *clock, gpointer data)
{
  AppPlatformDialog *self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->frames-- > 0)
    return G_SOURCE_CONTINUE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  self->scrolling = 0;
  return G_SOURCE_REMOVE;
}

/* An answer stands below what was asked: a small window shows it all the same. Not at once: the
 * view is being allocated, and has the last word on where it stands; so has the row that the focus
 * goes to when the rows are listed anew. */
static void
show_answer (AppPlatformDialog *self)
{
  if (!self->asked_for)
    return;
  self->frames = FRAMES;
  if (self->scrolling == 0)
    self->scrolling = gtk_widget_add_tick_callback (GTK_WIDGET (self->scroller), scroll_down, self,
                                                    NULL);
}

static void
changed (AppPlatformDialog *self)
{
  ModelPlatformState state = model_platform_get_state (self->platform);

  gtk_spinner_set_spinning (self->spinner, state == MODEL_PLATFORM_CONNECTING);
  app_error_box_set (self->error_box, model_platform_get_error (self->platform));
  show_security (self);
  show_compare (self);
  show_outcome (self);
  show_answer (self);
  if (state == MODEL_PLATFORM_READY)
    app_event ("platform ready");
}

static void
use (AppPlatformDialog *self, const char *address, const char *proxy)
{
  g_autoptr (GError) error = NULL;

  if (model_platform_use (self->platform, address, proxy, &error))
    model_platform_connect (self->platform);
  else
    app_error_box_set (self->error_box, error);
}

static void
show_proxy (AppPlatformDialog *self)
{
  g_autofree char *proxy = model_platform_dup_proxy (self->platform);

  gtk_editable_set_text (self->proxy, proxy);
}

static void
use_row (AppPlatformDialog *self, GtkWidget *row)
{
  const char *address = g_object_get_data (G_OBJECT (row), "address");

  gtk_editable_set_text (self->address, address != NULL ? address : "");
  use (self, address, NULL);
  show_proxy (self);
}

static void
forget (AppPlatformDialog *self, GtkWidget *button)
{
  g_autoptr (GError) error = NULL;

  model_platform_forget (self->platform, g_object_get_data (G_OBJECT (button), "address"), &error);
  app_error_box_set (self->error_box, error);
}

static GtkWidget *
make_forget (AppPlatformDialog *self, const char *address)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Forget this platform"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Forget this platform"), -1);
  g_object_set_data_full (G_OBJECT (button), "address", g_strdup (address), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (AppPlatformDialog *self, const char *address, const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean current = g_strcmp0 (address, model_platform_get_address (self->platform)) == 0;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (current)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("object-select-symbolic"));
  if (address != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_forget (self, address));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "address", g_strdup (address), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (use_row), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->known, row);
  g_ptr_array_add (self->rows, row);
}

static void
list (AppPlatformDialog *self)
{
  g_auto (GStrv) addresses = model_platform_list_addresses (self->platform);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->known, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  add_row (self, NULL, _ ("Private platform on this computer (trial)"));
  for (guint i = 0; addresses[i] != NULL; i++)
    add_row (self, addresses[i], addresses[i]);
}

/* A row that is being activated cannot be taken away under it. */
static gboolean
list_later (gpointer data)
{
  list (data);
  return G_SOURCE_REMOVE;
}

static void
switched (AppPlatformDialog *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, list_later, g_object_ref (self), g_object_unref);
}

static void
update (AppPlatformDialog *self)
{
  const char *address = gtk_editable_get_text (self->address);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "platform.connect",
                                 g_str_has_prefix (address, "https://") ||
                                     g_str_has_prefix (address, "http://"));
}

static void
connect_to (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppPlatformDialog *self = APP_PLATFORM_DIALOG (widget);
  g_autofree char *address = g_strdup (gtk_editable_get_text (self->address));

  g_strstrip (address);
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';
  self->asked_for = TRUE;
  use (self, address, gtk_editable_get_text (self->proxy));
}

static void
set_anchor (AppPlatformDialog *self, const char *pem)
{
  g_autoptr (GError) error = NULL;

  if (!model_platform_set_anchor (self->platform, pem, &error))
    app_error_box_set (self->error_box, error);
}

/* The person has compared what stands there, and nothing else is believed: another one may answer
 * meanwhile. */
static void
accept (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppPlatformDialog *self = APP_PLATFORM_DIALOG (widget);
  g_autoptr (PkiCertificate) server = dup_server (self);
  g_autoptr (GError) error = NULL;

  if (self->compared == NULL ||
      (server != NULL ? model_platform_accept_server (self->platform, self->compared, &error)
                      : model_platform_accept_root (self->platform, self->compared, &error)))
    return;
  show_compare (self);
  app_error_box_set (self->error_box, error);
}

static void
forget_anchor (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_anchor (APP_PLATFORM_DIALOG (widget), NULL);
}

static void
anchor_chosen (GtkNativeDialog *chooser, int response, AppPlatformDialog *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      if (g_file_load_contents (file, NULL, &pem, NULL, NULL, &error))
        set_anchor (self, pem);
      else
        app_error_box_set (self->error_box, error);
    }
  gtk_native_dialog_destroy (chooser);
}

static void
choose_anchor (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Certificates that the server may prove itself with"), GTK_WINDOW (widget),
      GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();

  gtk_file_filter_set_name (certificates, _ ("Certificates (.pem, .crt, .cer)"));
  gtk_file_filter_add_suffix (certificates, "pem");
  gtk_file_filter_add_suffix (certificates, "crt");
  gtk_file_filter_add_suffix (certificates, "cer");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), certificates);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (anchor_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
app_platform_dialog_dispose (GObject *object)
{
  AppPlatformDialog *self = APP_PLATFORM_DIALOG (object);

  if (self->platform != NULL)
    g_signal_handlers_disconnect_by_data (self->platform, self);
  g_clear_object (&self->platform);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_PLATFORM_DIALOG);
  G_OBJECT_CLASS (app_platform_dialog_parent_class)->dispose (object);
}

static void
app_platform_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (APP_PLATFORM_DIALOG (object)->rows);
  g_free (APP_PLATFORM_DIALOG (object)->compared);
  G_OBJECT_CLASS (app_platform_dialog_parent_class)->finalize (object);
}

static void
app_platform_dialog_class_init (AppPlatformDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_platform_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_platform_dialog_finalize;
  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-platform-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, clamp);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, known);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, address);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, proxy);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, security);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, system_only);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, compare);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, asked);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, AppPlatformDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "platform.connect", NULL, connect_to);
  gtk_widget_class_install_action (widget_class, "platform.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "platform.forget-anchor", NULL, forget_anchor);
  gtk_widget_class_install_action (widget_class, "platform.choose-anchor", NULL, choose_anchor);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_platform_dialog_init (AppPlatformDialog *self)
{
  int width;

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  width = app_text_width (GTK_WIDGET (self), WIDTH);
  gtk_window_set_default_size (GTK_WINDOW (self), width, HEIGHT);
  adw_clamp_set_maximum_size (self->clamp, width);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "notify::upper",
                           G_CALLBACK (show_answer), self, G_CONNECT_SWAPPED);
}

/**
 * app_platform_dialog_new:
 * @parent: over which it stands
 * @platform: the desktop's
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppPlatformDialog *
app_platform_dialog_new (GtkWindow *parent, ModelPlatform *platform)
{
  AppPlatformDialog *self = g_object_new (APP_TYPE_PLATFORM_DIALOG, "transient-for", parent,
                                          "modal", TRUE, NULL);
  const char *address = model_platform_get_address (platform);

  self->platform = g_object_ref (platform);
  g_signal_connect_swapped (platform, "changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (platform, "switched", G_CALLBACK (switched), self);
  gtk_editable_set_text (self->address, address != NULL ? address : "");
  show_proxy (self);
  list (self);
  update (self);
  model_platform_connect (platform);
  changed (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-application.h"

#include <glib/gi18n.h>

#include "app-notices.h"
#include "app-verify-service.h"
#include "app-peek.h"
#include "app-window.h"

struct _AppApplication {
  AdwApplication parent_instance;

  char *folder;
  GSettings *settings;
  ModelRecent *recent;
  ModelSeals *seals;
  ModelCertificates *certificates;
  GFile *shared; /* to be opened next with secret */
  GBytes *secret;
  ModelTrust *trust;
  ModelAccount *account;
  ModelDocument *preloaded;
  AppVerifyService *service; /* NULL without a bus */
};

G_DEFINE_FINAL_TYPE (AppApplication, app_application, ADW_TYPE_APPLICATION)

static AppWindow *
get_window (AppApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* The active one may be a dialog. */
  while (window != NULL && !APP_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window != NULL ? APP_WINDOW (window) : app_window_new (self);
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppApplication *self = user_data;

  adw_show_about_window (
      GTK_WINDOW (get_window (self)), "application-name", _ ("Vermilion"), "application-icon",
      VERMILION_APP_ID, "version", VERMILION_VERSION, "comments",
      _ ("Signs PDF contracts with electronic seals, and tells whether a "
         "signed file can be trusted."),
      "license-type", GTK_LICENSE_GPL_3_0, "developer-name", _ ("The Vermilion authors"), NULL);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  /* Window by window, so that each may ask about unfinished work. */
  for (GList *l = g_list_copy (gtk_application_get_windows (user_data)); l != NULL;
       l = g_list_delete_link (l, l))
    if (APP_IS_WINDOW (l->data))
      gtk_window_close (l->data);
}

static void
apply_style (AppApplication *self)
{
  g_autofree char *style = g_settings_get_string (self->settings, "style");
  AdwColorScheme scheme = g_str_equal (style, "dark")    ? ADW_COLOR_SCHEME_FORCE_DARK
                          : g_str_equal (style, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                         : ADW_COLOR_SCHEME_DEFAULT;

  adw_style_manager_set_color_scheme (adw_application_get_style_manager (ADW_APPLICATION (self)),
                                      scheme);
}

static void
show_checks (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppWindow *window = get_window (user_data);

  app_window_show_room (window, "checks");
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_identity (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppWindow *window = get_window (user_data);

  app_window_show_room (window, "identity");
  gtk_window_present (GTK_WINDOW (window));
}

static const GActionEntry actions[] = {
    {"about", show_about},
    {"show-identity", show_identity},
    {"verify-many", show_checks},
    {"quit", quit},
};

static const struct {
  const char *action;
  const char *keys[4];
} accelerators[] = {
    {"app.quit", {"<Control>q"}},
    {"win.open", {"<Control>o"}},
    {"win.close-tab", {"<Control>w"}},
    {"win.toggle-sidebar", {"F9"}},
    {"win.room::home", {"<Alt>1"}},
    {"win.room::documents", {"<Alt>2"}},
    {"win.room::batch", {"<Alt>3"}},
    {"win.room::identity", {"<Alt>4"}},
    {"win.room::seals", {"<Alt>5"}},
    {"win.room::checks", {"<Alt>6"}},
    {"win.room::trust", {"<Alt>7"}},
    {"win.room::reviews", {"<Alt>8"}},
    {"win.show-help-overlay", {"<Control>question", "F1"}},
    {"doc.finish", {"<Control>Return", "<Control>KP_Enter"}},
    {"doc.extend", {"<Control><Shift>e"}},
    {"doc.undo", {"<Control>z"}},
    {"doc.redo", {"<Control><Shift>z", "<Control>y"}},
    {"doc.side", {"<Control>F9"}},
    {"doc.choose-seal", {"<Control>e"}},
    {"doc.find", {"<Control>f"}},
    {"doc.find-next", {"F3"}},
    {"doc.find-previous", {"<Shift>F3"}},
    {"doc.go-to-page", {"<Control>g"}},
    {"doc.zoom-in", {"<Control>plus", "<Control>equal", "<Control>KP_Add"}},
    {"doc.zoom-out", {"<Control>minus", "<Control>KP_Subtract"}},
    {"doc.zoom(1.0)", {"<Control>0", "<Control>KP_0"}},
    {"doc.fit::width", {"<Control>2"}},
    {"doc.fit::page", {"<Control>1"}},
    {"doc.turn(90)", {"<Control>r"}},
    {"doc.turn(-90)", {"<Control><Shift>r"}},
    {"doc.print", {"<Control>p"}},
    {"doc.properties", {"<Alt>Return"}},
    {"doc.thumbnails", {"F8"}},
};

/* Certificates name the private platform's addresses: once it was used, it answers as long as this
 * program runs. Who is logged in is asked for, since that decides what there is to do, and what is
 * to be told.
 */
static gboolean
wake_platform (gpointer data)
{
  AppApplication *self = data;
  ModelPlatform *platform = model_account_get_platform (app_application_get_account (self));
  g_autofree char *used = g_build_filename (self->folder, "platform", NULL);

  app_notices_watch (self);
  if (model_platform_has_session (platform))
    model_account_refresh (app_application_get_account (self));
  else if (model_platform_is_embedded (platform) && g_file_test (used, G_FILE_TEST_IS_DIR))
    model_platform_connect (platform);
  return G_SOURCE_REMOVE;
}

static void
app_application_startup (GApplication *application)
{
  AppApplication *self = APP_APPLICATION (application);

  G_APPLICATION_CLASS (app_application_parent_class)->startup (application);
  app_peek_watch ();
  /* A window that opens with its first value marked looks as if somebody had touched it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  g_signal_connect_swapped (self->settings, "changed::style", G_CALLBACK (apply_style), self);
  apply_style (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  app_notices_add_action (self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].keys);
  g_action_map_add_action (G_ACTION_MAP (self), g_settings_create_action (self->settings, "style"));
  g_idle_add_full (G_PRIORITY_LOW, wake_platform, g_object_ref (self), g_object_unref);
}

static void
app_application_activate (GApplication *application)
{
  AppWindow *window = get_window (APP_APPLICATION (application));

  if (app_window_get_room (window) == NULL)
    app_window_show_room (window, "home");
  gtk_window_present (GTK_WINDOW (window));
}

/* With this hint files are opened to see their verdicts: one in its tab, many in a table. */
#define VERIFY "verify"

static gboolean
is_folder (GFile *file)
{
  return g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
}

static const GOptionEntry options[] = {
    {VERIFY, 0, 0, G_OPTION_ARG_NONE, NULL,
     N_ ("Verify the signatures of the files; of folders, all PDF files in them"), NULL},
    {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("FILE…")},
    {NULL},
};

static void
open_all (GApplication *application, char **names, const char *hint)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (char **name = names; *name != NULL; name++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (*name));
  g_application_open (application, (GFile **) files->pdata, (int) files->len, hint);
}

/* Of several programs that are started the first shows all files, which is why it gets them with a
 * hint rather than the options. */
static int
app_application_handle_local_options (GApplication *application, GVariantDict *values)
{
  gboolean verify = g_variant_dict_contains (values, VERIFY);
  g_autofree char **names = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (values, "version"))
    {
      g_print ("vermilion %s\n", VERMILION_VERSION);
      return 0;
    }
  g_variant_dict_lookup (values, G_OPTION_REMAINING, "^a&ay", &names);
  if (!verify && names == NULL)
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (names != NULL)
    open_all (application, names, verify ? VERIFY : "");
  else
    g_action_group_activate_action (G_ACTION_GROUP (application), "verify-many", NULL);
  return 0;
}

static gboolean
app_application_dbus_register (GApplication *application,
                               GDBusConnection *connection,
                               const char *path,
                               GError **error)
{
  AppApplication *self = APP_APPLICATION (application);
  g_autofree char *trust = g_build_filename (self->folder, "trust", NULL);

  if (!G_APPLICATION_CLASS (app_application_parent_class)
           ->dbus_register (application, connection, path, error))
    return FALSE;
  self->service = app_verify_service_new (application, trust, connection, path, error);
  return self->service != NULL;
}

static void
app_application_dbus_unregister (GApplication *application,
                                 GDBusConnection *connection,
                                 const char *path)
{
  g_clear_pointer (&APP_APPLICATION (application)->service, app_verify_service_free);
  G_APPLICATION_CLASS (app_application_parent_class)
      ->dbus_unregister (application, connection, path);
}

static void
app_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AppWindow *window = get_window (APP_APPLICATION (application));
  gboolean table = g_str_equal (hint, VERIFY) && (n_files > 1 || is_folder (files[0]));

  for (int i = 0; i < n_files; i++)
    if (table)
      app_window_verify (window, files[i]);
    else
      app_window_open (window, files[i]);
  gtk_window_present (GTK_WINDOW (window));
}

static void
app_application_finalize (GObject *object)
{
  AppApplication *self = APP_APPLICATION (object);

  g_free (self->folder);
  g_clear_object (&self->settings);
  g_clear_object (&self->recent);
  g_clear_object (&self->seals);
  g_clear_object (&self->certificates);
  g_clear_object (&self->shared);
  g_clear_pointer (&self->secret, g_bytes_unref);
  g_clear_object (&self->trust);
  g_clear_object (&self->account);
  g_clear_object (&self->preloaded);
  G_OBJECT_CLASS (app_application_parent_class)->finalize (object);
}

static void
app_application_class_init (AppApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_application_finalize;
  application_class->startup = app_application_startup;
  application_class->activate = app_application_activate;
  application_class->open = app_application_open;
  application_class->handle_local_options = app_application_handle_local_options;
  application_class->dbus_register = app_application_dbus_register;
  application_class->dbus_unregister = app_application_dbus_unregister;
}

static void
app_application_init (AppApplication *self)
{
  self->folder = g_build_filename (g_get_user_data_dir (), "vermilion", NULL);
  self->settings = g_settings_new (VERMILION_APP_ID);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * app_application_new:
 *
 * Makes the application; of several started on one desktop, the first shows all files.
 *
 * Returns: (transfer full): the application
 */
AppApplication *
app_application_new (void)
{
  return g_object_new (APP_TYPE_APPLICATION, "application-id", VERMILION_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/vermilion/Vermilion",
                       NULL);
}

/**
 * app_application_of:
 * @widget: a widget in a window
 *
 * Returns: (transfer none): the application of the widget's window
 */
AppApplication *
app_application_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWindow *window;

  g_return_val_if_fail (GTK_IS_WINDOW (root), NULL);
  window = GTK_WINDOW (root);
  /* A window over another one may belong to none by itself. */
  while (!gtk_window_get_application (window) && gtk_window_get_transient_for (window))
    window = gtk_window_get_transient_for (window);
  return APP_APPLICATION (gtk_window_get_application (window));
}

/**
 * app_application_get_folder:
 * @self: the application
 *
 * Returns: the folder of the user's seals, keys and journal
 */
const char *
app_application_get_folder (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  return self->folder;
}

/**
 * app_application_get_settings:
 * @self: the application
 *
 * Returns: (transfer none): the preferences
 */
GSettings *
app_application_get_settings (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  return self->settings;
}

/**
 * app_application_get_recent:
 * @self: the application
 *
 * Returns: (transfer none): the documents opened last
 */
ModelRecent *
app_application_get_recent (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  if (self->recent == NULL)
    {
      g_autofree char *folder = g_build_filename (self->folder, "recent", NULL);

      self->recent = model_recent_new (folder);
    }
  return self->recent;
}

/**
 * app_application_get_seals:
 * @self: the application
 *
 * Returns: (transfer none): the user's seals
 */
ModelSeals *
app_application_get_seals (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  if (self->seals == NULL)
    {
      g_autofree char *folder = g_build_filename (self->folder, "seals", NULL);

      self->seals = model_seals_new (folder);
    }
  return self->seals;
}

static void
set_driver (AppApplication *self)
{
  g_autofree char *driver = g_settings_get_string (self->settings, "token-driver");

  model_tokens_set_driver (model_certificates_get_tokens (self->certificates), driver);
}

/**
 * app_application_get_certificates:
 * @self: the application
 *
 * Returns: (transfer none): the user's own identities
 */
ModelCertificates *
app_application_get_certificates (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  if (self->certificates == NULL)
    {
      g_autofree char *folder = g_build_filename (self->folder, "keys", NULL);

      self->certificates = model_certificates_new (folder);
      set_driver (self);
    }
  return self->certificates;
}

/**
 * app_application_get_trust:
 * @self: the application
 *
 * Returns: (transfer none): the roots that the user trusts
 */
ModelTrust *
app_application_get_trust (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  if (self->trust == NULL)
    {
      g_autofree char *folder = g_build_filename (self->folder, "trust", NULL);

      self->trust = model_trust_new (folder);
    }
  return self->trust;
}

/* What became of a certificate counts in the list of keys, too. */
static void
learn (AppApplication *self)
{
  GPtrArray *said = model_account_get_certificates (self->account);
  const WireOrganisation *space = model_account_get_space (self->account);
  ModelCertificates *certificates;

  /* Nobody looks at the keys, and nothing is said of them. */
  if (said == NULL && self->certificates == NULL)
    return;
  certificates = app_application_get_certificates (self);
  model_certificates_enter_space (certificates, said, space != NULL ? space->id : NULL);
  if (said != NULL)
    model_certificates_learn (certificates, said);
}

/**
 * app_application_get_account:
 * @self: the application
 *
 * Returns: (transfer none): who the user is on the platform that is worked with
 */
ModelAccount *
app_application_get_account (AppApplication *self)
{
  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  if (self->account == NULL)
    {
      g_autoptr (ModelPlatform)
          platform = model_platform_new (self->folder, _ ("Private platform"));

      self->account = model_account_new (platform);
      g_signal_connect_object (self->account, "changed", G_CALLBACK (learn), self,
                               G_CONNECT_SWAPPED);
    }
  return self->account;
}

/* What the view will show first is known but for one thing, the zoom where it was set by hand. */
static void
expect (AppApplication *self, ModelDocument *document)
{
  ModelRecentFile *last = model_recent_find (app_application_get_recent (self),
                                             model_document_get_file (document));
  gboolean fit = last == NULL || g_str_equal (model_recent_file_get_zoom (last), "width");

  if (fit)
    model_document_expect (document, last != NULL ? model_recent_file_get_page (last) : 0,
                           g_settings_get_int (self->settings, "page-width"));
}

/**
 * app_application_preload:
 * @self: the application
 * @document: a new document
 *
 * Loads a document while GTK is still starting; its first page is drawn as wide as the last one
 * was.
 */
void
app_application_preload (AppApplication *self, ModelDocument *document)
{
  g_return_if_fail (APP_IS_APPLICATION (self));
  expect (self, document);
  model_document_load (document, NULL);
  g_set_object (&self->preloaded, document);
}

/**
 * app_application_share_secret:
 * @self: the application
 * @file: (nullable): what will be opened next
 * @secret: (nullable): its password, see model_secret_new()
 *
 * Keeps a password that was typed for a file for the one that was made of it.
 */
void
app_application_share_secret (AppApplication *self, GFile *file, GBytes *secret)
{
  g_return_if_fail (APP_IS_APPLICATION (self));

  g_set_object (&self->shared, file);
  g_clear_pointer (&self->secret, g_bytes_unref);
  self->secret = secret != NULL ? g_bytes_ref (secret) : NULL;
}

/**
 * app_application_load:
 * @self: the application
 * @file: what to open
 *
 * Returns: (transfer full): its document, loading or already there
 */
ModelDocument *
app_application_load (AppApplication *self, GFile *file)
{
  ModelDocument *document = g_steal_pointer (&self->preloaded);

  g_return_val_if_fail (APP_IS_APPLICATION (self), NULL);
  if (document != NULL && g_file_equal (model_document_get_file (document), file))
    {
      model_document_poll (document);
      return document;
    }
  g_clear_object (&document);
  document = model_document_new (file);
  if (self->secret != NULL && g_file_equal (self->shared, file))
    model_document_load (document, model_secret_peek (self->secret));
  else
    model_document_load (document, NULL);
  app_application_share_secret (self, NULL, NULL);
  return document;
}

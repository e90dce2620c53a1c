/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-window.h"

#include <glib/gi18n.h>

#include "app-application.h"
#include "app-batch-page.h"
#include "app-certificates-page.h"
#include "app-checks-page.h"
#include "app-decrypt-dialog.h"
#include "app-documents-page.h"
#include "app-events.h"
#include "app-frame-watch.h"
#include "app-home-page.h"
#include "app-reviews-page.h"
#include "app-room-row.h"
#include "app-seals-page.h"
#include "app-space-switcher.h"
#include "app-text-width.h"
#include "app-trust-page.h"

/* Narrower than this, the rooms slide over the content instead of standing beside it. */
#define FOLD_WIDTH 860

#define REVIEWS "reviews"

typedef GtkWidget *(*RoomFunc) (AppWindow *self);

typedef struct {
  const char *name;
  const char *title;
  const char *icon;
  RoomFunc create;
} Room;

struct _AppWindow {
  AdwApplicationWindow parent_instance;

  AppDocumentsPage *documents; /* NULL until the first document */
  ModelReviews *reviews;
  gboolean sidebar_wanted; /* by the person, where there is room */
  guint fold_id;
  GtkWidget *focus_below; /* weak: what had the keys before the side bar came over it */

  AdwToastOverlay *toasts;
  AdwFlap *flap;
  AppSpaceSwitcher *space;
  GtkListBox *rooms;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (AppWindow, app_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkWidget *
create_home (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return app_home_page_new (app_application_get_recent (APP_APPLICATION (application)),
                            app_application_get_account (APP_APPLICATION (application)));
}

static GtkWidget *
create_documents (AppWindow *self)
{
  self->documents = APP_DOCUMENTS_PAGE (app_documents_page_new ());
  app_documents_page_set_narrow (self->documents, adw_flap_get_fold_policy (self->flap) ==
                                                      ADW_FLAP_FOLD_POLICY_ALWAYS);
  return GTK_WIDGET (self->documents);
}

static GtkWidget *
create_batch (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return app_batch_page_new (APP_APPLICATION (application));
}

static GtkWidget *
create_seals (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return app_seals_page_new (app_application_get_seals (APP_APPLICATION (application)));
}

static GtkWidget *
create_identity (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return app_certificates_page_new (
      app_application_get_certificates (APP_APPLICATION (application)),
      app_application_get_account (APP_APPLICATION (application)));
}

static GtkWidget *
create_checks (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return app_checks_page_new (app_application_get_trust (APP_APPLICATION (application)));
}

static GtkWidget *
create_trust (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return app_trust_page_new (app_application_get_trust (APP_APPLICATION (application)));
}

static GtkWidget *
create_reviews (AppWindow *self)
{
  return app_reviews_page_new (self->reviews);
}

/* In the guide's own terms and order; the last one is for a platform's operators alone. */
static const Room rooms[] = {
    {"home", N_ ("Home"), "user-home-symbolic", create_home},
    {"documents", N_ ("Documents"), "x-office-document-symbolic", create_documents},
    {"batch", N_ ("Batch signing"), "vermilion-batch-symbolic", create_batch},
    {"identity", N_ ("Identity"), "avatar-default-symbolic", create_identity},
    {"seals", N_ ("Seals"), "vermilion-seal-symbolic", create_seals},
    {"checks", N_ ("Batch verification"), "vermilion-verify-symbolic", create_checks},
    {"trust", N_ ("Trusted roots"), "vermilion-root-symbolic", create_trust},
    {REVIEWS, N_ ("Reviews"), "vermilion-review-symbolic", create_reviews},
};

static const Room *
find_room (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    if (g_str_equal (rooms[i].name, name))
      return &rooms[i];
  return NULL;
}

static void
take_room (AppWindow *self, AppRoomRow *row)
{
  app_window_show_room (self, app_room_row_get_name (row));
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

/* By the arrow keys: what is selected is what is shown. The keys stay in the side bar. */
static void
room_selected (AppWindow *self, AppRoomRow *row)
{
  if (row != NULL && g_strcmp0 (app_room_row_get_name (row), app_window_get_room (self)) != 0)
    app_window_show_room (self, app_room_row_get_name (row));
}

static void
take_chosen (GtkNativeDialog *dialog, int response, AppWindow *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          app_window_open (self, file);
        }
    }
  g_object_unref (dialog);
}

static void
open_chooser (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open documents"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  g_autoptr (GtkFileFilter) pdf = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (pdf, _ ("PDF documents"));
  gtk_file_filter_add_mime_type (pdf, "application/pdf");
  gtk_file_filter_add_pattern (pdf, "*.pdf");
  gtk_file_filter_add_pattern (pdf, "*.PDF");
  gtk_file_filter_add_pattern (pdf, "*.p7m"); /* encrypted ones */
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), pdf);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (take_chosen), widget);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
show_room (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);

  if (find_room (name) != NULL &&
      (!g_str_equal (name, REVIEWS) || model_reviews_are_offered (APP_WINDOW (widget)->reviews)))
    app_window_show_room (APP_WINDOW (widget), name);
}

static void
close_tab (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);

  if (self->documents != NULL && app_documents_page_get_n_open (self->documents) > 0 &&
      g_str_equal (app_window_get_room (self), "documents"))
    app_documents_page_close_current (self->documents);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* Over the content, the side bar takes the keys; the content gets them back where they were. */
static void
pass_focus (AppWindow *self, gboolean shown)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (shown)
    {
      g_set_weak_pointer (&self->focus_below, focus);
      gtk_widget_child_focus (GTK_WIDGET (self->rooms), GTK_DIR_TAB_FORWARD);
    }
  else if (self->focus_below != NULL && gtk_widget_get_mapped (self->focus_below))
    gtk_widget_grab_focus (self->focus_below);
}

static void
toggle_sidebar (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  gboolean shown = !adw_flap_get_reveal_flap (self->flap);

  adw_flap_set_reveal_flap (self->flap, shown);
  if (adw_flap_get_folded (self->flap))
    pass_focus (self, shown);
  else
    self->sidebar_wanted = shown;
}

static gboolean
fold (gpointer data)
{
  AppWindow *self = data;
  gboolean narrow = gtk_widget_get_width (GTK_WIDGET (self)) <
                    app_text_width (GTK_WIDGET (self), FOLD_WIDTH);

  self->fold_id = 0;
  adw_flap_set_fold_policy (self->flap,
                            narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_AUTO);
  adw_flap_set_reveal_flap (self->flap, !narrow && self->sidebar_wanted);
  if (self->documents != NULL)
    app_documents_page_set_narrow (self->documents, narrow);
  return G_SOURCE_REMOVE;
}

static void
app_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AppWindow *self = APP_WINDOW (widget);
  gboolean narrow = width < app_text_width (GTK_WIDGET (self), FOLD_WIDTH);
  gboolean folded = adw_flap_get_fold_policy (self->flap) == ADW_FLAP_FOLD_POLICY_ALWAYS;

  GTK_WIDGET_CLASS (app_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (narrow != folded && self->fold_id == 0)
    self->fold_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fold, self, NULL);
}

static gboolean
take_drop (GtkDropTarget *target, const GValue *value, double x, double y, AppWindow *self)
{
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    app_window_open (self, l->data);
  return TRUE;
}

static void
add_drop_target (AppWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (take_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
restore_settings (AppWindow *self, GSettings *settings)
{
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  self->sidebar_wanted = g_settings_get_boolean (settings, "sidebar-shown");
  if (g_settings_get_int (settings, "window-width") <
      app_text_width (GTK_WIDGET (self), FOLD_WIDTH))
    adw_flap_set_fold_policy (self->flap, ADW_FLAP_FOLD_POLICY_ALWAYS);
  adw_flap_set_reveal_flap (self->flap, self->sidebar_wanted && !adw_flap_get_folded (self->flap));
}

static void
save_settings (AppWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GSettings *settings = app_application_get_settings (APP_APPLICATION (application));
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (settings, "window-width", MAX (width, 360));
  g_settings_set_int (settings, "window-height", MAX (height, 300));
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_boolean (settings, "sidebar-shown", self->sidebar_wanted);
}

static void
finish_close (gpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (user_data));
}

static gboolean
app_window_close_request (GtkWindow *window)
{
  AppWindow *self = APP_WINDOW (window);

  save_settings (self);
  if (self->documents == NULL)
    return GDK_EVENT_PROPAGATE;
  app_documents_page_close_all (self->documents, finish_close, self);
  return GDK_EVENT_STOP;
}

static void
app_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_window_parent_class)->map (widget);
  app_frame_watch_start (widget);
  app_event ("ready");
}

static void
app_window_dispose (GObject *object)
{
  AppWindow *self = APP_WINDOW (object);

  g_clear_handle_id (&self->fold_id, g_source_remove);
  g_clear_weak_pointer (&self->focus_below);
  g_clear_object (&self->reviews);
  G_OBJECT_CLASS (app_window_parent_class)->dispose (object);
}

static void
app_window_class_init (AppWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_window_dispose;
  widget_class->map = app_window_map;
  widget_class->size_allocate = app_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = app_window_close_request;

  g_type_ensure (APP_TYPE_SPACE_SWITCHER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/window/app-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AppWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, rooms);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, space);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, take_room);
  gtk_widget_class_bind_template_callback (widget_class, room_selected);

  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_chooser);
  gtk_widget_class_install_action (widget_class, "win.room", "s", show_room);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, close_tab);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar);
}

static void
app_window_init (AppWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    gtk_list_box_append (self->rooms,
                         app_room_row_new (rooms[i].name, _ (rooms[i].title), rooms[i].icon));
  add_drop_target (self);
}

static GtkListBoxRow *
find_row (AppWindow *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rooms, i)) != NULL; i++)
    if (g_str_equal (app_room_row_get_name (APP_ROOM_ROW (row)), name))
      return row;
  return NULL;
}

/* Whoever decides on others sees the room, and how much waits there; nobody else does. */
static void
offer_reviews (AppWindow *self)
{
  GtkListBoxRow *row = find_row (self, REVIEWS);
  gboolean offered = model_reviews_are_offered (self->reviews);

  if (offered && !gtk_widget_get_visible (GTK_WIDGET (row)))
    model_reviews_refresh (self->reviews);
  gtk_widget_set_visible (GTK_WIDGET (row), offered);
  app_room_row_set_count (APP_ROOM_ROW (row),
                          g_list_model_get_n_items (G_LIST_MODEL (self->reviews)));
}

static void
watch_reviews (AppWindow *self, AppApplication *application)
{
  g_autofree char *folder = g_build_filename (app_application_get_folder (application), "reviews",
                                              NULL);

  self->reviews = model_reviews_new (app_application_get_account (application), folder);
  g_signal_connect_object (self->reviews, "changed", G_CALLBACK (offer_reviews), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reviews, "items-changed", G_CALLBACK (offer_reviews), self,
                           G_CONNECT_SWAPPED);
  offer_reviews (self);
}

/**
 * app_window_new:
 * @application: the application
 *
 * Makes the window, in the room "home" until a document is opened.
 *
 * Returns: (transfer none): the window, which GTK owns
 */
AppWindow *
app_window_new (AppApplication *application)
{
  AppWindow *self = g_object_new (APP_TYPE_WINDOW, "application", application, NULL);

  restore_settings (self, app_application_get_settings (application));
  app_space_switcher_set_account (self->space, app_application_get_account (application));
  watch_reviews (self, application);
  return self;
}

/**
 * app_window_show_room:
 * @self: the window
 * @name: a room's name
 *
 * Shows a room, making it at its first time.
 */
void
app_window_show_room (AppWindow *self, const char *name)
{
  const Room *room = find_room (name);

  g_return_if_fail (APP_IS_WINDOW (self));
  g_return_if_fail (room != NULL);
  if (gtk_stack_get_child_by_name (self->stack, name) == NULL)
    gtk_stack_add_named (self->stack, room->create (self), name);
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_list_box_select_row (self->rooms, find_row (self, name));
  app_event ("room %s", name);
}

/**
 * app_window_get_room:
 * @self: the window
 *
 * Returns: (nullable): the name of the room that is shown
 */
const char *
app_window_get_room (AppWindow *self)
{
  g_return_val_if_fail (APP_IS_WINDOW (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}

/* A dialog over a window that is not there yet would be left below it. */
static void
decrypt (AppWindow *self, GFile *file)
{
  AppApplication *application = app_application_of (GTK_WIDGET (self));
  AppDecryptDialog *dialog = app_decrypt_dialog_new (
      GTK_WINDOW (self), app_application_get_certificates (application), file);

  if (app_window_get_room (self) == NULL)
    app_window_show_room (self, "home");
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_window_present (GTK_WINDOW (dialog));
  else
    g_signal_connect_object (self, "map", G_CALLBACK (gtk_window_present), dialog,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/**
 * app_window_open:
 * @self: the window
 * @file: what to open
 *
 * Shows a file in its tab; one that is encrypted to somebody is opened first.
 *
 * Returns: (transfer none) (nullable): the document's page, where it is a document
 */
AppDocumentPage *
app_window_open (AppWindow *self, GFile *file)
{
  g_return_val_if_fail (APP_IS_WINDOW (self), NULL);
  if (app_decrypt_dialog_wants (file))
    {
      decrypt (self, file);
      return NULL;
    }
  app_window_show_room (self, "documents");
  return app_documents_page_open (self->documents, file);
}

/**
 * app_window_verify:
 * @self: the window
 * @file: a file or a folder
 *
 * Takes it into the room where many files are verified, and shows that.
 */
void
app_window_verify (AppWindow *self, GFile *file)
{
  g_return_if_fail (APP_IS_WINDOW (self));
  app_window_show_room (self, "checks");
  app_checks_page_add (APP_CHECKS_PAGE (gtk_stack_get_visible_child (self->stack)), file);
}

/**
 * app_window_add_toast:
 * @self: the window
 * @toast: (transfer full): a short message
 *
 * Shows a message for a moment.
 */
void
app_window_add_toast (AppWindow *self, AdwToast *toast)
{
  g_return_if_fail (APP_IS_WINDOW (self));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * app_window_get_document:
 * @self: the window
 *
 * Returns: (transfer none) (nullable): the document in the chosen tab
 */
AppDocumentPage *
app_window_get_document (AppWindow *self)
{
  g_return_val_if_fail (APP_IS_WINDOW (self), NULL);
  return self->documents != NULL ? app_documents_page_get_current (self->documents) : NULL;
}

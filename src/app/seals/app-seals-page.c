/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-seals-page.h"

#include <glib/gi18n.h>

#include "app-error-dialog.h"
#include "app-error.h"
#include "app-seal-card.h"
#include "app-seal-dialog.h"
#include "app-seal-import-dialog.h"

struct _AppSealsPage {
  AdwBin parent_instance;

  ModelSeals *seals;
  GtkSingleSelection *selection;

  GtkWidget *draw_button;
  GtkWidget *import_button;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *unreadable;
  GtkGridView *grid;
};

G_DEFINE_FINAL_TYPE (AppSealsPage, app_seals_page, ADW_TYPE_BIN)

static GtkWindow *
find_window (AppSealsPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
tell_problem (AppSealsPage *self, const GError *problem)
{
  AppExplanation words = app_error_explain (problem);
  g_autofree char *folder = g_filename_display_name (model_seals_get_folder (self->seals));
  g_autofree char *text = g_markup_printf_escaped ("%s\n\n%s\n\n%s", words.why, words.remedy,
                                                   folder);

  adw_status_page_set_title (self->unreadable, words.what);
  adw_status_page_set_description (self->unreadable, text);
}

static void
update_stack (AppSealsPage *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->seals)) == 0;
  const GError *problem = model_seals_get_problem (self->seals);

  /* Seals that cannot be read are not gone, and must not look it. */
  if (empty && problem != NULL)
    tell_problem (self, problem);
  gtk_stack_set_visible_child_name (self->stack, !empty            ? "gallery"
                                                 : problem != NULL ? "unreadable"
                                                                   : "empty");
  /* The empty page has the same two buttons, and one primary button is enough. */
  gtk_widget_set_visible (self->draw_button, !empty);
  gtk_widget_set_visible (self->import_button, !empty);
}

static void
reload (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);

  model_seals_reload (self->seals);
  update_stack (self);
}

static void
draw_seal (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);

  gtk_window_present (app_seal_dialog_new (find_window (self), self->seals));
}

static void
import_file (AppSealsPage *self, GFile *file)
{
  gtk_window_present (app_seal_import_dialog_new (find_window (self), self->seals, file));
}

static void
take_chosen (GtkNativeDialog *chooser, int response, AppSealsPage *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    import_file (self, file);
  g_object_unref (chooser);
}

static void
import_seal (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Import a picture"), find_window (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"),
      NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_filter_add_mime_type (filter, "image/bmp");
  gtk_file_filter_add_mime_type (filter, "image/gif");
  gtk_file_filter_add_mime_type (filter, "image/webp");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (take_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
take_dropped (AppSealsPage *self, const GValue *value)
{
  import_file (self, g_value_get_object (value));
  return TRUE;
}

static void
take_new_title (AdwMessageDialog *dialog, const char *response, AppSealsPage *self)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  const char *id = g_object_get_data (G_OBJECT (dialog), "id");
  g_autoptr (GError) error = NULL;

  if (g_str_equal (response, "rename") &&
      !model_seals_rename (self->seals, id, gtk_editable_get_text (GTK_EDITABLE (entry)), &error))
    app_error_dialog_present (find_window (self), error);
}

static void
update_rename (GtkEditable *entry, AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "rename",
                                           *gtk_editable_get_text (entry) != '\0');
}

static void
rename_seal (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  ModelSeal *seal = model_seals_find (self->seals, id);
  AdwMessageDialog *dialog;
  GtkWidget *entry;

  if (seal == NULL)
    return;
  dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (find_window (self), _ ("Rename the seal"),
                              _ ("The name is only for you; the face stays as it is.")));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "rename", _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_close_response (dialog, "cancel");
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), model_seal_get_title (seal));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the seal"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  g_object_set_data_full (G_OBJECT (dialog), "id", g_strdup (id), g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (update_rename), dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (take_new_title), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
remove_seal (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);
  g_autofree char *id = g_variant_dup_string (parameter, NULL);
  ModelSeal *seal = model_seals_find (self->seals, id);
  g_autofree char *message = NULL;
  g_autofree char *title = NULL;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (seal == NULL)
    return;
  title = g_markup_escape_text (model_seal_get_title (seal), -1);
  if (!model_seals_remove (self->seals, id, &error))
    {
      app_error_dialog_present (find_window (self), error);
      return;
    }
  message = g_strdup_printf (_ ("“%s” removed"), title);
  toast = adw_toast_new (message);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "seals.restore");
  adw_toast_set_action_target (toast, "s", id);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 10);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
restore_seal (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);
  g_autoptr (GError) error = NULL;

  if (!model_seals_restore (self->seals, g_variant_get_string (parameter, NULL), &error))
    app_error_dialog_present (find_window (self), error);
}

/* The same verbs from the keyboard, for the seal that is selected. */
static void
act_on_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppSealsPage *self = APP_SEALS_PAGE (widget);
  ModelSeal *seal = gtk_single_selection_get_selected_item (self->selection);

  if (seal != NULL)
    gtk_widget_activate_action (
        widget, g_str_equal (action, "seals.rename-selected") ? "seals.rename" : "seals.remove",
        "s", model_seal_get_id (seal));
}

static void
take_activated (AppSealsPage *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "seals.rename-selected", NULL);
}

static void
app_seals_page_dispose (GObject *object)
{
  AppSealsPage *self = APP_SEALS_PAGE (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->seals);
  G_OBJECT_CLASS (app_seals_page_parent_class)->dispose (object);
}

static void
app_seals_page_class_init (AppSealsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_seals_page_dispose;

  g_type_ensure (APP_TYPE_SEAL_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/seals/app-seals-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSealsPage, draw_button);
  gtk_widget_class_bind_template_child (widget_class, AppSealsPage, import_button);
  gtk_widget_class_bind_template_child (widget_class, AppSealsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, AppSealsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppSealsPage, unreadable);
  gtk_widget_class_bind_template_child (widget_class, AppSealsPage, grid);
  gtk_widget_class_bind_template_callback (widget_class, take_activated);

  gtk_widget_class_install_action (widget_class, "seals.reload", NULL, reload);
  gtk_widget_class_install_action (widget_class, "seals.draw", NULL, draw_seal);
  gtk_widget_class_install_action (widget_class, "seals.import", NULL, import_seal);
  gtk_widget_class_install_action (widget_class, "seals.rename", "s", rename_seal);
  gtk_widget_class_install_action (widget_class, "seals.remove", "s", remove_seal);
  gtk_widget_class_install_action (widget_class, "seals.restore", "s", restore_seal);
  gtk_widget_class_install_action (widget_class, "seals.rename-selected", NULL, act_on_selected);
  gtk_widget_class_install_action (widget_class, "seals.remove-selected", NULL, act_on_selected);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "seals.draw",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "seals.import",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "seals.rename-selected", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "seals.remove-selected",
                                       NULL);
}

static void
app_seals_page_init (AppSealsPage *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (take_dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

/**
 * app_seals_page_new:
 * @seals: the user's seals
 *
 * Makes the page.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
app_seals_page_new (ModelSeals *seals)
{
  AppSealsPage *self = g_object_new (APP_TYPE_SEALS_PAGE, NULL);

  self->seals = g_object_ref (seals);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (seals)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (seals, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  update_stack (self);
  return GTK_WIDGET (self);
}

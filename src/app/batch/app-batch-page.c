/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-page.h"

#include <glib/gi18n.h>

#include "app-appearance-presets.h"
#include "app-batch-export.h"
#include "app-batch-folder.h"
#include "app-batch-row.h"
#include "app-batch-rule.h"
#include "app-batch-sheet.h"
#include "app-events.h"
#include "app-password-dialog.h"
#include "app-reveal.h"
#include "model-batch-journal.h"

struct _AppBatchPage {
  AdwBin parent_instance;

  AppApplication *application;
  ModelBatch *batch;
  ModelBatchJournal *journal;
  ModelBatchPhase phase; /* as it was told last */

  AdwToastOverlay *toasts;
  GtkStack *stack;
  AppBatchRule *rule;
  AppBatchFolder *folder;
  GtkListBox *list;
  GtkLabel *summary;
  GtkWidget *sign_button;
  GtkWidget *add_button;
  GtkWidget *bar;
  GtkProgressBar *progress;
  GtkWidget *cancel_button;
  GtkWidget *retry_button;
  GtkWidget *export_button;
};

G_DEFINE_FINAL_TYPE (AppBatchPage, app_batch_page, ADW_TYPE_BIN)

static guint
count (AppBatchPage *self, ModelBatchState state)
{
  return model_batch_count (self->batch, state);
}

static void
append_take (GString *text, guint n, char *words)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
  g_free (words);
}

static void
show_summary (AppBatchPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint done = count (self, MODEL_BATCH_SIGNED), failed = count (self, MODEL_BATCH_FAILED);
  guint blocked = count (self, MODEL_BATCH_BLOCKED), ready = count (self, MODEL_BATCH_READY);
  guint looking = count (self, MODEL_BATCH_WAITING) + count (self, MODEL_BATCH_CHECKING);

  append_take (text, done, g_strdup_printf (_ ("%u signed"), done));
  append_take (text, failed, g_strdup_printf (_ ("%u not signed"), failed));
  append_take (text, blocked, g_strdup_printf (_ ("%u cannot be signed"), blocked));
  append_take (text, ready, g_strdup_printf (_ ("%u ready"), ready));
  append_take (text, looking, g_strdup_printf (_ ("%u to be looked at"), looking));
  append_take (text, !app_batch_rule_is_complete (self->rule),
               g_strdup (_ ("say first where the seal stands")));
  gtk_label_set_label (self->summary, text->str);
}

static void
show_buttons (AppBatchPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean signing = self->phase >= MODEL_BATCH_OPENING;
  gboolean idle = self->phase == MODEL_BATCH_IDLE;
  guint ready = count (self, MODEL_BATCH_READY);
  guint failed = count (self, MODEL_BATCH_FAILED) + count (self, MODEL_BATCH_BLOCKED);
  guint ended = count (self, MODEL_BATCH_SIGNED) + failed;
  g_autofree char *label = g_strdup_printf (ngettext ("Sign %u File…", "Sign %u Files…", ready),
                                            ready);

  gtk_button_set_label (GTK_BUTTON (self->sign_button), label);
  gtk_widget_action_set_enabled (widget, "batch.sign",
                                 idle && ready > 0 && app_batch_rule_is_complete (self->rule));
  gtk_widget_action_set_enabled (widget, "batch.add", !signing);
  gtk_widget_action_set_enabled (widget, "batch.paste", !signing);
  gtk_widget_action_set_enabled (widget, "batch.clear", !signing);
  gtk_widget_action_set_enabled (widget, "batch.remove", !signing);
  gtk_widget_action_set_enabled (widget, "batch.unlock", !signing);
  gtk_widget_action_set_enabled (widget, "batch.retry", idle && failed > 0);
  gtk_widget_action_set_enabled (widget, "batch.export", idle && ended > 0);
  gtk_widget_action_set_enabled (widget, "batch.cancel", self->phase == MODEL_BATCH_RUNNING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rule), !signing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->folder), !signing);
  gtk_widget_set_visible (self->cancel_button, signing);
  gtk_widget_set_visible (self->retry_button, !signing && failed > 0);
  gtk_widget_set_visible (self->export_button, !signing && ended > 0);
}

static void
tell_phase (AppBatchPage *self)
{
  ModelBatchPhase phase = model_batch_get_phase (self->batch);

  if (phase == MODEL_BATCH_IDLE && self->phase == MODEL_BATCH_LOOKING)
    app_event ("batch-looked %u %u", count (self, MODEL_BATCH_READY),
               count (self, MODEL_BATCH_BLOCKED));
  if (phase == MODEL_BATCH_IDLE && self->phase == MODEL_BATCH_RUNNING)
    app_event ("batch-signed %u %u", count (self, MODEL_BATCH_SIGNED),
               count (self, MODEL_BATCH_FAILED));
  self->phase = phase;
}

static void
show (AppBatchPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->batch)) > 0;

  tell_phase (self);
  gtk_stack_set_visible_child_name (self->stack, any ? "files" : "empty");
  gtk_widget_set_visible (self->sign_button, count (self, MODEL_BATCH_READY) > 0);
  gtk_widget_set_visible (self->add_button, any);
  gtk_widget_set_visible (self->bar, any);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->phase != MODEL_BATCH_IDLE);
  gtk_progress_bar_set_fraction (self->progress, model_batch_get_fraction (self->batch));
  show_summary (self);
  show_buttons (self);
}

static void
take_rule (AppBatchPage *self)
{
  ModelBatchRule rule;

  app_batch_rule_get (self->rule, &rule);
  if (self->journal != NULL)
    model_batch_journal_set_rule (self->journal, &rule);
  model_batch_set_rule (self->batch, app_batch_rule_is_complete (self->rule) ? &rule : NULL);
}

static void
take_folder (AppBatchPage *self)
{
  model_batch_set_folder (self->batch, app_batch_folder_get (self->folder));
}

static void
add_files (AppBatchPage *self, GSList *files)
{
  for (GSList *l = files; l != NULL; l = l->next)
    if (g_file_peek_path (l->data) != NULL)
      model_batch_add (self->batch, g_file_peek_path (l->data));
}

static gboolean
take_drop (AppBatchPage *self, const GValue *value)
{
  if (self->phase >= MODEL_BATCH_OPENING)
    return FALSE;
  add_files (self, g_value_get_boxed (value));
  return TRUE;
}

static void
pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppBatchPage) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && self->batch != NULL)
    add_files (self, g_value_get_boxed (value));
}

/* Files that were copied in a file manager. */
static void
paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (widget), GDK_TYPE_FILE_LIST,
                                  G_PRIORITY_DEFAULT, NULL, pasted, g_object_ref (widget));
}

static void
take_chosen (GtkNativeDialog *chooser, int response, AppBatchPage *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      add_files (self, &(GSList){file, NULL});
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static GtkWindow *
find_window (GtkWidget *widget)
{
  return GTK_WINDOW (gtk_widget_get_root (widget));
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Files to sign"), find_window (widget), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), NULL);
  g_autoptr (GtkFileFilter) pdf = gtk_file_filter_new ();

  gtk_file_filter_set_name (pdf, _ ("PDF documents"));
  gtk_file_filter_add_mime_type (pdf, "application/pdf");
  gtk_file_filter_add_suffix (pdf, "pdf");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), pdf);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (take_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_batch_clear (APP_BATCH_PAGE (widget)->batch);
}

/* Actions name a file by its URI: a path need not be UTF-8. */
static ModelBatchFile *
find_file (AppBatchPage *self, GVariant *uri)
{
  g_autofree char *path = g_filename_from_uri (g_variant_get_string (uri, NULL), NULL, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batch));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelBatchFile) file = g_list_model_get_item (G_LIST_MODEL (self->batch), i);

      if (g_strcmp0 (model_batch_file_get_input (file), path) == 0)
        return g_steal_pointer (&file);
    }
  return NULL;
}

static void
remove_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppBatchPage *self = APP_BATCH_PAGE (widget);
  g_autoptr (ModelBatchFile) file = find_file (self, parameter);

  if (file != NULL)
    model_batch_remove (self->batch, file);
}

static guint
count_locked (ModelBatch *batch)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (batch)), locked = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelBatchFile) file = g_list_model_get_item (G_LIST_MODEL (batch), i);

      locked += model_batch_file_is_locked (file);
    }
  return locked;
}

static void
take_password (AppBatchPage *self, GBytes *secret, gboolean all, GtkWindow *dialog)
{
  ModelBatchFile *file = g_object_get_data (G_OBJECT (dialog), "file");

  model_batch_unlock (self->batch, all ? NULL : file, secret);
}

static void
unlock (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppBatchPage *self = APP_BATCH_PAGE (widget);
  g_autoptr (ModelBatchFile) file = find_file (self, parameter);
  GtkWindow *dialog;

  if (file == NULL)
    return;
  dialog = app_password_dialog_new (find_window (widget), model_batch_file_get_input (file),
                                    count_locked (self->batch), model_batch_file_was_tried (file));
  g_object_set_data_full (G_OBJECT (dialog), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (dialog, "given", G_CALLBACK (take_password), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
reveal (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (ModelBatchFile) file = find_file (APP_BATCH_PAGE (widget), parameter);

  if (file != NULL && model_batch_file_get_output (file) != NULL)
    app_reveal_file (find_window (widget), model_batch_file_get_output (file));
}

static void
sign (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppBatchPage *self = APP_BATCH_PAGE (widget);

  gtk_window_present (app_batch_sheet_new (find_window (widget), self->batch, self->application));
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_batch_cancel (APP_BATCH_PAGE (widget)->batch);
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_batch_retry (APP_BATCH_PAGE (widget)->batch);
}

static void export(GtkWidget *widget, const char *action, GVariant *parameter)
{
  app_batch_export (find_window (widget), APP_BATCH_PAGE (widget)->batch);
}

static GtkWidget *
create_row (gpointer item, gpointer unused)
{
  return app_batch_row_new (item);
}

static void
app_batch_page_dispose (GObject *object)
{
  AppBatchPage *self = APP_BATCH_PAGE (object);

  if (self->batch != NULL)
    model_batch_cancel (self->batch);
  g_clear_object (&self->journal);
  g_clear_object (&self->batch);
  G_OBJECT_CLASS (app_batch_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, rule);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, folder);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, list);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, summary);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, sign_button);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, AppBatchPage, export_button);
}

static void
app_batch_page_class_init (AppBatchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_page_dispose;
  g_type_ensure (APP_TYPE_BATCH_FOLDER);
  g_type_ensure (APP_TYPE_BATCH_RULE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/batch/app-batch-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, take_rule);
  gtk_widget_class_bind_template_callback (widget_class, take_folder);
  gtk_widget_class_install_action (widget_class, "batch.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "batch.paste", NULL, paste);
  gtk_widget_class_install_action (widget_class, "batch.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "batch.remove", "s", remove_file);
  gtk_widget_class_install_action (widget_class, "batch.unlock", "s", unlock);
  gtk_widget_class_install_action (widget_class, "batch.reveal", "s", reveal);
  gtk_widget_class_install_action (widget_class, "batch.sign", NULL, sign);
  gtk_widget_class_install_action (widget_class, "batch.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "batch.retry", NULL, retry);
  gtk_widget_class_install_action (widget_class, "batch.export", NULL, export);
}

/* Wherever the focus is in the window, as long as this room is shown. */
static void
add_keys (AppBatchPage *self)
{
  static const struct {
    const char *keys;
    const char *action;
  } rows[] = {{"<Control>Return|<Control>KP_Enter", "batch.sign"}, {"<Control>v", "batch.paste"}};
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (rows[i].keys),
                          gtk_named_action_new (rows[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
app_batch_page_init (AppBatchPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (take_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  add_keys (self);
}

/* What was not done when the program was closed or killed. A seal that is gone since is told: then
 * another may come in its place only when somebody says so. */
static void
resume (AppBatchPage *self)
{
  g_autofree char *path = g_build_filename (app_application_get_folder (self->application),
                                            "batch.ini", NULL);
  ModelBatchRule rule;

  self->journal = model_batch_journal_new (path, self->batch,
                                           app_application_get_seals (self->application));
  if (model_batch_journal_open (self->journal))
    {
      if (model_batch_journal_get_rule (self->journal, &rule))
        app_batch_rule_set (self->rule, &rule);
      else
        adw_toast_overlay_add_toast (
            self->toasts, adw_toast_new (_ ("The seal of last time is gone: choose another")));
    }
  take_rule (self);
  model_batch_journal_restore (self->journal);
  app_event ("batch-resumed %u", g_list_model_get_n_items (G_LIST_MODEL (self->batch)));
}

static void
offer_appearances (AppBatchPage *self)
{
  g_autofree char *presets = g_build_filename (app_application_get_folder (self->application),
                                               APP_APPEARANCE_PRESETS, NULL);
  SealStyle style = app_appearance_presets_recall (
      app_application_get_settings (self->application));

  app_batch_rule_set_appearances (self->rule, presets, &style);
}

/**
 * app_batch_page_new:
 * @application: whose seals and certificates are used
 *
 * Makes the room, without files.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_batch_page_new (AppApplication *application)
{
  AppBatchPage *self = g_object_new (APP_TYPE_BATCH_PAGE, NULL);

  self->application = application;
  /* Translators: what the name of a signed file ends in, before ".pdf". */
  self->batch = model_batch_new (_ ("-signed"));
  g_signal_connect_object (self->batch, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->batch), create_row, NULL, NULL);
  app_batch_folder_load (self->folder, app_application_get_settings (application));
  app_batch_rule_set_seals (self->rule, app_application_get_seals (application));
  offer_appearances (self);
  resume (self);
  return GTK_WIDGET (self);
}

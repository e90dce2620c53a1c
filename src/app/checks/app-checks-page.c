/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-checks-page.h"

#include <glib/gi18n.h>

#include "app-check-row.h"
#include "app-checks-export.h"
#include "app-events.h"
#include "app-password-dialog.h"
#include "app-window.h"

typedef enum { SHOW_ALL, SHOW_PROBLEMS, SHOW_UNSIGNED, SHOW_PASSED, N_SHOWS } Show;

typedef enum { BY_VERDICT, BY_NAME, BY_TIME } Order;

struct _AppChecksPage {
  AdwBin parent_instance;

  ModelTrust *trust;
  ModelChecks *checks;
  GtkFilter *filter;
  GtkSorter *sorter;
  Show show;
  gboolean was_running;

  GtkStack *stack;
  GtkStack *table;
  GtkListView *list;
  GtkWidget *add_button;
  GtkWidget *folder_button;
  GtkToggleButton *all_button;
  GtkToggleButton *problems_button;
  GtkToggleButton *unsigned_button;
  GtkToggleButton *passed_button;
  GtkEditable *search;
  GtkDropDown *order;
  GtkWidget *bar;
  GtkLabel *summary;
  GtkProgressBar *progress;
  GtkWidget *cancel_button;
  GtkWidget *resume_button;
  GtkWidget *export_button;
};

G_DEFINE_FINAL_TYPE (AppChecksPage, app_checks_page, ADW_TYPE_BIN)

static gboolean
is_shown (Show show, ModelCheckKind kind)
{
  switch (show)
    {
    case SHOW_PROBLEMS:
      return kind >= MODEL_CHECK_UNCERTAIN;
    case SHOW_UNSIGNED:
      return kind == MODEL_CHECK_UNSIGNED;
    case SHOW_PASSED:
      return kind == MODEL_CHECK_PASSED;
    case SHOW_ALL:
    case N_SHOWS:
    default:
      return TRUE;
    }
}

static guint
count (AppChecksPage *self, Show show)
{
  guint n = 0;

  for (guint kind = 0; kind < MODEL_N_CHECKS; kind++)
    if (is_shown (show, kind))
      n += model_checks_count (self->checks, kind);
  return n;
}

static gboolean
filter_check (gpointer item, gpointer user_data)
{
  AppChecksPage *self = user_data;

  return is_shown (self->show, model_check_get_kind (item)) &&
         model_check_matches (item, gtk_editable_get_text (self->search));
}

/* The worst and the newest first. */
static int
compare_checks (gconstpointer a, gconstpointer b, gpointer user_data)
{
  AppChecksPage *self = user_data;
  ModelCheck *first = (ModelCheck *) a, *second = (ModelCheck *) b;
  Order order = gtk_drop_down_get_selected (self->order);

  if (order == BY_VERDICT && model_check_get_kind (first) != model_check_get_kind (second))
    return model_check_get_kind (first) > model_check_get_kind (second) ? -1 : 1;
  if (order == BY_TIME && model_check_get_time (first, NULL) != model_check_get_time (second, NULL))
    return model_check_get_time (first, NULL) > model_check_get_time (second, NULL) ? -1 : 1;
  return g_strcmp0 (model_check_get_path (first), model_check_get_path (second));
}

static void
set_count (GtkToggleButton *button, const char *format, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *label = g_strconcat (format, " ", number, NULL);

  gtk_button_set_label (GTK_BUTTON (button), label);
}

static void
show_counts (AppChecksPage *self)
{
  set_count (self->all_button, _ ("All"), count (self, SHOW_ALL));
  set_count (self->problems_button, _ ("Problems"), count (self, SHOW_PROBLEMS));
  set_count (self->unsigned_button, _ ("Not signed"), count (self, SHOW_UNSIGNED));
  set_count (self->passed_button, _ ("Passed"), count (self, SHOW_PASSED));
}

static char *
dup_summary (AppChecksPage *self, gboolean running)
{
  guint n = count (self, SHOW_ALL);
  guint pending = model_checks_count (self->checks, MODEL_CHECK_PENDING);

  if (running)
    return g_strdup_printf (_ ("%u of %u files verified"), n - pending, n);
  if (pending > 0)
    return g_strdup_printf (_ ("Stopped: %u of %u files verified"), n - pending, n);
  return g_strdup_printf (ngettext ("%u file verified", "%u files verified", n), n);
}

static void
show_progress (AppChecksPage *self, gboolean running)
{
  guint n = count (self, SHOW_ALL);
  guint pending = model_checks_count (self->checks, MODEL_CHECK_PENDING);
  g_autofree char *summary = dup_summary (self, running);

  gtk_label_set_label (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (double) (n - pending) / n : 0);
  gtk_widget_set_visible (self->cancel_button, running);
  gtk_widget_set_visible (self->resume_button, !running && pending > 0);
  gtk_widget_set_visible (self->export_button, !running && n > pending);
}

/* The worst come first, and into sight; who has chosen a row already is left there. */
static void
scroll_up (AppChecksPage *self)
{
  GtkSelectionModel *selection = gtk_list_view_get_model (self->list);

  if (gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (selection)) == NULL)
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), 0);
}

static void
tell_end (AppChecksPage *self, gboolean running)
{
  if (self->was_running && !running)
    {
      scroll_up (self);
      app_event ("checks-done %u %u %u", count (self, SHOW_ALL), count (self, SHOW_PROBLEMS),
                 count (self, SHOW_PASSED));
    }
  self->was_running = running;
}

static void
show_table (AppChecksPage *self)
{
  GListModel *shown = G_LIST_MODEL (gtk_list_view_get_model (self->list));
  gboolean any = g_list_model_get_n_items (shown) > 0;

  gtk_stack_set_visible_child_name (self->table, any ? "rows" : "nothing");
}

static void
update (AppChecksPage *self)
{
  gboolean running = model_checks_is_running (self->checks);
  gboolean any = running || count (self, SHOW_ALL) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "files" : "empty");
  gtk_widget_set_visible (self->bar, any);
  gtk_widget_set_visible (self->add_button, any);
  gtk_widget_set_visible (self->folder_button, any);
  show_counts (self);
  show_progress (self, running);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  show_table (self);
  tell_end (self, running);
}

static void
search_changed (AppChecksPage *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_table (self);
}

static void
order_changed (AppChecksPage *self)
{
  if (self->sorter != NULL)
    gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static void
show_changed (AppChecksPage *self, GtkToggleButton *button)
{
  GtkToggleButton *const buttons[N_SHOWS] = {self->all_button, self->problems_button,
                                             self->unsigned_button, self->passed_button};

  if (!gtk_toggle_button_get_active (button))
    return;
  for (Show show = 0; show < N_SHOWS; show++)
    if (buttons[show] == button)
      self->show = show;
  search_changed (self);
}

static GtkWindow *
window_of (AppChecksPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
open_check (AppChecksPage *self, guint position)
{
  g_autoptr (ModelCheck)
      check = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->list)), position);
  g_autoptr (GFile) file = g_file_new_for_path (model_check_get_path (check));

  /* What was typed here is not asked for again. */
  if (!model_check_is_locked (check))
    app_application_share_secret (APP_APPLICATION (gtk_window_get_application (window_of (self))),
                                  file, model_check_get_secret (check));
  app_window_open (APP_WINDOW (window_of (self)), file);
}

static gboolean
take_drop (AppChecksPage *self, const GValue *value)
{
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    model_checks_add (self->checks, l->data);
  return TRUE;
}

static void
take_chosen (GtkNativeDialog *chooser, int response, AppChecksPage *self)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      model_checks_add (self->checks, file);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

static void
choose (AppChecksPage *self, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, window_of (self), action,
                                                               _ ("_Verify"), NULL);
  g_autoptr (GtkFileFilter) pdf = gtk_file_filter_new ();

  gtk_file_filter_set_name (pdf, _ ("PDF documents"));
  gtk_file_filter_add_mime_type (pdf, "application/pdf");
  gtk_file_filter_add_suffix (pdf, "pdf");
  if (action == GTK_FILE_CHOOSER_ACTION_OPEN)
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), pdf);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (take_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_files (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (APP_CHECKS_PAGE (widget), _ ("Files to verify"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
add_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (APP_CHECKS_PAGE (widget), _ ("Folders to verify"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER);
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_checks_clear (APP_CHECKS_PAGE (widget)->checks);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_checks_cancel (APP_CHECKS_PAGE (widget)->checks);
}

static void
resume (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_checks_resume (APP_CHECKS_PAGE (widget)->checks);
}

/* Actions name a file by its URI: a path need not be UTF-8. */
static ModelCheck *
find_check (AppChecksPage *self, GVariant *uri)
{
  g_autofree char *path = g_filename_from_uri (g_variant_get_string (uri, NULL), NULL, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->checks));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelCheck) check = g_list_model_get_item (G_LIST_MODEL (self->checks), i);

      if (g_strcmp0 (model_check_get_path (check), path) == 0)
        return g_steal_pointer (&check);
    }
  return NULL;
}

static void
take_password (AppChecksPage *self, GBytes *secret, gboolean all, GtkWindow *dialog)
{
  ModelCheck *check = g_object_get_data (G_OBJECT (dialog), "check");

  model_checks_unlock (self->checks, all ? NULL : check, secret);
}

static void
unlock (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppChecksPage *self = APP_CHECKS_PAGE (widget);
  g_autoptr (ModelCheck) check = find_check (self, parameter);
  GtkWindow *dialog;

  if (check == NULL)
    return;
  dialog = app_password_dialog_new (window_of (self), model_check_get_path (check),
                                    model_checks_count_locked (self->checks),
                                    model_check_was_tried (check));
  g_object_set_data_full (G_OBJECT (dialog), "check", g_object_ref (check), g_object_unref);
  g_signal_connect_object (dialog, "given", G_CALLBACK (take_password), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
export_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppChecksPage *self = APP_CHECKS_PAGE (widget);

  app_checks_export_table (window_of (self), self->checks);
}

static void
export_json (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppChecksPage *self = APP_CHECKS_PAGE (widget);

  app_checks_export_json (window_of (self), self->checks);
}

static void
export_report (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppChecksPage *self = APP_CHECKS_PAGE (widget);

  app_checks_export_report (window_of (self), self->checks, self->trust,
                            g_variant_get_string (parameter, NULL));
}

static void
set_up_row (AppChecksPage *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, app_check_row_new ());
}

static void
bind_row (AppChecksPage *self, GtkListItem *item)
{
  app_check_row_set_check (APP_CHECK_ROW (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item));
}

static void
unbind_row (AppChecksPage *self, GtkListItem *item)
{
  app_check_row_set_check (APP_CHECK_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
app_checks_page_dispose (GObject *object)
{
  AppChecksPage *self = APP_CHECKS_PAGE (object);

  if (self->checks != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->checks, self);
      model_checks_cancel (self->checks);
    }
  g_clear_object (&self->checks);
  g_clear_object (&self->trust);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  G_OBJECT_CLASS (app_checks_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, table);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, list);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, folder_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, all_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, problems_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, unsigned_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, passed_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, search);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, order);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, summary);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, resume_button);
  gtk_widget_class_bind_template_child (widget_class, AppChecksPage, export_button);
}

static void
app_checks_page_class_init (AppChecksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_checks_page_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/checks/app-checks-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, order_changed);
  gtk_widget_class_bind_template_callback (widget_class, show_changed);
  gtk_widget_class_bind_template_callback (widget_class, open_check);
  gtk_widget_class_bind_template_callback (widget_class, set_up_row);
  gtk_widget_class_bind_template_callback (widget_class, bind_row);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row);
  gtk_widget_class_install_action (widget_class, "checks.add", NULL, add_files);
  gtk_widget_class_install_action (widget_class, "checks.add-folder", NULL, add_folder);
  gtk_widget_class_install_action (widget_class, "checks.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "checks.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "checks.resume", NULL, resume);
  gtk_widget_class_install_action (widget_class, "checks.unlock", "s", unlock);
  gtk_widget_class_install_action (widget_class, "checks.export-table", NULL, export_table);
  gtk_widget_class_install_action (widget_class, "checks.export-json", NULL, export_json);
  gtk_widget_class_install_action (widget_class, "checks.export-report", "s", export_report);
}

static void
app_checks_page_init (AppChecksPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (take_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
set_up_list (AppChecksPage *self)
{
  GListModel *sorted, *sought;
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_check, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_checks, self, NULL));
  sought = G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->checks)),
                                                    g_object_ref (self->filter)));
  sorted = G_LIST_MODEL (gtk_sort_list_model_new (sought, g_object_ref (self->sorter)));
  /* Nothing is chosen by itself: the list would follow that row about while verdicts come in. */
  selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_model (selection, sorted);
  g_object_unref (sorted);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/**
 * app_checks_page_new:
 * @trust: what the user trusts
 *
 * Makes the room.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_checks_page_new (ModelTrust *trust)
{
  AppChecksPage *self = g_object_new (APP_TYPE_CHECKS_PAGE, NULL);

  self->trust = g_object_ref (trust);
  self->checks = model_checks_new (model_trust_get_folder (trust));
  set_up_list (self);
  g_signal_connect_swapped (self->checks, "changed", G_CALLBACK (update), self);
  g_signal_connect_object (trust, "changed", G_CALLBACK (model_checks_restart), self->checks,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * app_checks_page_add:
 * @file: a file or a folder
 *
 * Takes it in and verifies it.
 */
void
app_checks_page_add (AppChecksPage *self, GFile *file)
{
  g_return_if_fail (APP_IS_CHECKS_PAGE (self));
  model_checks_add (self->checks, file);
}

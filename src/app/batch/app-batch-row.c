/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-batch-row.h"

#include <glib/gi18n.h>

#include "app-error.h"
#include "pades-error.h"
#include "pdf-error.h"

struct _AppBatchRow {
  GtkListBoxRow parent_instance;

  ModelBatchFile *file;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *folder;
  GtkLabel *state;
  GtkBox *problems;
  GtkWidget *unlock;
  GtkWidget *reveal;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (AppBatchRow, app_batch_row, GTK_TYPE_LIST_BOX_ROW)

/* Colour never speaks alone: icon and words stand beside it. */
static const struct {
  const char *icon;
  const char *style;
  const char *words;
} states[] = {
    [MODEL_BATCH_WAITING] = {"content-loading-symbolic", "dim-label", N_ ("Waiting")},
    [MODEL_BATCH_CHECKING] = {"content-loading-symbolic", "dim-label", N_ ("Being looked at…")},
    [MODEL_BATCH_READY] = {"x-office-document-symbolic", "dim-label", N_ ("Ready")},
    [MODEL_BATCH_BLOCKED] = {"dialog-warning-symbolic", "warning", N_ ("Cannot be signed")},
    [MODEL_BATCH_SIGNING] = {"content-loading-symbolic", "dim-label", N_ ("Being signed…")},
    [MODEL_BATCH_SIGNED] = {"emblem-ok-symbolic", "success", N_ ("Signed")},
    [MODEL_BATCH_FAILED] = {"dialog-error-symbolic", "error", N_ ("Not signed")},
};

/**
 * app_batch_state_words:
 * @state: a state
 *
 * Returns: (transfer none): what it is called
 */
const char *
app_batch_state_words (ModelBatchState state)
{
  return _ (states[state].words);
}

/* "1, 3, 4": each page once. */
static char *
dup_pages (GArray *pages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < pages->len; i++)
    {
      guint page = g_array_index (pages, guint, i);

      if (i == 0 || page != g_array_index (pages, guint, i - 1))
        g_string_append_printf (text, "%s%u", text->len > 0 ? ", " : "", page + 1);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_places (GArray *pages)
{
  g_autofree char *list = dup_pages (pages);

  if (pages->len == 0)
    return g_strdup (_ ("no visible seal"));
  return g_strdup_printf (ngettext ("%u seal, on page %s", "%u seals, on pages %s", pages->len),
                          pages->len, list);
}

/* Fields that shall be locked, or shall not, and that this document does not have. */
static char *
dup_absent (ModelBatchFile *file)
{
  const char *const *absent = model_batch_file_get_absent (file);
  g_autofree char *names = g_strjoinv ("”, “", (char **) absent);

  if (absent[0] == NULL)
    return NULL;
  return g_strdup_printf (ngettext ("It has no form field “%s”.", "It has no form fields “%s”.",
                                    g_strv_length ((char **) absent)),
                          names);
}

static char *
dup_state (ModelBatchFile *file)
{
  ModelBatchState state = model_batch_file_get_state (file);
  const char *output = model_batch_file_get_output (file);
  g_autofree char *more = NULL;

  if (model_batch_file_is_locked (file))
    return g_strdup (_ ("Needs a password"));
  if (state == MODEL_BATCH_SIGNED)
    more = g_filename_display_basename (output);
  else if (state == MODEL_BATCH_READY || state == MODEL_BATCH_SIGNING)
    more = dup_places (model_batch_file_get_pages (file));
  return more != NULL ? g_strdup_printf ("%s · %s", app_batch_state_words (state), more)
                      : g_strdup (app_batch_state_words (state));
}

static void
add_label (AppBatchRow *self, const char *text, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->problems, label);
}

static void
show_problems (AppBatchRow *self)
{
  GPtrArray *problems = model_batch_file_get_problems (self->file);
  g_autofree char *absent = dup_absent (self->file);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->problems))) != NULL)
    gtk_box_remove (self->problems, child);
  if (absent != NULL)
    add_label (self, absent, FALSE);
  for (guint i = 0; i < problems->len; i++)
    {
      const GError *problem = g_ptr_array_index (problems, i);
      AppExplanation words = app_error_explain (problem);

      if (model_batch_file_was_tried (self->file) &&
          g_error_matches (problem, PDF_ERROR, PDF_ERROR_PASSWORD))
        {
          add_label (self,
                     _ ("This password does not open the document. Capital and small letters "
                        "differ."),
                     FALSE);
          continue;
        }
      /* Said already, by name. */
      if (!g_error_matches (problem, PADES_ERROR, PADES_ERROR_NO_LOCKABLE))
        add_label (self, words.what, FALSE);
      add_label (self, words.remedy, TRUE);
      gtk_widget_set_tooltip_text (gtk_widget_get_last_child (GTK_WIDGET (self->problems)),
                                   problem->message);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->problems), problems->len > 0 || absent != NULL);
}

static void
show (AppBatchRow *self)
{
  ModelBatchState state = model_batch_file_get_state (self->file);
  g_autofree char *words = dup_state (self->file);
  g_autofree char *name = g_strdup_printf ("%s. %s", gtk_label_get_label (self->title), words);

  gtk_image_set_from_icon_name (self->icon, states[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]){states[state].style, NULL});
  gtk_label_set_label (self->state, words);
  gtk_widget_set_visible (self->unlock, model_batch_file_is_locked (self->file));
  gtk_widget_set_visible (self->reveal, state == MODEL_BATCH_SIGNED);
  gtk_widget_set_visible (self->remove, state != MODEL_BATCH_SIGNING);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_problems (self);
}

static void
app_batch_row_dispose (GObject *object)
{
  g_clear_object (&APP_BATCH_ROW (object)->file);
  G_OBJECT_CLASS (app_batch_row_parent_class)->dispose (object);
}

static void
app_batch_row_class_init (AppBatchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_batch_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/batch/app-batch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, title);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, folder);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, state);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, problems);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, unlock);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, reveal);
  gtk_widget_class_bind_template_child (widget_class, AppBatchRow, remove);
}

static void
app_batch_row_init (AppBatchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_batch_row_new:
 * @file: a file of a batch
 *
 * Makes a row that follows it.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
app_batch_row_new (ModelBatchFile *file)
{
  AppBatchRow *self = g_object_new (APP_TYPE_BATCH_ROW, NULL);
  g_autoptr (GFile) place = g_file_new_for_path (model_batch_file_get_input (file));
  g_autofree char *title = g_filename_display_basename (model_batch_file_get_input (file));
  g_autofree char *folder = g_path_get_dirname (model_batch_file_get_input (file));
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *uri = g_file_get_uri (place);

  self->file = g_object_ref (file);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->folder, shown);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->unlock), "s", uri);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->reveal), "s", uri);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove), "s", uri);
  g_signal_connect_object (file, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}

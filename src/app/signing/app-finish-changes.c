/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-finish-changes.h"

#include <glib/gi18n.h>

/* Pixels of a field, and of the list before it scrolls. */
#define FIELD_HEIGHT 34
#define LIST_HEIGHT 240

/* The choices of the row, in its order; the last two need fields to choose from. */
typedef enum { LOCK_NONE, LOCK_ALL, LOCK_THESE, LOCK_OTHERS, N_LOCKS } LockChoice;

struct _AppFinishChanges {
  AdwExpanderRow parent_instance;

  GHashTable *ticked; /* names of fields */
  GHashTable *notes;  /* name → what stands beside it */
  gboolean any;       /* fields to choose from */

  AdwComboRow *certify;
  AdwComboRow *lock;
  GtkWidget *fields_row;
  GtkScrolledWindow *scroller;
  GtkListView *fields;
};

G_DEFINE_FINAL_TYPE (AppFinishChanges, app_finish_changes, ADW_TYPE_EXPANDER_ROW)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static LockChoice
get_choice (AppFinishChanges *self)
{
  return (LockChoice) adw_combo_row_get_selected (self->lock);
}

static void
changed (AppFinishChanges *self)
{
  gtk_widget_set_visible (self->fields_row, get_choice (self) >= LOCK_THESE);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The list */

static void
toggled (GtkCheckButton *check, AppFinishChanges *self)
{
  const char *name = gtk_label_get_label (GTK_LABEL (gtk_check_button_get_child (check)));

  if (gtk_check_button_get_active (check))
    g_hash_table_add (self->ticked, g_strdup (name));
  else
    g_hash_table_remove (self->ticked, name);
  changed (self);
}

static GtkWidget *
get_check (GtkListItem *item)
{
  return gtk_widget_get_first_child (gtk_list_item_get_child (item));
}

static void
set_up_row (GtkListItemFactory *factory, GtkListItem *item, AppFinishChanges *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *note = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), name);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (note, "numeric");
  gtk_widget_set_margin_end (note, 12); /* where the scrollbar is */
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_row (GtkListItemFactory *factory, GtkListItem *item, AppFinishChanges *self)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (get_check (item));
  GtkWidget *note = gtk_widget_get_next_sibling (GTK_WIDGET (check));
  const char *name = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const char *words = g_hash_table_lookup (self->notes, name);

  gtk_label_set_label (GTK_LABEL (note), words != NULL ? words : "");
  gtk_label_set_label (GTK_LABEL (gtk_check_button_get_child (check)), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_check_button_set_active (check, g_hash_table_contains (self->ticked, name));
  g_signal_connect (check, "toggled", G_CALLBACK (toggled), self);
}

static void
unbind_row (GtkListItemFactory *factory, GtkListItem *item, AppFinishChanges *self)
{
  g_signal_handlers_disconnect_by_func (get_check (item), toggled, self);
}

static void
fill_choices (AppFinishChanges *self, gboolean any)
{
  static const char *const titles[N_LOCKS] = {
      [LOCK_NONE] = N_ ("None"),
      [LOCK_ALL] = N_ ("All"),
      [LOCK_THESE] = N_ ("Those that are ticked"),
      [LOCK_OTHERS] = N_ ("All but those that are ticked"),
  };
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < (any ? N_LOCKS : LOCK_THESE); i++)
    gtk_string_list_append (list, _ (titles[i]));
  adw_combo_row_set_model (self->lock, G_LIST_MODEL (list));
}

static void
app_finish_changes_dispose (GObject *object)
{
  AppFinishChanges *self = APP_FINISH_CHANGES (object);

  /* What the list unbinds on its way out still asks. */
  if (self->fields != NULL)
    gtk_list_view_set_model (self->fields, NULL);
  G_OBJECT_CLASS (app_finish_changes_parent_class)->dispose (object);
}

static void
app_finish_changes_finalize (GObject *object)
{
  AppFinishChanges *self = APP_FINISH_CHANGES (object);

  g_hash_table_unref (self->ticked);
  g_hash_table_unref (self->notes);
  G_OBJECT_CLASS (app_finish_changes_parent_class)->finalize (object);
}

static void
app_finish_changes_class_init (AppFinishChangesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_finish_changes_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_finish_changes_finalize;

  /**
   * AppFinishChanges::changed:
   *
   * Something was chosen.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/signing/app-finish-changes.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFinishChanges, certify);
  gtk_widget_class_bind_template_child (widget_class, AppFinishChanges, lock);
  gtk_widget_class_bind_template_child (widget_class, AppFinishChanges, fields_row);
  gtk_widget_class_bind_template_child (widget_class, AppFinishChanges, scroller);
  gtk_widget_class_bind_template_child (widget_class, AppFinishChanges, fields);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, set_up_row);
  gtk_widget_class_bind_template_callback (widget_class, bind_row);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row);
}

static void
app_finish_changes_init (AppFinishChanges *self)
{
  self->ticked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_remove_css_class (GTK_WIDGET (self->fields), "view");
  fill_choices (self, FALSE);
}

/**
 * app_finish_changes_set_fields:
 * @self: the choice
 * @fields: names of form fields
 * @notes: (nullable): as many, to stand beside them
 *
 * Offers to lock them one by one; what was chosen stays.
 */
void
app_finish_changes_set_fields (AppFinishChanges *self,
                               const char *const *fields,
                               const char *const *notes)
{
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (gtk_string_list_new (fields)));
  guint chosen = adw_combo_row_get_selected (self->lock);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (selection)) > 0;

  g_hash_table_remove_all (self->notes);
  for (guint i = 0; notes != NULL && fields[i] != NULL; i++)
    g_hash_table_replace (self->notes, g_strdup (fields[i]), g_strdup (notes[i]));
  gtk_list_view_set_model (self->fields, GTK_SELECTION_MODEL (selection));
  gtk_scrolled_window_set_min_content_height (
      self->scroller,
      (int) MIN (FIELD_HEIGHT * g_list_model_get_n_items (G_LIST_MODEL (selection)), LIST_HEIGHT));
  g_object_unref (selection);
  if (any == self->any)
    return;
  self->any = any;
  fill_choices (self, any);
  adw_combo_row_set_selected (self->lock, any || chosen < LOCK_THESE ? chosen : LOCK_NONE);
}

/**
 * app_finish_changes_is_complete:
 * @self: the choice
 *
 * Returns: whether nothing is left to be chosen
 */
gboolean
app_finish_changes_is_complete (AppFinishChanges *self)
{
  return get_choice (self) < LOCK_THESE || g_hash_table_size (self->ticked) > 0;
}

/**
 * app_finish_changes_get_certify:
 * @self: the choice
 *
 * Returns: what a certification permits, as DocMDP has it; 0 for none
 */
int
app_finish_changes_get_certify (AppFinishChanges *self)
{
  return (int) adw_combo_row_get_selected (self->certify);
}

/**
 * app_finish_changes_dup_lock:
 * @self: the choice
 *
 * Returns: (transfer full) (nullable): the fields that nobody may change any more
 */
PadesLock *
app_finish_changes_dup_lock (AppFinishChanges *self)
{
  g_autofree const char **names = NULL;
  PadesLock *lock = NULL;
  guint n = 0;

  if (get_choice (self) == LOCK_NONE)
    return NULL;
  if (get_choice (self) == LOCK_ALL)
    return pades_lock_parse ("all");
  names = (const char **) g_hash_table_get_keys_as_array (self->ticked, &n);
  for (guint i = 0; i < n; i++)
    if (lock == NULL)
      lock = pades_lock_new_include (names[i]);
    else
      g_ptr_array_add (lock->names, g_strdup (names[i]));
  if (lock != NULL && get_choice (self) == LOCK_OTHERS)
    lock->action = PADES_LOCK_EXCLUDE;
  return lock;
}

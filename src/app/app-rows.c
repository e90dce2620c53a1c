/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-rows.h"

#include <adwaita.h>

#define ID "row-id"

/**
 * app_rows_name:
 * @row: one that is to be in a list
 * @id: what it is of
 *
 * Says what the row is of; no two of one list are of the same.
 */
void
app_rows_name (GtkWidget *row, const char *id)
{
  g_object_set_data_full (G_OBJECT (row), ID, g_strdup (id), g_free);
}

static const char *
name_of (gpointer row)
{
  return g_object_get_data (row, ID);
}

/* All that it says, and which of its buttons are there. */
static void
append_words (GtkWidget *widget, GString *words)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (words, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_BUTTON (widget))
    g_string_append_c (words, '\f');
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_words (child, words);
}

static gboolean
says_the_same (GtkWidget *one, GtkWidget *other)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) others = g_string_new (NULL);

  append_words (one, words);
  append_words (other, others);
  return g_string_equal (words, others);
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* The button of this number, depth first; n goes down by those that were passed. */
static GtkWidget *
find_button (GtkWidget *widget, int *n)
{
  if (GTK_IS_BUTTON (widget) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static int
count_buttons (GtkWidget *row)
{
  int left = G_MAXINT;

  find_button (row, &left);
  return G_MAXINT - left;
}

/* Of the button with the focus, or -1. */
static int
number_of_focused (GtkWidget *row)
{
  int last = count_buttons (row) - 1;

  for (int i = 0; i <= last; i++)
    {
      int n = i;

      if (gtk_widget_has_focus (find_button (row, &n)))
        return i;
    }
  return -1;
}

/* On the button that takes the place of the one that had it; FALSE: there is none. */
static gboolean
focus_button (GtkWidget *row, int number, int of)
{
  return number >= 0 && count_buttons (row) == of &&
         gtk_widget_grab_focus (find_button (row, &number));
}

static GtkWidget *
find (GtkListBox *list, const char *id)
{
  for (GtkWidget *each = gtk_widget_get_first_child (GTK_WIDGET (list)); each != NULL;
       each = gtk_widget_get_next_sibling (each))
    if (g_strcmp0 (name_of (each), id) == 0)
      return each;
  return NULL;
}

static void
take_state (GtkWidget *row, GtkWidget *before)
{
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                   adw_expander_row_get_expanded (ADW_EXPANDER_ROW (before)));
}

/* The row of that place from now on; whether the focus was in what it takes the place of. */
static gboolean
place (GtkListBox *list, GtkWidget *row, int position)
{
  GtkWidget *before = find (list, name_of (row));
  gboolean focused = before != NULL && has_focus (before);
  gboolean same = before != NULL && says_the_same (before, row);
  int number = focused ? number_of_focused (before) : -1;
  int of = focused ? count_buttons (before) : 0;

  if (same && GTK_WIDGET (gtk_list_box_get_row_at_index (list, position)) == before)
    return FALSE;
  if (before != NULL)
    {
      take_state (row, before);
      gtk_list_box_remove (list, before);
    }
  gtk_list_box_insert (list, row, position);
  return focused && !focus_button (row, number, of);
}

static GHashTable *
set_of_names (GPtrArray *rows)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (names, (gpointer) name_of (rows->pdata[i]));
  return names;
}

/* First, so that what stays stands where it will stand. Where the focus was lost, or -1. */
static int
drop_others (GtkListBox *list, GPtrArray *rows)
{
  g_autoptr (GHashTable) wanted = set_of_names (rows);
  GtkListBoxRow *row;
  int lost = -1;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL;)
    if (g_hash_table_contains (wanted, name_of (row)))
      i++;
    else
      {
        if (has_focus (GTK_WIDGET (row)))
          lost = i;
        gtk_list_box_remove (list, GTK_WIDGET (row));
      }
  return lost;
}

/**
 * app_rows_become:
 * @list: a list whose rows all come from here
 * @rows: (element-type GtkWidget): what it is to show, each row made anew and named; taken out, and
 *   those that are not needed are let go
 *
 * Changes the list. What takes the place of a button or row with the focus, or is next to where it
 * was, has it then: it does not go to the first button of the window. A list without rows is not
 * shown.
 */
void
app_rows_become (GtkListBox *list, GPtrArray *rows)
{
  int lost = drop_others (list, rows);
  int last = (int) rows->len - 1;
  GtkListBoxRow *focus = NULL;

  gtk_widget_set_visible (GTK_WIDGET (list), rows->len > 0);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GtkWidget) row = g_object_ref_sink (rows->pdata[i]);

      if (place (list, row, (int) i))
        focus = GTK_LIST_BOX_ROW (row);
    }
  g_ptr_array_set_size (rows, 0);
  if (lost >= 0 && last >= 0)
    focus = gtk_list_box_get_row_at_index (list, MIN (lost, last));
  if (focus != NULL)
    gtk_widget_child_focus (GTK_WIDGET (focus), GTK_DIR_TAB_FORWARD);
}

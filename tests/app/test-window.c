/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "app-documents-page.h"
#include "app-enterprise-words.h"
#include "app-error-box.h"
#include "app-error-page.h"
#include "app-page-entry.h"
#include "app-password-page.h"
#include "app-print.h"
#include "app-properties-window.h"
#include "app-room-row.h"
#include "app-review-text.h"
#include "app-rows.h"
#include "app-search-bar.h"
#include "harness.h"
#include "pdf-error.h"
#include "support-pdf.h"

typedef struct {
  AppWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->window = harness_new_window ();
}

static void
close_dialogs (AppWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWindow) each = g_list_model_get_item (toplevels, i - 1);

      if (GTK_IS_DIALOG (each)) /* the print dialog wants an answer */
        gtk_dialog_response (GTK_DIALOG (each), GTK_RESPONSE_CANCEL);
      else if (each != GTK_WINDOW (window))
        gtk_window_destroy (each);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gpointer window = fixture->window;

  close_dialogs (fixture->window);
  g_object_add_weak_pointer (window, &window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  harness_settle ();
  g_assert_null (window);
  model_recent_clear (app_application_get_recent (harness_get_application ()));
}

static AppDocumentPage *
open_contract (Fixture *fixture, const char *name)
{
  g_autofree char *path = harness_write_pdf (name, 12, FALSE);

  return harness_open (fixture->window, path);
}

static GtkWidget *
find (Fixture *fixture, const char *type_or_name)
{
  GtkWidget *found = harness_find (GTK_WIDGET (fixture->window), type_or_name);

  g_assert_nonnull (found);
  return found;
}

static void
test_rooms (Fixture *fixture, gconstpointer unused)
{
  GtkListBox *rooms = GTK_LIST_BOX (find (fixture, "rooms"));
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (rooms, i)) != NULL; i++)
    {
      const char *name = app_room_row_get_name (APP_ROOM_ROW (row));

      gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           app_room_row_get_title (APP_ROOM_ROW (row)));
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.room", "s", name);
      harness_settle ();
      /* What is not offered cannot be entered by its key either. */
      if (!gtk_widget_get_visible (GTK_WIDGET (row)))
        {
          g_assert_cmpstr (app_window_get_room (fixture->window), !=, name);
          continue;
        }
      g_assert_cmpstr (app_window_get_room (fixture->window), ==, name);
      g_assert_true (gtk_list_box_get_selected_row (rooms) == row);
    }
  g_assert_false (
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.room", "s", "nowhere") &&
      g_strcmp0 (app_window_get_room (fixture->window), "nowhere") == 0);
}

/* Everything reachable by menu or key, on a document with pages and on one that failed. */
static void
activate_all (AppDocumentPage *page)
{
  GActionGroup *actions = G_ACTION_GROUP (app_document_page_get_actions (page));
  g_auto (GStrv) names = g_action_group_list_actions (actions);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const GVariantType *type = g_action_group_get_action_parameter_type (actions, names[i]);
      GVariant *parameter = NULL;

      /* The desktop's file manager is none of the test's business. */
      if (g_str_equal (names[i], "show-in-folder"))
        continue;
      if (type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_DOUBLE))
        parameter = g_variant_new_double (2);
      else if (type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_INT32))
        parameter = g_variant_new_int32 (90);
      else if (type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
        parameter = g_variant_new_string ("page");
      else if (type != NULL)
        continue;
      g_action_group_activate_action (actions, names[i], parameter);
      harness_settle ();
    }
}

static void
test_actions (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *page = open_contract (fixture, "采购合同.pdf");
  g_autofree char *empty = harness_dup_path ("empty.pdf");

  activate_all (page);
  close_dialogs (fixture->window);
  g_assert_cmpint (app_page_view_get_turn (app_document_page_get_view (page)), ==, 90);

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  activate_all (harness_open (fixture->window, empty));
  close_dialogs (fixture->window);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-sidebar", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-tab", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-help-overlay", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (harness_get_application ()), "about", NULL);
  harness_settle ();
}

static void
test_tabs (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *first = open_contract (fixture, "a.pdf");
  AppDocumentPage *second = open_contract (fixture, "b.pdf");
  AppDocumentsPage *documents = APP_DOCUMENTS_PAGE (find (fixture, "AppDocumentsPage"));
  g_autofree char *path = harness_dup_path ("a.pdf");

  g_assert_true (first != second);
  g_assert_cmpuint (app_documents_page_get_n_open (documents), ==, 2);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "b.pdf");
  g_assert_true (harness_open (fixture->window, path) == first);
  g_assert_cmpuint (app_documents_page_get_n_open (documents), ==, 2);
  g_assert_true (app_window_get_document (fixture->window) == first);
  app_documents_page_close_current (documents);
  harness_settle ();
  g_assert_true (app_window_get_document (fixture->window) == second);
  app_documents_page_close_current (documents);
  harness_settle ();
  g_assert_null (app_window_get_document (fixture->window));
}

static gboolean
hold (AppDocumentPage *page, guint *asked)
{
  ++*asked;
  return TRUE;
}

/* Unfinished work keeps its tab, and with it the window, until somebody answers. */
static void
test_close_held (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *page = open_contract (fixture, "a.pdf");
  guint asked = 0;

  g_signal_connect (page, "close-request", G_CALLBACK (hold), &asked);
  gtk_window_close (GTK_WINDOW (fixture->window));
  harness_settle ();
  g_assert_cmpuint (asked, ==, 1);
  g_assert_true (app_window_get_document (fixture->window) == page);
  app_document_page_answer_close (page, FALSE);
  harness_settle ();
  g_assert_true (app_window_get_document (fixture->window) == page);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-tab", NULL);
  harness_settle ();
  g_assert_cmpuint (asked, ==, 2);
  app_document_page_answer_close (page, TRUE);
  harness_settle ();
  g_assert_null (app_window_get_document (fixture->window));
}

static void
test_search (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *page = open_contract (fixture, "a.pdf");
  AppSearchBar *bar = APP_SEARCH_BAR (harness_find (GTK_WIDGET (page), "AppSearchBar"));
  GtkLabel *count = GTK_LABEL (harness_find (GTK_WIDGET (page), "count"));
  AppPageView *view = app_document_page_get_view (page);
  ModelDocument *document = app_document_page_get_document (page);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "doc.find", NULL);
  g_assert_true (app_search_bar_is_open (bar));
  app_search_bar_find (bar, "contract");
  harness_wait_until (model_document_get_n_hits (document) == 12);
  harness_wait_until (!model_document_is_finding (document));
  g_assert_cmpstr (gtk_label_get_label (count), ==, "1 of 12");
  app_search_bar_step (bar, 1);
  app_search_bar_step (bar, 1);
  g_assert_cmpstr (gtk_label_get_label (count), ==, "3 of 12");
  harness_wait_until (app_page_view_get_current_page (view) == 2);
  for (int i = 0; i < 3; i++)
    app_search_bar_step (bar, -1);
  g_assert_cmpstr (gtk_label_get_label (count), ==, "12 of 12");

  app_search_bar_find (bar, "saffron");
  harness_wait_until (g_str_equal (gtk_label_get_label (count), "Not found"));
  app_search_bar_set_open (bar, FALSE);
  g_assert_cmpuint (model_document_get_n_hits (document), ==, 0);
}

static void
test_password (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *plain = harness_write_pdf ("plain.pdf", 2, FALSE);
  g_autofree char *locked = harness_dup_path ("locked.pdf");
  g_autofree char *qpdf = g_find_program_in_path ("qpdf");
  const char *const argv[] = {"qpdf", "--encrypt", "secret", "owner", "256",
                              "--",   plain,       locked,   NULL};
  AppDocumentPage *page;
  ModelDocument *document;
  GtkWidget *entry, *problem, *button;

  if (qpdf == NULL)
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  page = harness_open (fixture->window, locked);
  document = app_document_page_get_document (page);
  entry = harness_find (GTK_WIDGET (page), "entry");
  entry = find (fixture, "GtkPasswordEntry");
  problem = find (fixture, "problem");
  button = harness_find (gtk_widget_get_parent (problem), "button");
  g_assert_false (gtk_widget_get_visible (problem));
  g_assert_false (gtk_widget_get_sensitive (button));

  gtk_editable_set_text (GTK_EDITABLE (entry), "wrong");
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  harness_wait_until (model_document_get_error (document) != NULL);
  g_assert_true (gtk_widget_get_visible (problem));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");

  gtk_editable_set_text (GTK_EDITABLE (entry), "secret");
  g_signal_emit_by_name (entry, "activate");
  harness_wait_until (model_document_get_state (document) == MODEL_DOCUMENT_READY);
  harness_settle ();
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (app_document_page_get_view (page))));
}

/* Each says what happened, why and what to do; and "try again" opens the file once it is there. */
static void
test_error (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = harness_dup_path ("late.pdf");
  AppDocumentPage *page = harness_open (fixture->window, path);
  g_autofree char *written = NULL;

  g_assert_nonnull (harness_find (GTK_WIDGET (page), "AppErrorPage"));
  g_assert_error (model_document_get_error (app_document_page_get_document (page)), PDF_ERROR,
                  PDF_ERROR_UNREADABLE);
  written = harness_write_pdf ("late.pdf", 1, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "doc.reload", NULL);
  harness_wait_until (model_document_get_state (app_document_page_get_document (page)) ==
                      MODEL_DOCUMENT_READY);
}

static void
test_error_sentences (void)
{
  for (int code = 0; code < PDF_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (PDF_ERROR, code, "details");
      GtkWidget *page = g_object_ref_sink (app_error_page_new ("x.pdf", error));
      GtkWidget *remedy = harness_find (page, "remedy");

      g_assert_cmpuint (g_utf8_strlen (gtk_label_get_label (GTK_LABEL (remedy)), -1), >, 10);
      g_object_unref (page);
    }
}

static gboolean
has_picture (ModelRecent *recent, GFile *file)
{
  g_autofree char *picture = model_recent_file_dup_picture (model_recent_find (recent, file));

  return picture != NULL;
}

/* What was open is listed with its page, zoom and picture, and opens there again. */
static void
test_recent (Fixture *fixture, gconstpointer unused)
{
  ModelRecent *recent = app_application_get_recent (harness_get_application ());
  AppDocumentPage *page = open_contract (fixture, "recent.pdf");
  AppPageView *view = app_document_page_get_view (page);
  g_autofree char *path = harness_dup_path ("recent.pdf");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  ModelRecentFile *entry;

  harness_wait_until (model_recent_find (recent, file) != NULL);
  harness_wait_until (has_picture (recent, file));
  app_page_view_set_zoom (view, 1.5);
  app_page_view_scroll_to (view, 7, 0, 0);
  harness_wait_until (app_page_view_get_current_page (view) == 7);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-tab", NULL);
  harness_settle ();
  entry = model_recent_find (recent, file);
  g_assert_cmpuint (model_recent_file_get_page (entry), ==, 7);
  g_assert_cmpstr (model_recent_file_get_zoom (entry), ==, "1.500");

  app_window_show_room (fixture->window, "home");
  harness_settle ();
  gtk_test_accessible_assert_property (find (fixture, "AppRecentRow"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "recent.pdf");
  page = harness_open (fixture->window, path);
  view = app_document_page_get_view (page);
  harness_wait_until (app_page_view_get_current_page (view) == 7);
  g_assert_cmpfloat_with_epsilon (app_page_view_get_zoom (view), 1.5, 1e-6);

  app_window_show_room (fixture->window, "home");
  gtk_widget_activate_action (find (fixture, "AppHomePage"), "home.clear", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recent)), ==, 0);
}

/* Several files dropped on the window each get a tab. */
static void
test_drop (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GListModel)
      controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->window));
  g_autofree char *a = harness_write_pdf ("a.pdf", 1, FALSE);
  g_autofree char *b = harness_write_pdf ("b.pdf", 1, FALSE);
  g_autoptr (GFile) first = g_file_new_for_path (a);
  g_autoptr (GFile) second = g_file_new_for_path (b);
  GSList files[2] = {{first, &files[1]}, {second, NULL}};
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_static_boxed (&value, files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10., 10., &taken);
    }
  g_assert_true (taken);
  g_assert_cmpuint (
      app_documents_page_get_n_open (APP_DOCUMENTS_PAGE (find (fixture, "AppDocumentsPage"))), ==,
      2);
  harness_settle ();
}

static void
test_page_entry (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *page = open_contract (fixture, "a.pdf");
  AppPageView *view = app_document_page_get_view (page);
  AppPageEntry *popover = app_page_entry_popup (view);
  GtkWidget *entry = harness_find (GTK_WIDGET (popover), "entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), "13");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "9");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_signal_emit_by_name (entry, "activate");
  harness_wait_until (app_page_view_get_current_page (view) == 8);
  harness_settle ();
}

/* Of a pixel near the lower edge of a widget: 255 hides all that is behind it. */
static guint
paint_alpha (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cairo = cairo_create (surface);
  GskRenderNode *node;
  guint alpha;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cairo);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_surface_flush (surface);
  alpha = cairo_image_surface_get_data (
      surface)[(height - 4) * cairo_image_surface_get_stride (surface) + 4 * (width / 2) + 3];
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return alpha;
}

static void
test_narrow (Fixture *fixture, gconstpointer unused)
{
  AdwFlap *flap = ADW_FLAP (find (fixture, "flap"));

  g_assert_false (adw_flap_get_folded (flap));
  if (!adw_flap_get_reveal_flap (flap)) /* as the window before this one was left */
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-sidebar", NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 600);
  harness_wait_until (adw_flap_get_folded (flap));
  harness_wait_until (!adw_flap_get_reveal_flap (flap));
  /* Over the page, the rooms are as readable as beside it. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-sidebar", NULL);
  harness_wait_until (adw_flap_get_reveal_progress (flap) == 1);
  harness_settle ();
  g_assert_cmpuint (paint_alpha (adw_flap_get_flap (flap)), ==, 255);
  /* What it covers has not the keys meanwhile. */
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         adw_flap_get_flap (flap)));
  /* What the arrow keys select there is what is shown below. */
  app_window_show_room (fixture->window, "home");
  g_signal_emit_by_name (find (fixture, "rooms"), "move-cursor", GTK_MOVEMENT_DISPLAY_LINES, 4,
                         FALSE, FALSE);
  g_assert_cmpstr (app_window_get_room (fixture->window), ==, "seals");
  g_assert_true (adw_flap_get_reveal_flap (flap));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-sidebar", NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  harness_wait_until (!adw_flap_get_folded (flap));
  harness_wait_until (adw_flap_get_reveal_flap (flap));
}

static void
test_properties (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *page = open_contract (fixture, "a.pdf");
  GtkWindow *window = app_properties_window_present (app_document_page_get_document (page),
                                                     GTK_WINDOW (fixture->window));

  harness_settle ();
  g_assert_nonnull (harness_find (GTK_WIDGET (window), "AdwActionRow"));
  gtk_window_destroy (window);
}

/* On paper the text stands where it stands in the file, and pages keep their number. */
static void
test_print (Fixture *fixture, gconstpointer unused)
{
  AppDocumentPage *page = open_contract (fixture, "a.pdf");
  g_autoptr (GtkPrintOperation)
      operation = app_print_new (app_document_page_get_document (page), 0);
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) paper = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  g_autofree char *path = harness_dup_path ("printed.pdf");
  g_autoptr (RenderDocument) printed = NULL;
  g_autoptr (GArray) hits = NULL;
  const RenderArea *area;

  gtk_page_setup_set_paper_size (setup, paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT,
                                            GTK_WINDOW (fixture->window), NULL),
                   ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  printed = render_document_new (path, NULL, NULL);
  g_assert_nonnull (printed);
  g_assert_cmpuint (render_document_get_n_pages (printed), ==, 12);
  hits = render_document_find (printed, 4, "Page 5");
  g_assert_cmpuint (hits->len, ==, 1);
  area = &g_array_index (hits, RenderArea, 0);
  g_assert_cmpfloat_with_epsilon (area->x, 72, 2);
  g_assert_cmpfloat_with_epsilon (area->y + area->height, 72 + 3, 5);
}

/* A row as it is made from what a platform says: a name, and a button. */
static GtkWidget *
make_row (const char *id, const char *words)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label ("End");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  app_rows_name (row, id);
  return row;
}

/* IDS, each with "!" behind it where it says something else than before. */
static void
tell_rows (GtkListBox *list, const char *ids)
{
  g_auto (GStrv) all = g_strsplit (ids, " ", -1);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; *ids != '\0' && all[i] != NULL; i++)
    {
      g_autofree char *id = g_strndup (all[i], 1);

      g_ptr_array_add (rows, make_row (id, all[i]));
    }
  app_rows_become (list, rows);
}

static GtkWidget *
row_at (GtkListBox *list, int i)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (list, i));
}

static gboolean
is_focus_in (GtkWidget *row)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (row));

  return focus != NULL && (focus == row || gtk_widget_is_ancestor (focus, row));
}

/* What is told anew and says the same is the same widget, and keeps the keys. */
static void
test_rows_stay (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());
  GtkWidget *b, *button;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (list));
  tell_rows (list, "a b c");
  gtk_window_present (GTK_WINDOW (window));
  harness_settle ();
  b = row_at (list, 1);
  button = harness_find (b, "GtkButton");
  gtk_widget_grab_focus (button);
  tell_rows (list, "a b c");
  g_assert_true (row_at (list, 1) == b);
  tell_rows (list, "n a! b");
  g_assert_true (row_at (list, 2) == b && row_at (list, 3) == NULL);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == button);
  tell_rows (list, "n b! c");
  g_assert_true (row_at (list, 1) != b && is_focus_in (row_at (list, 1)));
  /* On the button that stands where it was. */
  g_assert_true (gtk_widget_has_focus (harness_find (row_at (list, 1), "GtkButton")));
  tell_rows (list, "n c");
  g_assert_true (is_focus_in (row_at (list, 1)));
  tell_rows (list, "n");
  g_assert_true (is_focus_in (row_at (list, 0)));
  tell_rows (list, "");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count_try (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* The same error told again stays unfolded; trying again is offered where somebody can; and when it
 * is over the keys are at what comes behind. */
static void
test_error_box (void)
{
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *behind = gtk_button_new_with_label ("behind"), *again;
  AppErrorBox *error_box = app_error_box_new ();
  GtkExpander *expander = GTK_EXPANDER (harness_find (GTK_WIDGET (error_box), "expander"));
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GError) error = g_error_new (PDF_ERROR, PDF_ERROR_DAMAGED, "one");
  g_autoptr (GError) other = g_error_new (PDF_ERROR, PDF_ERROR_DAMAGED, "another");
  const GActionEntry entry = {"again", count_try};
  guint tries = 0;

  g_action_map_add_action_entries (G_ACTION_MAP (group), &entry, 1, &tries);
  gtk_widget_insert_action_group (window, "test", G_ACTION_GROUP (group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (error_box));
  gtk_box_append (GTK_BOX (box), behind);
  gtk_window_set_child (GTK_WINDOW (window), box);
  again = harness_find (GTK_WIDGET (error_box), "again");
  app_error_box_set (error_box, error);
  gtk_window_present (GTK_WINDOW (window));
  harness_settle ();
  g_assert_false (gtk_widget_get_visible (again));
  app_error_box_offer (error_box, "test.again");
  gtk_expander_set_expanded (expander, TRUE);
  app_error_box_set (error_box, error);
  g_assert_true (gtk_expander_get_expanded (expander));
  app_error_box_set (error_box, other);
  g_assert_false (gtk_expander_get_expanded (expander));
  g_assert_true (gtk_widget_grab_focus (again));
  gtk_widget_activate (again);
  harness_wait_until (tries == 1);
  app_error_box_set (error_box, NULL);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == behind);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The longest that a platform takes, in the menu of the spaces. */
static void
test_brief_names (void)
{
  g_autofree char *usual = app_enterprise_dup_brief_name ("贵州山水科技有限公司");
  g_autoptr (GString) longest = g_string_new (NULL);
  g_autofree char *brief = NULL;

  for (guint i = 0; i < 10; i++)
    g_string_append (longest, "贵州省黔东南");
  g_string_append (longest, "有限公司");
  brief = app_enterprise_dup_brief_name (longest->str);
  g_assert_cmpstr (usual, ==, "贵州山水科技有限公司");
  g_assert_cmpint (g_utf8_strlen (longest->str, -1), ==, 64);
  g_assert_cmpint (g_utf8_strlen (brief, -1), ==, 36);
  g_assert_true (g_str_has_prefix (brief, "贵州省黔东南贵州省黔东南"));
  g_assert_true (g_str_has_suffix (brief, "…东南贵州省黔东南有限公司"));
}

/* Of a list with thousands of rows: how wide they want to be hangs on no words, which then are laid
 * out once; and what identifies somebody wraps, and is never cut. */
static void
test_review_text (void)
{
  GtkWidget *window = gtk_window_new (), *text = g_object_new (APP_TYPE_REVIEW_TEXT, NULL);
  int least, usual, wide, brief, narrow, tall;

  gtk_window_set_child (GTK_WINDOW (window), text);
  app_review_text_set_text (APP_REVIEW_TEXT (text), "王某");
  gtk_widget_measure (text, GTK_ORIENTATION_HORIZONTAL, -1, &least, &usual, NULL, NULL);
  gtk_widget_measure (text, GTK_ORIENTATION_VERTICAL, usual, &brief, NULL, NULL, NULL);
  app_review_text_set_text (APP_REVIEW_TEXT (text), "贵州省黔东南苗族侗族自治州山水科技有限公司");
  gtk_widget_measure (text, GTK_ORIENTATION_HORIZONTAL, -1, &narrow, &wide, NULL, NULL);
  g_assert_cmpint (narrow, ==, least);
  g_assert_cmpint (wide, ==, usual);
  gtk_widget_measure (text, GTK_ORIENTATION_VERTICAL, usual, &tall, NULL, NULL, NULL);
  g_assert_cmpint (tall, >, brief);
  gtk_widget_measure (text, GTK_ORIENTATION_VERTICAL, 4 * wide, &tall, NULL, NULL, NULL);
  g_assert_cmpint (tall, ==, brief);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "贵州省黔东南苗族侗族自治州山水科技有限公司");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/app/window/rooms", test_rooms);
  ADD ("/app/window/actions", test_actions);
  ADD ("/app/window/tabs", test_tabs);
  ADD ("/app/window/close-held", test_close_held);
  ADD ("/app/window/search", test_search);
  ADD ("/app/window/password", test_password);
  ADD ("/app/window/error", test_error);
  g_test_add_func ("/app/window/error-sentences", test_error_sentences);
  g_test_add_func ("/app/window/brief-names", test_brief_names);
  g_test_add_func ("/app/window/rows-stay", test_rows_stay);
  g_test_add_func ("/app/window/error-box", test_error_box);
  g_test_add_func ("/app/window/review-text", test_review_text);
  ADD ("/app/window/recent", test_recent);
  ADD ("/app/window/drop", test_drop);
  ADD ("/app/window/page-entry", test_page_entry);
  ADD ("/app/window/narrow", test_narrow);
  ADD ("/app/window/properties", test_properties);
  ADD ("/app/window/print", test_print);
  return harness_run ();
}

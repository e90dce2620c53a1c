/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harness.h"

#include <cairo-pdf.h>
#ifdef __SANITIZE_ADDRESS__
#include <link.h>
#include <string.h>
#endif

#include "support-folder.h"

#define POINTS(mm) ((mm) *72 / 25.4)

static char *folder;
static AppApplication *application;

#ifdef __SANITIZE_ADDRESS__
/* GLib's table of quarks is made while the library is loaded and left behind when it becomes too
 * small, since readers may still be in it. The leak sanitizer sees no caller by which that could be
 * excused, so the first table is kept hold of here. */
#define QUARK_TABLE_BYTES (2048 * sizeof (char *))

static gpointer tables[8]; /* there may be others of that size */

/* Of sanitizer/allocator_interface.h, which gcc does not install. */
extern int __sanitizer_get_ownership (const volatile void *block);
extern size_t __sanitizer_get_allocated_size (const volatile void *block);

static int
keep_quark_table (struct dl_phdr_info *library, size_t size, gpointer unused)
{
  guint n_tables = 0;

  if (strstr (library->dlpi_name, "libglib-2.0") == NULL)
    return 0;
  for (int i = 0; i < library->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *segment = &library->dlpi_phdr[i];
      gpointer *words = (gpointer *) (library->dlpi_addr + segment->p_vaddr);

      if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W))
        continue;
      for (gsize k = 0; k < segment->p_memsz / sizeof *words; k++)
        if (n_tables < G_N_ELEMENTS (tables) && __sanitizer_get_ownership (words[k]) &&
            __sanitizer_get_allocated_size (words[k]) == QUARK_TABLE_BYTES)
          tables[n_tables++] = words[k];
    }
  return 1;
}
#endif

void
harness_init (int *argc, char ***argv)
{
#ifdef __SANITIZE_ADDRESS__
  dl_iterate_phdr (keep_quark_table, NULL);
#endif
  folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (argc, argv, NULL);
  adw_init ();
}

int
harness_run (void)
{
  int status = g_test_run ();

  g_clear_object (&application);
  support_folder_remove (folder);
  g_free (folder);
  return status;
}

AppApplication *
harness_get_application (void)
{
  g_autoptr (GError) error = NULL;

  if (application == NULL)
    {
      application = app_application_new ();
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
    }
  return application;
}

AppWindow *
harness_new_window (void)
{
  AppWindow *window = app_window_new (harness_get_application ());

  gtk_window_present (GTK_WINDOW (window));
  harness_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

char *
harness_dup_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

char *
harness_write_pdf (const char *name, guint n_pages, gboolean mixed)
{
  char *path = harness_dup_path (name);
  cairo_surface_t *surface = cairo_pdf_surface_create (path, POINTS (210), POINTS (297));
  cairo_t *cr = cairo_create (surface);

  for (guint page = 0; page < n_pages; page++)
    {
      g_autofree char *text = g_strdup_printf ("Page %u of the contract", page + 1);

      if (page > 0 && mixed)
        cairo_pdf_surface_set_size (surface, POINTS (148), POINTS (210));
      cairo_set_font_size (cr, 14);
      cairo_move_to (cr, 72, 72);
      cairo_show_text (cr, text);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

AppDocumentPage *
harness_open (AppWindow *window, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AppDocumentPage *page = app_window_open (window, file);

  harness_wait_until (model_document_get_state (app_document_page_get_document (page)) !=
                      MODEL_DOCUMENT_LOADING);
  harness_settle ();
  return page;
}

GtkWidget *
harness_find (GtkWidget *root, const char *type_or_name)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (root), type_or_name) ||
      g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), type_or_name) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = harness_find (child, type_or_name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Through the widget's own class bindings and shortcut controllers, as a real key arrives there. */
void
harness_press (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint n = g_list_model_get_n_items (controllers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      g_autoptr (GtkShortcut) shortcut = NULL;

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) each = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (each);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
              gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
            {
              gtk_shortcut_action_activate (gtk_shortcut_get_action (each), 0, widget,
                                            gtk_shortcut_get_arguments (each));
              return;
            }
        }
    }
  g_assert_not_reached ();
}

void
harness_settle (void)
{
  gint64 end = g_get_monotonic_time () + 100 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

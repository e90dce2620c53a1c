/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app-seal-card.h"
#include "app-seal-dialog.h"
#include "app-seal-import-dialog.h"
#include "app-seal-picture.h"
#include "app-seals-page.h"
#include "support-folder.h"

static const char company[] = "贵州山水科技有限公司";

typedef struct {
  char *top;
  ModelSeals *seals;
  GtkWidget *window;
  GtkWidget *page;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;

  fixture->top = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  folder = g_build_filename (fixture->top, "seals", NULL);
  fixture->seals = model_seals_new (folder);
  fixture->page = app_seals_page_new (fixture->seals);
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->page);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A worker may hold its last reference for a moment after its answer has been taken. */
static void
unref_and_wait (gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  while (g_atomic_pointer_get (&object) != NULL)
    g_usleep (1000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer page = fixture->page;

  g_object_add_weak_pointer (G_OBJECT (fixture->page), &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  iterate ();
  g_assert_null (page);
  unref_and_wait (fixture->seals);
  support_folder_remove (fixture->top);
  g_free (fixture->top);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->seals));
}

/* The widget below @root that the template calls @id, or the first one of @type. */
static GtkWidget *
find (GtkWidget *root, const char *id, GType type)
{
  if (id != NULL && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), id) == 0)
    return root;
  if (id == NULL && G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, id, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_toplevel (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (toplevel, type))
        return toplevel;
    }
  return NULL;
}

static void
type (GtkWidget *dialog, const char *id, const char *text)
{
  GtkWidget *entry = find (dialog, id, G_TYPE_NONE);

  g_assert_true (GTK_IS_EDITABLE (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static gboolean
is_shown (GtkWidget *dialog, const char *id)
{
  return gtk_widget_get_visible (find (dialog, id, G_TYPE_NONE));
}

static const char *
visible_child (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (find (fixture->page, "stack", G_TYPE_NONE)));
}

static ModelSeal *
add_seal (Fixture *fixture)
{
  SealRoundSpec spec = {.name = company, .star = TRUE};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);

  return model_seals_add (fixture->seals, "公章", SEAL_ORIGIN_GENERATED, drawing, NULL);
}

static void
test_draw (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  g_assert_cmpstr (visible_child (fixture), ==, "empty");
  gtk_widget_activate_action (fixture->page, "seals.draw", NULL);
  dialog = find_toplevel (APP_TYPE_SEAL_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_true (is_shown (dialog, "problem"));
  g_assert_false (is_shown (dialog, "problem_icon"));

  gtk_widget_activate_action (dialog, "seal.add", NULL);
  g_assert_cmpuint (count (fixture), ==, 0);

  type (dialog, "name", company);
  g_assert_false (is_shown (dialog, "problem"));
  gtk_widget_activate_action (dialog, "seal.row", "s", "合同专用章");
  g_assert_false (is_shown (dialog, "problem"));
  gtk_widget_activate_action (dialog, "seal.add", NULL);
  iterate ();
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_null (find_toplevel (APP_TYPE_SEAL_DIALOG));
  g_assert_cmpstr (visible_child (fixture), ==, "gallery");
  {
    g_autoptr (ModelSeal) seal = g_list_model_get_item (G_LIST_MODEL (fixture->seals), 0);

    g_assert_cmpstr (model_seal_get_title (seal), ==, "贵州山水科技有限公司 合同专用章");
  }
}

/* Each reason has its own words, and none of them adds anything. */
static void
test_draw_refuses (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *row, *code, *what;
  } cases[] = {
      {company, "", "12", "The seal code is not right."},
      {company, "这一行文字实在是太长了所以放不下", "", "The text does not fit on this seal."},
      {"贵州\U0001f600", "", "", "A character cannot be drawn. “\U0001f600”"},
      {" ", "", "", "There is no name on the seal yet."},
  };
  GtkWidget *dialog;

  gtk_widget_activate_action (fixture->page, "seals.draw", NULL);
  dialog = find_toplevel (APP_TYPE_SEAL_DIALOG);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      type (dialog, "name", cases[i].name);
      type (dialog, "row", cases[i].row);
      type (dialog, "code", cases[i].code);
      g_assert_true (is_shown (dialog, "problem"));
      g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find (dialog, "problem_what", G_TYPE_NONE))),
                       ==, cases[i].what);
      gtk_widget_activate_action (dialog, "seal.add", NULL);
      g_assert_cmpuint (count (fixture), ==, 0);
    }
  gtk_widget_activate_action (dialog, "window.close", NULL);
  iterate ();
  g_assert_null (find_toplevel (APP_TYPE_SEAL_DIALOG));
}

/* What happened, what to do and where; and not what the system calls it. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->top, "seals", NULL);
  AdwStatusPage *status = ADW_STATUS_PAGE (find (fixture->page, "unreadable", G_TYPE_NONE));
  const char *words;

  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  gtk_widget_activate_action (fixture->page, "seals.reload", NULL);
  words = adw_status_page_get_description (status);
  g_assert_cmpstr (visible_child (fixture), ==, "unreadable");
  g_assert_cmpstr (adw_status_page_get_title (status), ==, "Your seals cannot be read.");
  g_assert_nonnull (strstr (words, "try again. Vermilion deleted nothing."));
  g_assert_nonnull (strstr (words, folder));
  g_assert_null (strstr (words, g_strerror (ENOTDIR)));

  g_assert_no_errno (g_unlink (folder));
  gtk_widget_activate_action (fixture->page, "seals.reload", NULL);
  g_assert_cmpstr (visible_child (fixture), ==, "empty");
}

static void
test_gallery (Fixture *fixture, gconstpointer data)
{
  ModelSeal *seal = add_seal (fixture);
  g_autoptr (ModelSeal) shown = NULL;
  GtkWidget *card, *picture;

  gtk_test_widget_wait_for_draw (fixture->window);
  card = find (fixture->page, NULL, APP_TYPE_SEAL_CARD);
  g_assert_nonnull (card);
  picture = find (card, NULL, APP_TYPE_SEAL_PICTURE);
  g_object_get (picture, "seal", &shown, NULL);
  g_assert_true (shown == seal);
  gtk_test_accessible_assert_role (picture, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (picture, GTK_ACCESSIBLE_PROPERTY_LABEL, "公章");
  g_assert_cmpint (gtk_widget_get_width (picture), ==, 144);
  gtk_test_accessible_assert_property (gtk_widget_get_parent (card), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "公章");

  model_seals_rename (fixture->seals, model_seal_get_id (seal), "旧公章", NULL);
  gtk_test_accessible_assert_property (picture, GTK_ACCESSIBLE_PROPERTY_LABEL, "旧公章");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find (card, "title", G_TYPE_NONE))), ==,
                   "旧公章");
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  ModelSeal *seal = add_seal (fixture);
  GtkWidget *dialog, *entry;

  gtk_widget_activate_action (fixture->page, "seals.rename", "s", model_seal_get_id (seal));
  dialog = find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  entry = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "公章");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "rename"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "行政章");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  g_assert_cmpstr (model_seal_get_title (seal), ==, "行政章");
  iterate ();
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_strdup (model_seal_get_id (add_seal (fixture)));

  gtk_widget_activate_action (fixture->page, "seals.remove", "s", id);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_cmpstr (visible_child (fixture), ==, "empty");
  gtk_widget_activate_action (fixture->page, "seals.restore", "s", id);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpstr (visible_child (fixture), ==, "gallery");
  gtk_widget_activate_action (fixture->page, "seals.remove", "s", "no-such-seal");
  g_assert_cmpuint (count (fixture), ==, 1);
}

static GtkWidget *
import (Fixture *fixture, const char *name, const void *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (fixture->top, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWindow *dialog;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  dialog = app_seal_import_dialog_new (GTK_WINDOW (fixture->window), fixture->seals, file);
  gtk_window_present (dialog);
  return GTK_WIDGET (dialog);
}

static void
wait_for_answer (GtkWidget *dialog)
{
  GtkSpinner *spinner = GTK_SPINNER (find (dialog, "spinner", G_TYPE_NONE));

  while (gtk_spinner_get_spinning (spinner))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  SealRoundSpec spec = {.name = company, .star = TRUE};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);
  g_autoptr (GBytes) png = seal_drawing_to_png (drawing, 200);
  GtkWidget *dialog = import (fixture, "扫描.png", g_bytes_get_data (png, NULL),
                              g_bytes_get_size (png));

  /* Not before there is something to add. */
  gtk_widget_activate_action (dialog, "seal.add", NULL);
  g_assert_cmpuint (count (fixture), ==, 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find (dialog, "width", G_TYPE_NONE)), 38);
  wait_for_answer (dialog);
  g_assert_false (is_shown (dialog, "problem"));
  /* 40 mm at 200 dpi are 315 pixels. */
  g_assert_false (is_shown (dialog, "coarse"));
  gtk_widget_activate_action (dialog, "seal.add", NULL);
  iterate ();
  g_assert_cmpuint (count (fixture), ==, 1);
  {
    g_autoptr (ModelSeal) seal = g_list_model_get_item (G_LIST_MODEL (fixture->seals), 0);

    g_assert_cmpstr (model_seal_get_title (seal), ==, "扫描");
    g_assert_cmpint (model_seal_get_origin (seal), ==, SEAL_ORIGIN_PICTURE);
    g_assert_cmpfloat (seal_drawing_get_width (model_seal_get_drawing (seal)), ==, 38);
  }
}

static void
test_import_coarse (Fixture *fixture, gconstpointer data)
{
  SealRoundSpec spec = {.name = company, .star = TRUE};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);
  g_autoptr (GBytes) png = seal_drawing_to_png (drawing, 100);
  GtkWidget *dialog = import (fixture, "small.png", g_bytes_get_data (png, NULL),
                              g_bytes_get_size (png));

  wait_for_answer (dialog);
  g_assert_true (is_shown (dialog, "coarse"));
  gtk_window_close (GTK_WINDOW (dialog));
  iterate ();
}

static void
test_import_refuses (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = import (fixture, "no picture.png", "no picture", 10);

  wait_for_answer (dialog);
  g_assert_true (is_shown (dialog, "problem"));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find (dialog, "problem_what", G_TYPE_NONE))), ==,
                   "This file is not a picture that can be used.");
  gtk_widget_activate_action (dialog, "seal.add", NULL);
  g_assert_cmpuint (count (fixture), ==, 0);
  gtk_window_close (GTK_WINDOW (dialog));
  iterate ();
}

/* Closing while the picture is still being read leaves nothing behind. */
static void
test_import_closed_early (Fixture *fixture, gconstpointer data)
{
  SealRoundSpec spec = {.name = company, .star = TRUE};
  g_autoptr (SealDrawing) drawing = seal_round_draw (&spec, NULL);
  g_autoptr (GBytes) png = seal_drawing_to_png (drawing, 600);
  gpointer dialog = import (fixture, "large.png", g_bytes_get_data (png, NULL),
                            g_bytes_get_size (png));

  g_object_add_weak_pointer (dialog, &dialog);
  gtk_window_destroy (dialog);
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count (fixture), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/seals/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("draw", test_draw);
  ADD ("draw-refuses", test_draw_refuses);
  ADD ("unreadable", test_unreadable);
  ADD ("gallery", test_gallery);
  ADD ("rename", test_rename);
  ADD ("remove-and-undo", test_remove_and_undo);
  ADD ("import", test_import);
  ADD ("import-coarse", test_import_coarse);
  ADD ("import-refuses", test_import_refuses);
  ADD ("import-closed-early", test_import_closed_early);
  return g_test_run ();
}

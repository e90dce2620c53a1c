/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "model-seals.h"
#include "seal-error.h"
#include "support-folder.h"

typedef struct {
  char *folder;
  ModelSeals *seals;
  SealDrawing *drawing;
  /* What "items-changed" told last, and how often it did. */
  guint position, removed, added, n_changes;
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  fixture->position = position;
  fixture->removed = removed;
  fixture->added = added;
  fixture->n_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE};
  g_autofree char *top = g_dir_make_tmp ("vermilion-XXXXXX", NULL);

  fixture->folder = g_build_filename (top, "seals", NULL);
  fixture->seals = model_seals_new (fixture->folder);
  fixture->drawing = seal_round_draw (&spec, NULL);
  g_signal_connect (fixture->seals, "items-changed", G_CALLBACK (on_items_changed), fixture);
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
  g_autofree char *top = g_path_get_dirname (fixture->folder);

  unref_and_wait (fixture->seals);
  seal_drawing_unref (fixture->drawing);
  support_folder_remove (top);
  g_free (fixture->folder);
}

static ModelSeal *
add (Fixture *fixture, const char *title)
{
  g_autoptr (GError) error = NULL;
  ModelSeal *seal = model_seals_add (fixture->seals, title, SEAL_ORIGIN_GENERATED, fixture->drawing,
                                     &error);

  g_assert_no_error (error);
  return seal;
}

static void
assert_changed (Fixture *fixture, guint position, guint removed, guint added)
{
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (fixture->position, ==, position);
  g_assert_cmpuint (fixture->removed, ==, removed);
  g_assert_cmpuint (fixture->added, ==, added);
  fixture->n_changes = 0;
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->seals);
  ModelSeal *first, *second;
  g_autoptr (ModelSeals) again = NULL;
  g_autofree char *title = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  first = add (fixture, "公章");
  assert_changed (fixture, 0, 0, 1);
  second = add (fixture, "合同专用章");
  assert_changed (fixture, 0, 0, 1);
  g_assert_true (model_seals_find (fixture->seals, model_seal_get_id (first)) == first);
  g_assert_true (model_seals_find (fixture->seals, model_seal_get_id (second)) == second);
  g_assert_null (model_seals_find (fixture->seals, "other"));
  g_object_get (second, "title", &title, NULL);
  g_assert_cmpstr (title, ==, "合同专用章");
  g_assert_true (model_seal_get_drawing (first) == fixture->drawing);

  again = model_seals_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 2);
}

static void
on_notify (ModelSeal *seal, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  ModelSeal *seal = add (fixture, "公章");
  g_autoptr (GError) error = NULL;
  guint n_notified = 0;

  fixture->n_changes = 0;
  g_signal_connect (seal, "notify::title", G_CALLBACK (on_notify), &n_notified);
  g_assert_true (model_seals_rename (fixture->seals, model_seal_get_id (seal), "新公章", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (model_seal_get_title (seal), ==, "新公章");
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (fixture->n_changes, ==, 0);
  g_assert_false (model_seals_rename (fixture->seals, model_seal_get_id (seal), "", &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_EMPTY);
  g_assert_cmpstr (model_seal_get_title (seal), ==, "新公章");
}

static void
test_remove_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  id = g_strdup (model_seal_get_id (add (fixture, "公章")));
  fixture->n_changes = 0;
  g_assert_true (model_seals_remove (fixture->seals, id, &error));
  g_assert_no_error (error);
  assert_changed (fixture, 0, 1, 0);
  g_assert_false (model_seals_remove (fixture->seals, id, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_NO_SEAL);
  g_clear_error (&error);
  g_assert_true (model_seals_restore (fixture->seals, id, &error));
  g_assert_no_error (error);
  assert_changed (fixture, 0, 0, 1);
  g_assert_nonnull (model_seals_find (fixture->seals, id));
}

typedef struct {
  GMainLoop *loop;
  SealDrawing *drawing;
  GError *error;
} Answer;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->drawing = model_seals_load_picture_finish (MODEL_SEALS (source), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static void
test_load_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *top = g_path_get_dirname (fixture->folder);
  g_autofree char *path = g_build_filename (top, "seal.png", NULL);
  g_autoptr (GBytes) png = seal_drawing_to_png (fixture->drawing, 200);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  SealPictureSpec spec = {.width = 38};
  Answer good = {loop}, bad = {loop};

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  model_seals_load_picture (fixture->seals, path, &spec, NULL, on_loaded, &good);
  g_main_loop_run (loop);
  g_assert_no_error (good.error);
  g_assert_cmpfloat (seal_drawing_get_width (good.drawing), ==, 38);
  seal_drawing_unref (good.drawing);

  model_seals_load_picture (fixture->seals, top, &spec, NULL, on_loaded, &bad);
  g_main_loop_run (loop);
  g_assert_null (bad.drawing);
  g_assert_error (bad.error, SEAL_ERROR, SEAL_ERROR_UNREADABLE);
  g_error_free (bad.error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->seals)), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/model/seals/" name, Fixture, NULL, set_up, function, tear_down)

/* A folder that cannot be read is not one without seals, and is read again once it can be. */
static void
test_unreadable_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->folder, ".aside", NULL);

  add (fixture, "公章");
  g_assert_null (model_seals_get_problem (fixture->seals));
  g_assert_no_errno (g_rename (fixture->folder, aside));
  g_assert_true (g_file_set_contents (fixture->folder, "", 0, NULL));
  g_assert_false (model_seals_reload (fixture->seals));
  g_assert_error (model_seals_get_problem (fixture->seals), SEAL_ERROR, SEAL_ERROR_FOLDER);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->seals)), ==, 0);
  g_assert_cmpuint (fixture->removed, ==, 1);

  g_assert_no_errno (g_unlink (fixture->folder));
  g_assert_no_errno (g_rename (aside, fixture->folder));
  g_assert_true (model_seals_reload (fixture->seals));
  g_assert_null (model_seals_get_problem (fixture->seals));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->seals)), ==, 1);
  g_assert_cmpuint (fixture->added, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", test_add);
  ADD ("rename", test_rename);
  ADD ("remove-and-restore", test_remove_and_restore);
  ADD ("unreadable-is-told", test_unreadable_is_told);
  ADD ("load-picture", test_load_picture);
  return g_test_run ();
}

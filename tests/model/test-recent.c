/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-recent.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder;
  ModelRecent *recent;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *top = g_dir_make_tmp ("vermilion-XXXXXX", NULL);

  fixture->folder = g_build_filename (top, "recent", NULL);
  fixture->recent = model_recent_new (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *list = g_build_filename (fixture->folder, "files.ini", NULL);
  g_autofree char *top = g_path_get_dirname (fixture->folder);

  model_recent_clear (fixture->recent);
  g_object_unref (fixture->recent);
  g_unlink (list);
  g_assert_no_errno (g_rmdir (fixture->folder)); /* no picture stays behind */
  g_rmdir (top);
  g_free (fixture->folder);
}

static void
note (Fixture *fixture, const char *path, guint page, gint64 now)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  ModelRecentView view = {page, "1.250", 12, now};

  model_recent_note (fixture->recent, file, &view);
}

static void
assert_top (ModelRecent *recent, const char *path, guint page)
{
  g_autoptr (ModelRecentFile) entry = g_list_model_get_item (G_LIST_MODEL (recent), 0);
  g_autofree char *own = g_file_get_path (model_recent_file_get_file (entry));

  g_assert_cmpstr (own, ==, path);
  g_assert_cmpuint (model_recent_file_get_page (entry), ==, page);
  g_assert_cmpuint (model_recent_file_get_n_pages (entry), ==, 12);
  g_assert_cmpstr (model_recent_file_get_zoom (entry), ==, "1.250");
}

static void
test_order (Fixture *fixture, gconstpointer unused)
{
  note (fixture, "/tmp/采购 合同=1.pdf", 3, 100);
  note (fixture, "/tmp/b.pdf", 0, 200);
  assert_top (fixture->recent, "/tmp/b.pdf", 0);
  note (fixture, "/tmp/采购 合同=1.pdf", 7, 300);
  assert_top (fixture->recent, "/tmp/采购 合同=1.pdf", 7);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->recent)), ==, 2);
}

static void
test_kept (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (ModelRecent) again = NULL;

  note (fixture, "/tmp/b.pdf", 0, 200);
  note (fixture, "/tmp/[合同] #1.pdf", 7, 300);
  again = model_recent_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 2);
  assert_top (again, "/tmp/[合同] #1.pdf", 7);
}

static void
test_picture (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/a.pdf");
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 20, 30);
  g_autofree char *path = NULL;
  ModelRecentFile *entry;

  note (fixture, "/tmp/a.pdf", 0, 1);
  entry = model_recent_find (fixture->recent, file);
  g_assert_null (model_recent_file_dup_picture (entry));
  model_recent_picture (fixture->recent, file, picture);
  path = model_recent_file_dup_picture (entry);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  model_recent_picture (fixture->recent, file, NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  model_recent_picture (fixture->recent, file, picture);
  model_recent_remove (fixture->recent, file);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (model_recent_find (fixture->recent, file));
  cairo_surface_destroy (picture);
}

static void
test_bound (Fixture *fixture, gconstpointer unused)
{
  for (int i = 0; i < 50; i++)
    {
      g_autofree char *path = g_strdup_printf ("/tmp/%d.pdf", i);

      note (fixture, path, 0, i);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->recent)), ==, 30);
  assert_top (fixture->recent, "/tmp/49.pdf", 0);
}

/* Whatever stands in the file, the list is only shorter for it. */
static void
test_garbage (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *list = g_build_filename (fixture->folder, "files.ini", NULL);
  g_autoptr (ModelRecent) again = NULL;

  note (fixture, "/tmp/a.pdf", 0, 1);
  g_assert_true (g_file_set_contents (list,
                                      "[https://example.org/a.pdf]\nopened=1\n"
                                      "[file:///tmp/b.pdf]\nopened=soon\npage=-3\n",
                                      -1, NULL));
  again = model_recent_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 1);
  g_assert_true (g_file_set_contents (list, "\377\376 no list", -1, NULL));
  g_object_unref (again);
  again = model_recent_new (fixture->folder);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/model/recent/order", test_order);
  ADD ("/model/recent/kept", test_kept);
  ADD ("/model/recent/picture", test_picture);
  ADD ("/model/recent/bound", test_bound);
  ADD ("/model/recent/garbage", test_garbage);
  return g_test_run ();
}

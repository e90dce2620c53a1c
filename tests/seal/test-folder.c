/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "seal-face.h"
#include "seal-folder.h"
#include "seal-picture.h"
#include "seal-round.h"
#include "support-folder.h"

#define NOW 1764115200

typedef struct {
  char *folder;
  SealDrawing *round;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  SealRoundSpec spec = {.name = "贵州山水科技有限公司", .star = TRUE};
  g_autofree char *top = g_dir_make_tmp ("vermilion-XXXXXX", NULL);

  fixture->folder = g_build_filename (top, "seals", NULL);
  fixture->round = seal_round_draw (&spec, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *top = g_path_get_dirname (fixture->folder);

  support_folder_remove (top);
  g_free (fixture->folder);
  seal_drawing_unref (fixture->round);
}

static SealEntry *
add (Fixture *fixture, const char *title, gint64 when)
{
  g_autoptr (GError) error = NULL;
  SealEntry *entry = seal_folder_add (fixture->folder, title, SEAL_ORIGIN_GENERATED, fixture->round,
                                      when, &error);

  g_assert_no_error (error);
  return entry;
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = seal_folder_list (fixture->folder, &error);

  g_assert_no_error (error);
  return entries;
}

static guint
count (Fixture *fixture)
{
  g_autoptr (GPtrArray) entries = list (fixture);

  return entries->len;
}

static void
assert_same_face (SealDrawing *one, SealDrawing *two)
{
  g_autoptr (GBytes) svg_one = seal_drawing_to_svg (one);
  g_autoptr (GBytes) svg_two = seal_drawing_to_svg (two);

  g_assert_true (g_bytes_equal (svg_one, svg_two));
}

static void
test_outlines_come_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SealEntry) kept = add (fixture, "合同专用章\n“一”", NOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (SealEntry) loaded = seal_folder_load (fixture->folder, kept->id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (loaded->id, ==, kept->id);
  g_assert_cmpstr (loaded->title, ==, "合同专用章\n“一”");
  g_assert_cmpint (loaded->origin, ==, SEAL_ORIGIN_GENERATED);
  g_assert_cmpint (loaded->created, ==, NOW);
  assert_same_face (loaded->drawing, fixture->round);
}

static void
test_picture_comes_back (Fixture *fixture, gconstpointer data)
{
  SealPictureSpec spec = {33.5, FALSE};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = seal_drawing_to_png (fixture->round, 300);
  g_autoptr (SealDrawing) picture = seal_picture_load_bytes (png, &spec, &error);
  g_autoptr (SealEntry) kept = NULL;
  g_autoptr (SealEntry) loaded = NULL;

  g_assert_no_error (error);
  kept = seal_folder_add (fixture->folder, "扫描", SEAL_ORIGIN_PICTURE, picture, NOW, &error);
  g_assert_no_error (error);
  loaded = seal_folder_load (fixture->folder, kept->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (loaded->origin, ==, SEAL_ORIGIN_PICTURE);
  g_assert_cmpfloat (seal_drawing_get_width (loaded->drawing), ==, 33.5);
  assert_same_face (loaded->drawing, picture);
}

static void
test_list_is_newest_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SealEntry) old = NULL;
  g_autoptr (SealEntry) young = NULL;
  g_autoptr (SealEntry) twin = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_cmpuint (count (fixture), ==, 0);
  old = add (fixture, "旧", NOW);
  young = add (fixture, "新", NOW + 1);
  twin = add (fixture, "新", NOW + 1);
  g_assert_cmpstr (young->id, !=, twin->id);
  entries = list (fixture);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpstr (((SealEntry *) g_ptr_array_index (entries, 2))->id, ==, old->id);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SealEntry) kept = add (fixture, "甲", NOW);
  g_autoptr (SealEntry) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *long_title = g_strnfill (201, 'x');

  g_assert_true (seal_folder_rename (fixture->folder, kept->id, "乙", &error));
  g_assert_no_error (error);
  loaded = seal_folder_load (fixture->folder, kept->id, NULL);
  g_assert_cmpstr (loaded->title, ==, "乙");
  g_assert_cmpint (loaded->created, ==, NOW);
  g_assert_false (seal_folder_rename (fixture->folder, kept->id, "", &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_EMPTY);
  g_clear_error (&error);
  g_assert_false (seal_folder_rename (fixture->folder, kept->id, long_title, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_LONG);
}

static void
test_remove_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SealEntry) kept = add (fixture, "甲", NOW);
  g_autoptr (SealEntry) back = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (seal_folder_remove (fixture->folder, kept->id, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_false (seal_folder_remove (fixture->folder, kept->id, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_NO_SEAL);
  g_clear_error (&error);
  g_assert_true (seal_folder_restore (fixture->folder, kept->id, &error));
  g_assert_no_error (error);
  back = seal_folder_load (fixture->folder, kept->id, &error);
  g_assert_no_error (error);
  assert_same_face (back->drawing, fixture->round);
}

static void
test_ids_stay_in_the_folder (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = {"", ".", "..", ".removed", "../seals", "a/b", "A", "-x", "无"};
  g_autoptr (SealEntry) kept = add (fixture, "甲", NOW);

  g_assert_cmpint (strspn (kept->id, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==,
                   strlen (kept->id));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (seal_folder_load (fixture->folder, ids[i], &error));
      g_assert_error (error, SEAL_ERROR, SEAL_ERROR_NO_SEAL);
      g_assert_false (seal_folder_remove (fixture->folder, ids[i], NULL));
      g_assert_false (seal_folder_restore (fixture->folder, ids[i], NULL));
    }
}

/* Damage to one seal, in any of its files, leaves the others usable. */
static void
test_damaged_seals_are_left_out (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *text;
  } damages[] = {
      {"seal.ini", ""},
      {"seal.ini", "[seal]\ntitle=甲\nface=face.png\nwidth=40000\n"},
      {"seal.ini", "[seal]\nface=face.ops\n"},
      {"face.ops", ""},
      {"face.ops", "vermilion-seal-face 1\nS 40000 40000\nM 1 1\n"},
      {"face.ops", "vermilion-seal-face 2\nS 40000 40000\n"},
  };
  g_autoptr (SealEntry) good = add (fixture, "好", NOW);

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (SealEntry) bad = add (fixture, "坏", NOW + 1 + i);
      g_autofree char *path = g_build_filename (fixture->folder, bad->id, damages[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (count (fixture), ==, 2);
      g_assert_true (g_file_set_contents (path, damages[i].text, -1, NULL));
      g_assert_cmpuint (count (fixture), ==, 1);
      g_assert_null (seal_folder_load (fixture->folder, bad->id, &error));
      g_assert_error (error, SEAL_ERROR, SEAL_ERROR_STORE);
    }
}

static void
test_folder_cannot_be_made (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *inside = NULL;

  g_assert_true (g_file_set_contents (fixture->folder, "a file", -1, NULL));
  inside = g_build_filename (fixture->folder, "seals", NULL);
  g_assert_null (
      seal_folder_add (inside, "甲", SEAL_ORIGIN_GENERATED, fixture->round, NOW, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (seal_folder_list (fixture->folder, &error));
  g_assert_error (error, SEAL_ERROR, SEAL_ERROR_FOLDER);
}

static void
test_faces_out_of_order (void)
{
  static const struct {
    const char *body;
    gboolean good;
  } faces[] = {
      {"S 40000 40000\n", TRUE},
      {"S 40000 40000\nK 255\nM 0 0\nL 1 1\nC 1 2 3 4 5 -6\nZ\nM 1 1\nZ\nE\n", TRUE},
      {"", FALSE},
      {"S 0 40000\n", FALSE},
      {"S 40000 99999999\n", FALSE},
      {"S 40000 40000", FALSE},
      {"S 40000 40000\nF\n", FALSE},
      {"S 40000 40000\nL 1 1\n", FALSE},
      {"S 40000 40000\nM 1 1\nK 1\n", FALSE},
      {"S 40000 40000\nM 1 1\nM 2 2\n", FALSE},
      {"S 40000 40000\nM 1 1\nL 2 2\nF\n", FALSE},
      {"S 40000 40000\nM 1 1\nZ\nL 1 1\nZ\nF\n", FALSE},
      {"S 40000 40000\nM 1 1\nZ\n", FALSE},
      {"S 40000 40000\nM 1\n", FALSE},
      {"S 40000 40000\nM 1 -\n", FALSE},
      {"S 40000 40000\nM 1 999999999999\n", FALSE},
      {"S 40000 40000\nM 1  1\n", FALSE},
      {"S 40000 40000\nK -1\n", FALSE},
      {"S 40000 40000\nK 16777216\n", FALSE},
      {"S 40000 40000\nX 1 1\n", FALSE},
      {"S 40000 40000\n\n", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (faces); i++)
    {
      g_autofree char *text = g_strconcat ("vermilion-seal-face 1\n", faces[i].body, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (SealDrawing) drawing = seal_face_read (text, strlen (text), &error);

      if (faces[i].good)
        {
          g_autoptr (GBytes) again = NULL;

          g_assert_no_error (error);
          again = seal_face_write (drawing);
          g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), text,
                           strlen (text));
        }
      else
        {
          g_assert_error (error, SEAL_ERROR, SEAL_ERROR_STORE);
        }
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/seal/folder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("outlines-come-back", test_outlines_come_back);
  ADD ("picture-comes-back", test_picture_comes_back);
  ADD ("list-is-newest-first", test_list_is_newest_first);
  ADD ("rename", test_rename);
  ADD ("remove-and-restore", test_remove_and_restore);
  ADD ("ids-stay-in-the-folder", test_ids_stay_in_the_folder);
  ADD ("damaged-seals-are-left-out", test_damaged_seals_are_left_out);
  ADD ("folder-cannot-be-made", test_folder_cannot_be_made);
  g_test_add_func ("/seal/folder/faces-out-of-order", test_faces_out_of_order);
  return g_test_run ();
}

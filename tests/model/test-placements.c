/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk.h"

static const PdfPlacement *
place_at (Desk *desk, guint position)
{
  g_autoptr (ModelPlacement)
      item = g_list_model_get_item (G_LIST_MODEL (desk->placements), position);

  return model_placement_get_place (item); /* the list holds it */
}

static ModelPlacement *
add (Desk *desk, guint page, double x, double y)
{
  PdfPlacement place = desk_place (page, x, y);

  return model_placements_add (desk->placements, desk->seal, &place);
}

static void
test_add_keeps_on_page (Desk *desk, gconstpointer unused)
{
  add (desk, 3, 140, -20);
  g_assert_cmpfloat_with_epsilon (place_at (desk, 0)->x, 148 - 40, 0.1);
  g_assert_cmpfloat_with_epsilon (place_at (desk, 0)->y, 0, 1e-6);
  g_assert_null (add (desk, 4, 0, 0));
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 1);
}

static void
test_move_to_smaller_page (Desk *desk, gconstpointer unused)
{
  ModelPlacement *stamp = add (desk, 0, 160, 240);
  PdfPlacement place = *model_placement_get_place (stamp);

  place.page = 3;
  model_placements_move (desk->placements, stamp, &place);
  g_assert_cmpuint (place_at (desk, 0)->page, ==, 3);
  g_assert_cmpfloat (place_at (desk, 0)->x, <=, 148 - 40 + 0.1);
  place.page = 9;
  model_placements_move (desk->placements, stamp, &place);
  g_assert_cmpuint (place_at (desk, 0)->page, ==, 3);
}

static void
test_undo_redo (Desk *desk, gconstpointer unused)
{
  ModelPlacement *first = add (desk, 0, 10, 10);
  PdfPlacement place = desk_place (1, 30, 30);

  g_object_ref (first);
  add (desk, 0, 100, 10);
  model_placements_move (desk->placements, first, &place);
  model_placements_remove (desk->placements, first);
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 1);

  model_placements_undo (desk->placements);
  /* Back in its place in the list, which is the order of the stamps in the file. */
  g_assert_true (place_at (desk, 0) == model_placement_get_place (first));
  g_assert_cmpuint (place_at (desk, 0)->page, ==, 1);
  model_placements_undo (desk->placements);
  g_assert_cmpuint (place_at (desk, 0)->page, ==, 0);
  model_placements_undo (desk->placements);
  model_placements_undo (desk->placements);
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 0);
  g_assert_false (model_placements_get_can_undo (desk->placements));
  model_placements_undo (desk->placements);

  for (int i = 0; i < 4; i++)
    model_placements_redo (desk->placements);
  g_assert_false (model_placements_get_can_redo (desk->placements));
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 1);
  g_assert_cmpfloat (place_at (desk, 0)->x, ==, 100);

  model_placements_undo (desk->placements);
  add (desk, 2, 5, 5);
  g_assert_false (model_placements_get_can_redo (desk->placements));
  g_object_unref (first);
}

static void
test_drag_is_one_step (Desk *desk, gconstpointer unused)
{
  ModelPlacement *stamp = add (desk, 0, 10, 10);

  model_placements_begin (desk->placements);
  for (int i = 1; i <= 50; i++)
    {
      PdfPlacement place = desk_place (0, 10 + i, 10);

      model_placements_move (desk->placements, stamp, &place);
    }
  model_placements_end (desk->placements);
  g_assert_cmpfloat (place_at (desk, 0)->x, ==, 60);
  model_placements_undo (desk->placements);
  g_assert_cmpfloat (place_at (desk, 0)->x, ==, 10);
  model_placements_redo (desk->placements);
  g_assert_cmpfloat (place_at (desk, 0)->x, ==, 60);
  /* Without a group each is a step of its own. */
  model_placements_undo (desk->placements);
  model_placements_undo (desk->placements);
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 0);
}

static void
test_empty_group_is_no_step (Desk *desk, gconstpointer unused)
{
  model_placements_begin (desk->placements);
  model_placements_end (desk->placements);
  g_assert_false (model_placements_get_can_undo (desk->placements));
}

static void
test_repeat (Desk *desk, gconstpointer unused)
{
  ModelPlacement *stamp = add (desk, 1, 160, 240);

  g_assert_cmpuint (model_placements_repeat (desk->placements, stamp, 0, G_MAXUINT - 1), ==, 3);
  g_assert_cmpuint (model_placements_count_pages (desk->placements), ==, 4);
  /* Again: they are all there. */
  g_assert_cmpuint (model_placements_repeat (desk->placements, stamp, 0, G_MAXUINT - 1), ==, 0);
  /* One step. */
  model_placements_undo (desk->placements);
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 1);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_clear_is_undoable (Desk *desk, gconstpointer unused)
{
  guint edits = 0;

  for (guint page = 0; page < 3; page++)
    add (desk, page, 10 * page, 10);
  g_signal_connect_swapped (desk->placements, "edited", G_CALLBACK (count), &edits);
  model_placements_clear (desk->placements);
  g_assert_cmpuint (edits, ==, 1);
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 0);
  model_placements_undo (desk->placements);
  g_assert_cmpuint (model_placements_get_size (desk->placements), ==, 3);
  for (guint page = 0; page < 3; page++)
    g_assert_cmpuint (place_at (desk, page)->page, ==, page);
}

static void
test_snap_sees_neighbours (Desk *desk, gconstpointer unused)
{
  ModelGuide lines[2];
  ModelPlacement *moving;
  PdfPlacement place = desk_place (1, 61, 82), snapped;

  add (desk, 0, 61.5, 200);
  add (desk, 1, 150, 81.5);
  moving = add (desk, 1, 0, 0);
  snapped = model_placements_snap (desk->placements, moving, &place, 1, lines);
  g_assert_cmpint (lines[0].kind, ==, MODEL_GUIDE_PREVIOUS);
  g_assert_cmpint (lines[1].kind, ==, MODEL_GUIDE_STAMP);
  g_assert_cmpfloat_with_epsilon (snapped.x, 61.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (snapped.y, 81.5, 1e-6);
}

/* The list as a widget sees it follows every change, at random, and undoing all leads back. */
static void
test_list_stays_true (Desk *desk, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  GListModel *list = G_LIST_MODEL (desk->placements);

  for (int i = 0; i < 300; i++)
    {
      guint n = g_list_model_get_n_items (list);
      g_autoptr (ModelPlacement)
          item = n > 0 ? g_list_model_get_item (list, g_rand_int_range (random, 0, (int) n)) : NULL;

      switch (g_rand_int_range (random, 0, 6))
        {
        case 0:
        case 1:
          add (desk, g_rand_int_range (random, 0, 4), g_rand_double_range (random, -10, 200), 30);
          break;
        case 2:
          if (item != NULL)
            model_placements_remove (desk->placements, item);
          break;
        case 3:
          if (item != NULL)
            {
              PdfPlacement place = desk_place (g_rand_int_range (random, 0, 4), 20, i % 200);

              model_placements_move (desk->placements, item, &place);
            }
          break;
        case 4:
          model_placements_undo (desk->placements);
          break;
        default:
          model_placements_redo (desk->placements);
        }
    }
  while (model_placements_get_can_undo (desk->placements))
    model_placements_undo (desk->placements);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
}

static const SealStyle with_text = {SEAL_PART_SEAL | SEAL_PARTS_TEXT | SEAL_PART_CODE,
                                    SEAL_PLACE_BESIDE, SEAL_LANGUAGE_CHINESE, SEAL_DATE_ISO};

/* The seal keeps its place and size while text comes beside it, whatever its angle and scale; one
 * step back, and all is as it was. */
static void
test_style (Desk *desk, gconstpointer unused)
{
  ModelLook *appearance = model_placements_get_look (desk->placements);
  ModelPlacement *stamp = add (desk, 0, 20, 100);
  PdfPlacement scaled = model_place_scale (model_placement_get_place (stamp), 20);
  PdfPlacement before, after;
  SealDrawing *drawing;
  double x, y, width, height;

  model_placements_move (desk->placements, stamp, &scaled);
  before = *model_placement_get_place (stamp);
  model_placements_set_style (desk->placements, &with_text);
  after = *model_placement_get_place (stamp);
  drawing = model_look_get_drawing (appearance, desk->seal);
  seal_drawing_get_seal_box (drawing, &x, &y, &width, &height);
  g_assert_cmpfloat_with_epsilon (after.x + x / 2, before.x, 1e-3);
  g_assert_cmpfloat_with_epsilon (after.y + y / 2, before.y, 1e-3);
  g_assert_cmpfloat_with_epsilon (after.width, seal_drawing_get_width (drawing) / 2, 1e-3);
  g_assert_cmpfloat (after.width, >, before.width + 20);

  model_placements_undo (desk->placements);
  g_assert_cmpuint (model_look_get_style (appearance)->parts, ==, SEAL_PART_SEAL);
  g_assert_true (model_place_equal (model_placement_get_place (stamp), &before));
  model_placements_redo (desk->placements);
  g_assert_true (seal_style_equal (model_look_get_style (appearance), &with_text));
  g_assert_true (model_place_equal (model_placement_get_place (stamp), &after));
}

static void
test_style_turned (Desk *desk, gconstpointer unused)
{
  ModelPlacement *stamp = add (desk, 0, 80, 150);
  PdfPlacement turned = model_place_turn (model_placement_get_place (stamp), 90);
  PdfPlacement after;
  double x, y;

  model_placements_move (desk->placements, stamp, &turned);
  model_placements_set_style (desk->placements, &with_text);
  after = *model_placement_get_place (stamp);
  /* Beside is below, once turned: the middle of the mark is straight under that of the seal. */
  model_place_get_centre (&after, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 100, 0.1);
  g_assert_cmpfloat_with_epsilon (y, 170 + after.width / 2 - 20, 0.1);
}

static void
count_change (guint *n)
{
  (*n)++;
}

/* What is drawn changes with what is known, and with nothing else. */
static void
test_drawing (Desk *desk, gconstpointer unused)
{
  ModelLook *appearance = model_placements_get_look (desk->placements);
  SealDrawing *bare = model_look_get_drawing (appearance, desk->seal);
  guint n = 0;
  double width;

  g_assert_true (bare == model_seal_get_drawing (desk->seal));
  g_signal_connect_swapped (appearance, "changed", G_CALLBACK (count_change), &n);
  model_placements_set_style (desk->placements, &with_text);
  g_assert_cmpuint (n, ==, 1);
  width = seal_drawing_get_width (model_look_get_drawing (appearance, desk->seal));
  model_look_set_document (appearance, "00", 7);
  model_look_set_document (appearance, "00", 7);
  g_assert_cmpuint (n, ==, 2);
  model_look_expect (appearance, NULL, "同意", NULL);
  g_assert_cmpuint (n, ==, 3);
  /* A character that no font has: the seal can still be placed. */
  model_look_expect (appearance, NULL, "\xf4\x8f\xbf\xbd", NULL);
  g_assert_cmpfloat (seal_drawing_get_width (model_look_get_drawing (appearance, desk->seal)), ==,
                     width);
}

#define ADD(path, test) g_test_add (path, Desk, NULL, desk_set_up, test, desk_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/placements/add-keeps-on-page", test_add_keeps_on_page);
  ADD ("/placements/move-to-smaller-page", test_move_to_smaller_page);
  ADD ("/placements/undo-redo", test_undo_redo);
  ADD ("/placements/drag-is-one-step", test_drag_is_one_step);
  ADD ("/placements/empty-group-is-no-step", test_empty_group_is_no_step);
  ADD ("/placements/repeat", test_repeat);
  ADD ("/placements/clear-is-undoable", test_clear_is_undoable);
  ADD ("/placements/snap-sees-neighbours", test_snap_sees_neighbours);
  ADD ("/placements/list-stays-true", test_list_stays_true);
  ADD ("/placements/style", test_style);
  ADD ("/placements/style-turned", test_style_turned);
  ADD ("/placements/drawing", test_drawing);
  return g_test_run ();
}

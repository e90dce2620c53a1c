/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "desk.h"
#include "model-journal.h"

typedef struct {
  guint times, stamps, missing;
} Heard;

static void
on_restored (ModelJournal *journal, guint stamps, guint missing, Heard *heard)
{
  heard->times++;
  heard->stamps += stamps;
  heard->missing += missing;
}

static ModelJournal *
open_journal (Desk *desk, ModelPlacements *placements, const char *document, Heard *heard)
{
  g_autofree char *folder = desk_dup_path (desk, "journal");
  ModelJournal *journal = model_journal_new (folder, document, placements, desk->seals);

  if (heard != NULL)
    g_signal_connect (journal, "restored", G_CALLBACK (on_restored), heard);
  model_journal_open (journal);
  return journal;
}

static void
close_journal (ModelJournal **journal)
{
  model_journal_flush (*journal);
  g_clear_object (journal);
}

/* The finished journals; one that is being written has another name for a moment. */
static guint
list_files (Desk *desk, char **last)
{
  g_autofree char *folder = desk_dup_path (desk, "journal");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".journal"))
      {
        n++;
        if (last != NULL)
          *last = g_build_filename (folder, name, NULL);
      }
  return n;
}

static guint
count_files (Desk *desk)
{
  return list_files (desk, NULL);
}

static char *
journal_path (Desk *desk)
{
  char *path = NULL;

  g_assert_cmpuint (list_files (desk, &path), ==, 1);
  return path;
}

static void
add (Desk *desk, guint page, double x, double y)
{
  PdfPlacement place = desk_place (page, x, y);

  model_placements_add (desk->placements, desk->seal, &place);
}

static void
test_restores (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);
  g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
  g_autoptr (ModelPlacement) first = NULL;
  PdfPlacement place = {.page = 2, .x = 12.345, .y = 67.89, .width = 38, .height = 38, .angle = 7};
  Heard heard = {0};

  model_placements_add (desk->placements, desk->seal, &place);
  add (desk, 0, 1, 2);
  close_journal (&journal);

  journal = open_journal (desk, again, desk->path, &heard);
  g_assert_cmpuint (heard.times, ==, 1);
  g_assert_cmpuint (heard.stamps, ==, 2);
  g_assert_cmpuint (heard.missing, ==, 0);
  first = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_true (model_place_equal (model_placement_get_place (first), &place));
  g_assert_true (model_placement_get_seal (first) == desk->seal);
  /* One step: "undo" takes back the whole surprise. */
  model_placements_undo (again);
  g_assert_cmpuint (model_placements_get_size (again), ==, 0);
}

#define CRASH_DESK "VERMILION_TEST_CRASH_DESK"

/* The other process: places three stamps, says so, and waits to be killed. */
static void
crash (const char *folder)
{
  Desk desk = {.folder = g_strdup (folder)};
  gint64 end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  desk_open (&desk);
  desk.seal = g_list_model_get_item (G_LIST_MODEL (desk.seals), 0);
  open_journal (&desk, desk.placements, desk.path, NULL);
  for (guint page = 0; page < 3; page++)
    add (&desk, page, 10 + page, 20);
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_print ("placed\n");
  for (;;)
    pause ();
}

/* The program dies without a chance to write: what was placed longer ago than the interval is
 * there. */
static void
test_survives_kill (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
  g_autoptr (ModelJournal) journal = NULL;
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  Heard heard = {0};
  char line[8] = "";

  g_subprocess_launcher_setenv (launcher, CRASH_DESK, desk->folder, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", NULL);
  g_assert_no_error (error);
  g_input_stream_read (g_subprocess_get_stdout_pipe (child), line, sizeof line, NULL, &error);
  g_assert_cmpstr (line, ==, "placed\n");
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (child));

  journal = open_journal (desk, again, desk->path, &heard);
  g_assert_cmpuint (heard.stamps, ==, 3);
}

static void
test_writes_by_itself (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);

  add (desk, 0, 10, 10);
  desk_wait_until (count_files (desk) == 1);
  model_placements_clear (desk->placements);
  desk_wait_until (count_files (desk) == 0);
}

static void
test_drop (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);
  g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
  Heard heard = {0};

  add (desk, 0, 10, 10);
  model_journal_flush (journal);
  g_assert_cmpuint (count_files (desk), ==, 1);
  model_journal_drop (journal);
  g_clear_object (&journal);
  g_assert_cmpuint (count_files (desk), ==, 0);
  journal = open_journal (desk, again, desk->path, &heard);
  g_assert_cmpuint (heard.times, ==, 0);
}

static gboolean
knows_content (const char *path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "sha256=") != NULL;
}

/* Moved to another folder, the document is known by what it says. */
static void
test_moved_document (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);
  g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
  g_autofree char *moved = desk_dup_path (desk, "moved.pdf");
  g_autofree char *path = NULL;
  Heard heard = {0};

  add (desk, 1, 10, 10);
  desk_wait_until (count_files (desk) == 1);
  path = journal_path (desk);
  desk_wait_until (knows_content (path));
  close_journal (&journal);
  g_assert_cmpint (g_rename (desk->path, moved), ==, 0);

  journal = open_journal (desk, again, moved, &heard);
  g_assert_cmpuint (heard.times, ==, 0);
  desk_wait_until (heard.times == 1);
  g_assert_cmpuint (heard.stamps, ==, 1);
  /* It goes by the new name from here on, once. */
  desk_wait_until (!g_file_test (path, G_FILE_TEST_EXISTS) && count_files (desk) == 1);
}

static void
test_other_document (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);
  g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
  Heard heard = {0};

  add (desk, 1, 10, 10);
  close_journal (&journal);
  g_file_set_contents (desk->path, "something else", -1, NULL);
  journal = open_journal (desk, again, desk->path, &heard);
  for (int i = 0; i < 100; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (heard.times, ==, 0);
  g_assert_cmpuint (model_placements_get_size (again), ==, 0);
}

static void
test_seal_is_gone (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);
  g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
  g_autofree char *id = g_strdup (model_seal_get_id (desk->seal));
  Heard heard = {0};

  add (desk, 1, 10, 10);
  close_journal (&journal);
  model_placements_clear (desk->placements);
  g_assert_true (model_seals_remove (desk->seals, id, NULL));
  journal = open_journal (desk, again, desk->path, &heard);
  g_assert_cmpuint (heard.stamps, ==, 0);
  g_assert_cmpuint (heard.missing, ==, 1);
}

/* Whatever stands in the file, it opens; at worst nothing is restored. */
static void
test_corrupt (Desk *desk, gconstpointer unused)
{
  g_autoptr (ModelJournal) journal = open_journal (desk, desk->placements, desk->path, NULL);
  g_autofree char *path = NULL, *good = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  gsize length;

  add (desk, 1, 10, 10);
  close_journal (&journal);
  path = journal_path (desk);
  g_assert_true (g_file_get_contents (path, &good, &length, NULL));
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (ModelPlacements) again = model_placements_new (desk->document);
      g_autofree char *bad = g_memdup2 (good, length);
      gsize cut = (gsize) g_rand_int_range (random, 0, (int) length + 1);

      for (int j = 0; j < 3; j++)
        bad[g_rand_int_range (random, 0, (int) length)] = (char) g_rand_int_range (random, 0, 256);
      g_assert_true (g_file_set_contents (path, bad, (gssize) (i % 2 ? length : cut), NULL));
      journal = open_journal (desk, again, desk->path, NULL);
      g_assert_cmpuint (model_placements_get_size (again), <=, 1);
      if (model_placements_get_size (again) == 1)
        {
          g_autoptr (ModelPlacement) item = g_list_model_get_item (G_LIST_MODEL (again), 0);
          const PdfPlacement *place = model_placement_get_place (item);

          g_assert_cmpuint (place->page, <, 4);
          g_assert_cmpfloat (place->x, >=, -1e-6);
          g_assert_cmpfloat (place->x + place->width, <=, 210.1);
        }
      close_journal (&journal);
      g_clear_object (&again);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

#define ADD(path, test) g_test_add (path, Desk, NULL, desk_set_up, test, desk_tear_down)

int
main (int argc, char **argv)
{
  if (g_getenv (CRASH_DESK) != NULL)
    crash (g_getenv (CRASH_DESK));
  g_test_init (&argc, &argv, NULL);
  ADD ("/journal/restores", test_restores);
  ADD ("/journal/survives-kill", test_survives_kill);
  ADD ("/journal/writes-by-itself", test_writes_by_itself);
  ADD ("/journal/drop", test_drop);
  ADD ("/journal/moved-document", test_moved_document);
  ADD ("/journal/other-document", test_other_document);
  ADD ("/journal/seal-is-gone", test_seal_is_gone);
  ADD ("/journal/corrupt", test_corrupt);
  return g_test_run ();
}

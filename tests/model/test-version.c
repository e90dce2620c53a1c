/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-version.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

typedef struct {
  GMainLoop *loop;
  char *copy;
  GError *error;
} Outcome;

static void
made (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->copy = model_version_finish (result, &outcome->error);
  g_main_loop_quit (outcome->loop);
}

static Outcome
make (const char *path, guint number, gsize end)
{
  Outcome outcome = {.loop = g_main_loop_new (NULL, FALSE)};

  model_version_start (path, number, end, "version", NULL, made, &outcome);
  g_main_loop_run (outcome.loop);
  g_main_loop_unref (outcome.loop);
  return outcome;
}

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
assert_copy (Outcome *outcome, const char *ending, const char *text)
{
  g_autofree char *found = NULL;
  GStatBuf info;

  g_assert_no_error (outcome->error);
  g_assert_true (g_str_has_prefix (outcome->copy, g_get_user_cache_dir ()));
  g_assert_true (g_str_has_suffix (outcome->copy, ending));
  g_assert_true (g_file_get_contents (outcome->copy, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, text);
  g_assert_cmpint (g_stat (outcome->copy, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
  g_clear_pointer (&outcome->copy, g_free);
}

static void
test_first_bytes (void)
{
  g_autofree char *path = write_file ("合同.pdf", "one two three");
  g_autofree char *text = NULL;
  Outcome outcome = make (path, 1, 3);

  assert_copy (&outcome, "/合同-version 1.pdf", "one");
  outcome = make (path, 2, 7);
  assert_copy (&outcome, "/合同-version 2.pdf", "one two");
  outcome = make (path, 1, 13);
  assert_copy (&outcome, "/合同-version 1.pdf", "one two three");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "one two three");
}

/* A file that has become shorter, or gone, has no such version. */
static void
test_missing (void)
{
  g_autofree char *path = write_file ("short.pdf", "one");
  g_autofree char *gone = g_build_filename (folder, "gone.pdf", NULL);
  Outcome outcome = make (path, 1, 4);

  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_null (outcome.copy);
  g_clear_error (&outcome.error);
  outcome = make (gone, 1, 4);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&outcome.error);
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int status;

  folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version/first-bytes", test_first_bytes);
  g_test_add_func ("/version/missing", test_missing);
  status = g_test_run ();
  remove = g_strdup_printf ("rm -rf %s", folder);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_free (folder);
  return status;
}

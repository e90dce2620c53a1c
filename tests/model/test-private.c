/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "model-error.h"
#include "model-platform.h"
#include "support-folder.h"

/* The private platform of a computer whose files are not in order. */

static ModelPlatform *
connect_in (const char *folder)
{
  ModelPlatform *platform = model_platform_new (folder, "本机");

  model_platform_connect (platform);
  while (model_platform_get_state (platform) != MODEL_PLATFORM_READY &&
         model_platform_get_state (platform) != MODEL_PLATFORM_FAILED)
    g_main_context_iteration (NULL, TRUE);
  return platform;
}

static void
close_platform (ModelPlatform *platform)
{
  g_object_unref (platform);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static char *
find_database (const char *folder)
{
  char *path = g_build_filename (folder, "platform", "platform.db", NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  return path;
}

/* Nothing of it is touched: whoever repairs it, or has another version, finds it as it was. */
static void
test_damaged (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-private-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autofree char *after = NULL;
  const GError *problem;
  ModelPlatform *platform = connect_in (folder);

  g_assert_cmpint (model_platform_get_state (platform), ==, MODEL_PLATFORM_READY);
  close_platform (platform);
  path = find_database (folder);
  g_assert_true (g_file_set_contents (path, "a letter, and no database", -1, NULL));
  platform = connect_in (folder);
  problem = model_platform_get_error (platform);
  g_assert_error ((GError *) problem, MODEL_ERROR, MODEL_ERROR_EMBEDDED_DAMAGED);
  g_assert_nonnull (strstr (problem->message, folder));
  close_platform (platform);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "a letter, and no database");
  support_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/private/damaged", test_damaged);
  return g_test_run ();
}

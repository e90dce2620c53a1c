/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-private.h"

/* What is done to a platform from outside, beside or instead of the service: it has to be there
 * already, and stays of the version that it is of. */

static gboolean
has_key (const PlatformOptions *options)
{
  g_autofree char *path = g_build_filename (options->data_directory, PLATFORM_KEY_FILE, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Opening a file of SQLite makes it. */
static gboolean
has_database (const PlatformOptions *options)
{
  g_autofree char *address = platform_dup_database (options);

  return options->database || g_file_test (address, G_FILE_TEST_EXISTS);
}

/**
 * platform_open_for_errand:
 * @options: of a platform, which may run meanwhile
 * @error: where to put a #PlatformError
 *
 * Opens the database of a platform that is there: nothing is made, and nothing brought to another
 * version.
 *
 * Returns: (transfer full): one connection, or %NULL with @error set
 */
PlatformPool *
platform_open_for_errand (const PlatformOptions *options, GError **error)
{
  g_autofree char *address = platform_dup_database (options);

  if (has_key (options) && has_database (options))
    return platform_pool_open (address, error);
  if (has_key (options))
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
                 "%s has a platform's keys and no database: name it with --database, as the "
                 "platform was started",
                 options->data_directory);
  else
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
                 "there is no platform in %s: check the folder of --data", options->data_directory);
  return NULL;
}

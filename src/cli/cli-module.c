/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-module.h"

#include <dlfcn.h>

#include "cli-error.h"
#include "cli-folder.h"

/* In the build folder they are beside the program; installed, in a folder of their own. A run path
 * would let every other library be looked for there first, which takes a good part of the start. */
static char *
find_module (const char *file)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, file, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&beside);
  return g_build_filename (VERMILION_MODULEDIR, file, NULL);
}

/* Never closed: not all libraries behind it survive that. */
static gconstpointer
open_module (const char *file, GError **error)
{
  g_autofree char *path = find_module (file);
  void *module = dlopen (path, RTLD_LAZY | RTLD_LOCAL);
  gconstpointer table = module != NULL ? dlsym (module, "cli_module") : NULL;

  if (table == NULL)
    g_set_error (error, CLI_ERROR, CLI_ERROR_MODULE, "%s", dlerror ());
  return table;
}

/**
 * cli_module_open_seal:
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what draws seals.
 *
 * Returns: (transfer none): its functions
 */
const CliSealModule *
cli_module_open_seal (GError **error)
{
  return open_module ("vermilionctl-seal.so", error);
}

/**
 * cli_module_open_render:
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what reads the words on pages and draws them.
 *
 * Returns: (transfer none): its functions
 */
const CliRenderModule *
cli_module_open_render (GError **error)
{
  return open_module ("vermilionctl-render.so", error);
}

/**
 * cli_module_new_fetch:
 * @timeout: seconds that one fetch may take in all
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what asks services. It believes those servers that the user chose to believe.
 *
 * Returns: (transfer full): a fetcher, or NULL on error
 */
PkiFetch *
cli_module_new_fetch (guint timeout, GError **error)
{
  const CliClientModule *client = open_module ("vermilionctl-client.so", error);
  g_autofree char *folder = cli_folder_own ();

  return client != NULL ? client->fetch_new (timeout, folder) : NULL;
}

/**
 * cli_module_open_repair:
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what repairs damaged files.
 *
 * Returns: (transfer none): its functions
 */
const CliRepairModule *
cli_module_open_repair (GError **error)
{
  return open_module ("vermilionctl-repair.so", error);
}

/**
 * cli_module_open_platform:
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what speaks with a platform.
 *
 * Returns: (transfer none): its functions
 */
const CliPlatformModule *
cli_module_open_platform (GError **error)
{
  return open_module ("vermilionctl-platform.so", error);
}

/**
 * cli_module_open_report:
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what draws reports.
 *
 * Returns: (transfer none): its functions
 */
const CliReportModule *
cli_module_open_report (GError **error)
{
  return open_module ("vermilionctl-report.so", error);
}

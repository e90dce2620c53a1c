/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-module.h"

#include <dlfcn.h>

#include "cli-error.h"

/* Found by the program's own run path, in the build folder as when installed, and never closed:
 * the libraries behind it do not all survive that. */
static gconstpointer
open_module (const char *file, GError **error)
{
  void *module = dlopen (file, RTLD_LAZY | RTLD_LOCAL);
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
 * Loads what reads the words on pages.
 *
 * Returns: (transfer none): its functions
 */
const CliRenderModule *
cli_module_open_render (GError **error)
{
  return open_module ("vermilionctl-render.so", error);
}

/**
 * cli_module_open_client:
 * @error: return location for a %CLI_ERROR_MODULE
 *
 * Loads what asks services.
 *
 * Returns: (transfer none): its functions
 */
const CliClientModule *
cli_module_open_client (GError **error)
{
  return open_module ("vermilionctl-client.so", error);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-trust.h"

#include "cli-error.h"
#include "cli-folder.h"
#include "pki-trust-store.h"

static gboolean
trust_file (PkiTrust *trust, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (pki_trust_add_file (trust, path, &cause))
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_TRUST, "%s: %s", path, cause->message);
  return FALSE;
}

/* The roots that the user trusts in the program with windows; there may be none. */
static gboolean
trust_own_folder (PkiTrust *trust, GError **error)
{
  g_autofree char *folder = cli_folder_trust ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (g_str_has_suffix (name, ".pem") && !trust_file (trust, path, error))
        return FALSE;
    }
  if (pki_trust_store_shares (folder) && pki_trust_store_find_shared () != NULL)
    pki_trust_add_shared_file (trust, pki_trust_store_find_shared (), NULL);
  return TRUE;
}

/**
 * cli_trust_gather:
 * @files: (nullable): the values of --trust
 * @error: return location for %CLI_ERROR_TRUST
 *
 * Reads the certificates that are to be trusted: those of the files, and without any those that the
 * user chose to trust in the program with windows.
 *
 * Returns: (transfer full): the roots, maybe none
 */
PkiTrust *
cli_trust_gather (char **files, GError **error)
{
  g_autoptr (PkiTrust) trust = pki_trust_new ();

  if (files == NULL && !trust_own_folder (trust, error))
    return NULL;
  for (char **file = files; file != NULL && *file != NULL; file++)
    if (!trust_file (trust, *file, error))
      return NULL;
  return g_steal_pointer (&trust);
}

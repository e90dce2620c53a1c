/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-tsa.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-password.h"

static char *
add_login (GUri *uri, const char *name, const char *password)
{
  g_autoptr (GUri) full = g_uri_build_with_user (
      G_URI_FLAGS_HAS_PASSWORD, g_uri_get_scheme (uri), name, password, NULL, g_uri_get_host (uri),
      g_uri_get_port (uri), g_uri_get_path (uri), g_uri_get_query (uri), NULL);

  return g_uri_to_string (full);
}

/* What is no address is left to whoever will try it. */
static gboolean
add_to_one (char **address, const char *name, const char *password, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (*address, G_URI_FLAGS_HAS_PASSWORD, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return TRUE;
  if (g_uri_get_password (uri) != NULL)
    {
      g_set_error_literal (
          error, CLI_ERROR, CLI_ERROR_USAGE,
          _ ("others can see a password in an address: put it into a file and name "
             "that with --tsa-password-file"));
      return FALSE;
    }
  if (name == NULL)
    return TRUE;
  g_free (*address);
  *address = add_login (uri, name, password);
  return TRUE;
}

/**
 * cli_tsa_add_login:
 * @addresses: (nullable): of time-stamp services; changed
 * @file: (nullable): its first line is a name, a colon and a password (RFC 7617), "-" for standard
 *   input
 * @error: return location for an error that maps to %CLI_EXIT_USAGE or %CLI_EXIT_KEY
 *
 * Makes the addresses such that the services will know who asks.
 *
 * Returns: whether it could
 */
gboolean
cli_tsa_add_login (char **addresses, const char *file, GError **error)
{
  g_autoptr (CliPassword) login = NULL;
  g_autoptr (CliPassword) password = NULL;
  g_autofree char *name = NULL;

  if (!cli_password_get_optional (file, &login, error))
    return FALSE;
  if (login != NULL)
    {
      const char *colon = strchr (login, ':');
      if (colon == NULL)
        {
          g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                               _ ("the first line of --tsa-password-file is NAME:PASSWORD"));
          return FALSE;
        }
      name = g_strndup (login, (gsize) (colon - login));
      password = g_strdup (colon + 1);
    }
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (!add_to_one (&addresses[i], name, password, error))
      return FALSE;
  return TRUE;
}

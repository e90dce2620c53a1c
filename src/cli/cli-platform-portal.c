/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli-platform.h"
#include "client-portal.h"

/* It may be read on another computer, so both are said in any case. */
static void
show (const WirePortalLogin *login, gboolean browser)
{
  if (browser && g_app_info_launch_default_for_uri (login->address, NULL, NULL))
    g_print (_ ("a browser opens; if it does not, open: %s\n"), login->address);
  else
    g_print (_ ("open in a browser: %s\n"), login->address);
  g_print (_ ("log in at %s, and enter there: %s\n"), login->portal, login->match_code);
  fflush (stdout);
}

/**
 * cli_platform_visit_portal:
 * @self: a platform
 * @browser: whether to open one
 * @error: why nobody is logged in
 *
 * Sends a browser to the platform's portal, and waits for it.
 *
 * Returns: (transfer full): the session, or %NULL on error
 */
WireSession *
cli_platform_visit_portal (CliPlatform *self, gboolean browser, GError **error)
{
  char *secret = NULL;
  WirePortalLogin *login = client_portal_begin (self->client, g_get_host_name (), &secret, error);
  WireSession *session;

  if (login == NULL)
    return NULL;
  show (login, browser);
  session = client_portal_wait (self->client, login, secret, error);
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
  wire_free (&wire_portal_login_type, login);
  return session;
}

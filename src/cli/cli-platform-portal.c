/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cli-error.h"
#include "cli-interrupt.h"
#include "cli-password.h"
#include "cli-platform.h"
#include "client-portal.h"
#include "report-words.h"

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
  WireSession *session = NULL;

  if (login == NULL)
    return NULL;
  show (login, browser);
  if (client_portal_wait (self->client, login, secret, error))
    {
      cli_interrupt_defer ();
      session = client_portal_log_in (self->client, login, secret, error);
    }
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
  wire_free (&wire_portal_login_type, login);
  return session;
}

static gboolean
link_account (CliPlatform *self, const char *password, gboolean browser, GError **error)
{
  char *secret = NULL;
  WirePortalLogin *login = client_portal_begin_link (self->client, password, g_get_host_name (),
                                                     &secret, error);
  gboolean done;

  if (login == NULL)
    return FALSE;
  show (login, browser);
  done = client_portal_wait_link (self->client, login, secret, error);
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
  wire_free (&wire_portal_login_type, login);
  return done;
}

static gboolean
list (CliPlatform *self, GError **error)
{
  WirePortalLinks *links = NULL;

  if (!cli_platform_ask (self, WIRE_LIST_PORTAL_LINKS, NULL, (gpointer *) &links, error))
    return FALSE;
  for (guint i = 0; i < links->items->len; i++)
    {
      const WirePortalLink *link = links->items->pdata[i];
      g_autofree char *since = report_words_dup_time (link->created);

      g_print ("%s\t%s\t%s\n", link->id, link->issuer, since);
    }
  wire_free (&wire_portal_links_type, links);
  return TRUE;
}

typedef struct {
  char *password_file;
  gboolean no_browser;
} PortalOptions;

static void
portal_options_clear (PortalOptions *options)
{
  g_free (options->password_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortalOptions, portal_options_clear)

static gboolean
link_with (CliPlatform *self, const PortalOptions *options, GError **error)
{
  g_autoptr (CliPassword)
      password = cli_password_get (options->password_file, _ ("Password: "), error);

  if (password == NULL || !link_account (self, password, !options->no_browser, error))
    return FALSE;
  g_print (_ ("linked: from now on the portal logs you in, too\n"));
  return TRUE;
}

static gboolean
unlink_from (CliPlatform *self, const char *id, GError **error)
{
  if (!client_platform_ask (self->client,
                            &(ClientQuestion){.operation = WIRE_END_PORTAL_LINK, .value = id}, NULL,
                            error))
    return FALSE;
  g_print (_ ("unlinked: what logs you in is your password, or a certificate\n"));
  return TRUE;
}

/**
 * cli_platform_portal:
 * @argv: the arguments
 *
 * Lists the portals that the account is entered by, links it with one, or ends a link.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_portal (char **argv)
{
  g_auto (PortalOptions) options = {NULL};
  g_autoptr (CliPlatform) platform = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  const GOptionEntry entries[] = {
      {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
       N_ ("link: the password of the account is the first line of this file"), N_ ("FILE")},
      {"no-browser", 0, 0, G_OPTION_ARG_NONE, &options.no_browser,
       N_ ("link: print the address only, for a browser anywhere"), NULL},
      {NULL},
  };
  const char *act;
  gboolean done;

  if (!cli_command_parse (entries, _ ("[link | unlink ID]"),
                          _ ("Lists the portals that log you in to your account, with their ids; "
                             "links it with the platform’s portal, for which you log in there "
                             "again; or ends a link. Your password and your certificates go on "
                             "logging you in."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  act = rest[1] != NULL ? rest[1] : "";
  if (g_strv_length (rest) != (*act == '\0'                  ? 1
                               : g_str_equal (act, "link")   ? 2
                               : g_str_equal (act, "unlink") ? 3
                                                             : 0))
    return cli_error_usage (_ ("give nothing, link, or unlink with an id"));
  platform = cli_platform_open (NULL, &error);
  if (platform == NULL)
    return cli_error_print (NULL, error);
  done = *act == '\0'                ? list (platform, &error)
         : g_str_equal (act, "link") ? link_with (platform, &options, &error)
                                     : unlink_from (platform, rest[2], &error);
  return done ? CLI_EXIT_OK : cli_error_print (NULL, error);
}

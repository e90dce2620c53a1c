/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-platform.h"
#include "client-session.h"
#include "report-words.h"
#include "wire-problem.h"

static void
print_text (const WireSession *session)
{
  g_autofree char *since = report_words_dup_time (session->created);
  g_autofree char *seen = report_words_dup_time (session->last_seen);

  g_print ("%s\t%s\t%s\t%s%s\n", session->id, since, seen,
           session->device != NULL ? session->device : _ ("Unnamed device"),
           session->current ? _ ("\t(this login)") : "");
}

static void
print_json (const WireSession *session)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "id", session->id);
  cli_json_string (builder, "device", session->device);
  cli_json_time (builder, "created", session->created);
  cli_json_time (builder, "last_seen", session->last_seen);
  cli_json_time (builder, "expires", session->expires);
  cli_json_boolean (builder, "current", session->current);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static gboolean
list (CliPlatform *platform, gboolean json, GError **error)
{
  WireSessions *sessions = NULL;

  if (!cli_platform_ask (platform, WIRE_LIST_SESSIONS, NULL, (gpointer *) &sessions, error))
    return FALSE;
  for (guint i = 0; i < sessions->items->len; i++)
    if (json)
      print_json (sessions->items->pdata[i]);
    else
      print_text (sessions->items->pdata[i]);
  wire_free (&wire_sessions_type, sessions);
  return TRUE;
}

static gboolean
end (CliPlatform *platform, const char *id, GError **error)
{
  return client_platform_ask (platform->client,
                              &(ClientQuestion){.operation = WIRE_DELETE_SESSION, .value = id},
                              NULL, error);
}

/**
 * cli_platform_sessions:
 * @argv: the arguments
 *
 * Lists where the person is logged in, or ends one of these logins.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_sessions (char **argv)
{
  g_autofree char *ended = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"end", 0, 0, G_OPTION_ARG_STRING, &ended, N_ ("log out where this login is"), N_ ("ID")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object a line"), NULL},
      {NULL},
  };
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (CliPlatform) platform = NULL;

  if (!cli_command_parse (entries, NULL,
                          _ ("Lists where you are logged in: id, since when, last used, on which "
                             "computer; or ends one."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 1)
    return cli_error_usage (_ ("say with --end which login, and nothing else"));
  platform = cli_platform_open (NULL, &error);
  if (platform == NULL ||
      !(ended != NULL ? end (platform, ended, &error) : list (platform, json, &error)))
    return cli_error_print (ended, error);
  return CLI_EXIT_OK;
}

/* One that has ended already is only forgotten. */
static gboolean
log_out (CliPlatform *platform, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (client_session_leave (platform->client, &local) ||
      g_error_matches (local, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED))
    return cli_platform_forget (platform, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * cli_platform_logout:
 * @argv: the arguments
 *
 * Ends the login of this computer.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_logout (char **argv)
{
  const GOptionEntry entries[] = {{NULL}};
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (CliPlatform) platform = NULL;

  if (!cli_command_parse (entries, NULL,
                          _ ("Logs out: the platform ends the login, and this computer forgets "
                             "it."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 1)
    return cli_error_usage (_ ("logout takes no argument"));
  platform = cli_platform_open (NULL, &error);
  if (platform == NULL || !log_out (platform, &error))
    return cli_error_print (NULL, error);
  g_print (_ ("logged out\n"));
  return CLI_EXIT_OK;
}

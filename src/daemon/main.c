/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vermiliond: the platform as a service. */

#include <glib-unix.h>
#include <locale.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "daemon-options.h"
#include "daemon-notify.h"
#include "platform.h"

/* What GnuTLS takes; an administrator's own setting stands. */
#define TLS_PRIORITY "NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

/* Each connection is one; beyond that a process gains nothing. */
#define MOST_FILES 65536

/* What a shell or a service manager gives to programs that use select(2) is little:
 * 1024. */
static void
allow_connections (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= MOST_FILES)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, MOST_FILES);
  setrlimit (RLIMIT_NOFILE, &limit);
}

/* It has the authority's keys in its memory: no core file gets them, and no other program of the
 * same user reads or traces them (prctl(2), PR_SET_DUMPABLE). The leak sanitizer has to. */
static void
keep_memory (void)
{
  setrlimit (RLIMIT_CORE, &(struct rlimit){0, 0});
#ifndef __SANITIZE_ADDRESS__
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
reload (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (platform_reload (data, &error))
    g_message ("the TLS certificate and the secrets were read again");
  else
    g_warning ("the old one goes on: %s", error->message);
  return G_SOURCE_CONTINUE;
}

static int
run (Platform *platform)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_unix_signal_add (SIGTERM, quit, loop);
  g_unix_signal_add (SIGINT, quit, loop);
  g_unix_signal_add (SIGHUP, reload, platform);
  g_print ("listening on %s\n", platform_get_url (platform));
  daemon_notify ("READY=1");
  g_main_loop_run (loop);
  daemon_notify ("STOPPING=1");
  return 0;
}

static gboolean
change_role (const PlatformOptions *options, const char *text, gboolean granted, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);

  if (g_strv_length (parts) != 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "LOGIN=ROLE is needed");
      return FALSE;
    }
  return platform_grant (
      options, &(PlatformGrant){.login = parts[0], .role = parts[1], .granted = granted}, error);
}

/* Something done to the platform's data, instead of a service. */
static gboolean
is_errand (const DaemonOptions *options)
{
  return options->grant || options->withdraw || options->backup || options->restore ||
         options->authority_request || options->certify;
}

/* The operator has to see to what was revoked since, which nobody else knows of any more. */
static gboolean
restore (const DaemonOptions *options, GError **error)
{
  const PlatformRestoration wish = {.path = options->restore, .list = options->revocation_list};
  PlatformRestored told;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (!platform_restore (&options->platform, &wish, &told, error))
    return FALSE;
  time = g_date_time_new_from_unix_utc (told.taken);
  text = time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("?");
  g_printerr (
      "vermiliond: this platform is as it was at %s; what was decided and issued after that "
      "is not known\n",
      text);
  if (wish.list)
    g_printerr ("vermiliond: %u certificates are stopped by the revocation list\n", told.n_stopped);
  else
    g_printerr ("vermiliond: what was revoked or suspended after that counts as good again: if any "
                "copy of the last revocation list is left, restore once more, with "
                "--revocation-list (README, “Backups”)\n");
  return TRUE;
}

static int
run_errand (const DaemonOptions *options)
{
  const PlatformOptions *platform = &options->platform;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (options->backup)
    done = platform_backup (platform, options->backup, &error);
  else if (options->authority_request)
    done = platform_request_authority (platform, options->authority_request, &error);
  else if (options->certify)
    done = platform_certify_authority (platform, options->certify, &error);
  else if (options->restore)
    done = restore (options, &error);
  else
    done = change_role (platform, options->grant ? options->grant : options->withdraw,
                        options->grant != NULL, &error);
  if (!done)
    g_printerr ("vermiliond: %s\n", error->message);
  return done ? 0 : 1;
}

int
main (int argc, char **argv)
{
  g_autoptr (DaemonOptions) options = NULL;
  g_autoptr (Platform) platform = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  /* Before the first use of TLS, which would take 1.0 and 1.1 too (RFC 8996). */
  g_setenv ("G_TLS_GNUTLS_PRIORITY", TLS_PRIORITY, FALSE);
  options = daemon_options_parse (&argc, &argv, &error);
  if (!options)
    {
      g_printerr ("vermiliond: %s\n", error->message);
      return 2;
    }
  if (options->show_version)
    {
      g_print ("vermiliond %s\n", VERMILION_VERSION);
      return 0;
    }
  keep_memory ();
  if (is_errand (options))
    return run_errand (options);
  allow_connections ();
  platform = platform_start (&options->platform, &error);
  if (!platform)
    {
      g_printerr ("vermiliond: %s\n", error->message);
      return 1;
    }
  return run (platform);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vermiliond: the platform as a service. */

#include <glib-unix.h>
#include <locale.h>

#include "daemon-options.h"
#include "daemon-notify.h"
#include "platform.h"

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static int
run (Platform *platform)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_unix_signal_add (SIGTERM, quit, loop);
  g_unix_signal_add (SIGINT, quit, loop);
  g_print ("listening on %s\n", platform_get_url (platform));
  daemon_notify ("READY=1");
  g_main_loop_run (loop);
  daemon_notify ("STOPPING=1");
  return 0;
}

/* One change to the database instead of a service. */
static int
change_role (const PlatformOptions *options, const char *text, gboolean granted)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  g_autoptr (GError) error = NULL;

  if (g_strv_length (parts) != 2)
    {
      g_printerr ("vermiliond: LOGIN=ROLE is needed\n");
      return 2;
    }
  if (platform_grant (options,
                      &(PlatformGrant){.login = parts[0], .role = parts[1], .granted = granted},
                      &error))
    return 0;
  g_printerr ("vermiliond: %s\n", error->message);
  return 1;
}

int
main (int argc, char **argv)
{
  g_autoptr (DaemonOptions) options = NULL;
  g_autoptr (Platform) platform = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
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
  if (options->grant || options->withdraw)
    return change_role (&options->platform, options->grant ? options->grant : options->withdraw,
                        options->grant != NULL);
  platform = platform_start (&options->platform, &error);
  if (!platform)
    {
      g_printerr ("vermiliond: %s\n", error->message);
      return 1;
    }
  return run (platform);
}

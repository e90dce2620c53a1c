/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app-application.h"

/* A machine often has no locale built but C.UTF-8, whatever LANG says, and gettext translates
 * nothing in the plain C locale. C.UTF-8 it does translate, by LANGUAGE, or else by the name that
 * LANG asked for in vain. */
static void
set_up_locale (void)
{
  const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  const char *wish = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (variables) && (wish == NULL || *wish == '\0'); i++)
    wish = g_getenv (variables[i]);
  if (setlocale (LC_ALL, "") == NULL)
    {
      setlocale (LC_ALL, "C.UTF-8");
      if (wish != NULL && g_getenv ("LANGUAGE") == NULL)
        {
          g_autofree char *language = g_strndup (wish, strcspn (wish, ".@"));

          g_setenv ("LANGUAGE", language, TRUE);
        }
    }
  else if (g_getenv ("LANGUAGE") != NULL && strcmp (setlocale (LC_MESSAGES, NULL), "C") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  gtk_disable_setlocale ();
}

static void
set_up_translations (void)
{
  const char *folder = g_getenv ("VERMILION_LOCALEDIR");

  set_up_locale ();
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : VERMILION_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* The file is read on another thread while GTK starts, which takes longer. */
static void
preload (AppApplication *application, int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (argv[i][0] != '-')
      {
        g_autoptr (GFile) file = g_file_new_for_commandline_arg (argv[i]);
        g_autoptr (ModelDocument) document = model_document_new (file);

        app_application_preload (application, document);
        return;
      }
}

/* A worker may draw at this moment, such as where another program of ours took the files over and
 * this one is done: what Poppler frees at an orderly end would be taken away under it. */
_Noreturn static void
leave (AppApplication **application, int status)
{
  g_clear_object (application);
  g_settings_sync ();
  fflush (NULL);
  _exit (status);
}

int
main (int argc, char **argv)
{
  g_autoptr (AppApplication) application = NULL;

  /* Pictures of pages are mapped one by one, and given back to the system when they go; without a
   * fixed threshold glibc raises it after the first and keeps them. */
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
  set_up_translations ();
  g_set_prgname (VERMILION_APP_ID);
  g_set_application_name (_ ("Vermilion"));
  application = app_application_new ();
  preload (application, argc, argv);
  leave (&application, g_application_run (G_APPLICATION (application), argc, argv));
}

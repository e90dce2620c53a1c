/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-locale.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

/* The language that the environment asks for, whether or not this machine has its locale. */
static const char *
wanted_language (void)
{
  for (const char *const *name = (const char *const[]){"LC_ALL", "LC_MESSAGES", "LANG", NULL};
       *name != NULL; name++)
    {
      const char *value = g_getenv (*name);
      if (value != NULL && *value != '\0')
        return value;
    }
  return NULL;
}

/* A minimal machine has C.UTF-8 and nothing else: asked for zh_CN.UTF-8, setlocale() gives up and
 * gettext stays English. gettext follows LANGUAGE in every locale but C and POSIX, so the
 * wish goes there and the characters come from C.UTF-8. */
static void
make_do_with_c_utf8 (void)
{
  const char *language = wanted_language ();

  setlocale (LC_ALL, "C.UTF-8");
  if (language == NULL || g_getenv ("LANGUAGE") != NULL)
    return;
  g_autofree char *plain = g_strndup (language, strcspn (language, ".@"));
  g_setenv ("LANGUAGE", plain, TRUE);
}

/**
 * cli_locale_init:
 *
 * Chooses the language and the character set: as the environment asks, in UTF-8 whatever happens.
 * VERMILION_LOCALEDIR names the folder of translations of a program that is not installed.
 */
void
cli_locale_init (void)
{
  const char *folder = g_getenv ("VERMILION_LOCALEDIR");

  if (setlocale (LC_ALL, "") == NULL)
    make_do_with_c_utf8 ();
  /* File names and seals are UTF-8, and LC_ALL=C asks for English, not for question marks. */
  const char *ctype = setlocale (LC_CTYPE, NULL);
  if (g_str_equal (ctype, "C") || g_str_equal (ctype, "POSIX"))
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : VERMILION_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-pin.h"

#include <string.h>

/**
 * client_pin_group:
 * @address: of a platform
 *
 * Names what the desktop remembers of it.
 *
 * Returns: (transfer full): the name of a group in the desktop's memory
 */
char *
client_pin_group (const char *address)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);
}

static const struct {
  const char *name;
  const char *key;
} memories[] = {{CLIENT_PIN_DESKTOP, "address"}, {CLIENT_PIN_COMMAND, "url"}};

static GKeyFile *
read_memory (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

/* A slash at the end makes no other platform of it. */
static char *
trim (const char *address)
{
  gsize length = address != NULL ? strlen (address) : 0;

  while (length > 0 && address[length - 1] == '/')
    length--;
  return g_strndup (address, length);
}

static gboolean
is_same (const char *a, const char *b)
{
  g_autofree char *one = trim (a);
  g_autofree char *other = trim (b);

  return g_ascii_strcasecmp (one, other) == 0;
}

/* What the first group that is about this address, and says it, says. */
static char *
find (GKeyFile *file, const char *key, const char *address, const char *what)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *known = g_key_file_get_string (file, groups[i], key, NULL);
      char *value = known != NULL && is_same (known, address)
                        ? g_key_file_get_string (file, groups[i], what, NULL)
                        : NULL;

      if (value != NULL)
        return value;
    }
  return NULL;
}

/**
 * client_pin_check:
 * @folder: the user's data folder
 * @address: of a platform
 * @sha256: of the root that it shows now, lower-case hexadecimal
 * @known: (out) (transfer full) (nullable): the other root that was seen there before
 *
 * Compares a platform's root with what the windows and the command line remember of that platform.
 *
 * Returns: %FALSE where one of them remembers another
 */
gboolean
client_pin_check (const char *folder, const char *address, const char *sha256, char **known)
{
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_autoptr (GKeyFile) file = read_memory (folder, memories[i].name);
      g_autofree char *root = find (file, memories[i].key, address, "root");

      if (root == NULL || g_str_equal (root, sha256))
        continue;
      *known = g_steal_pointer (&root);
      return FALSE;
    }
  return TRUE;
}

/**
 * client_pin_dup_anchor:
 * @folder: the user's data folder
 * @address: of a platform
 *
 * Tells what a person lets that platform's server prove itself with, for
 * client_platform_set_anchor().
 *
 * Returns: (transfer full) (nullable): PEM
 */
char *
client_pin_dup_anchor (const char *folder, const char *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_autoptr (GKeyFile) file = read_memory (folder, memories[i].name);
      char *pem = find (file, memories[i].key, address, "tls");

      if (pem != NULL)
        return pem;
    }
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-standing.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "keys-error.h"
#include "keys-file.h"

#define FILE_NAME "standing.ini"
#define GROUP "certificates"

static const char *const words[] = {
    [KEYS_STANDING_SUSPENDED] = "suspended",
    [KEYS_STANDING_REVOKED] = "revoked",
};

static GKeyFile *
read_file (const char *folder, char **path)
{
  GKeyFile *file = g_key_file_new ();

  *path = g_build_filename (folder, FILE_NAME, NULL);
  g_key_file_load_from_file (file, *path, G_KEY_FILE_NONE, NULL);
  return file;
}

/**
 * keys_standing_get:
 * @folder: with the user's keys
 * @certificate: one of theirs
 *
 * Tells what was heard last of a certificate.
 *
 * Returns: that, or that nothing against it is known
 */
KeysStanding
keys_standing_get (const char *folder, PkiCertificate *certificate)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = read_file (folder, &path);
  g_autofree char *word = g_key_file_get_string (file, GROUP,
                                                 pki_certificate_get_sha256 (certificate), NULL);

  for (guint i = KEYS_STANDING_SUSPENDED; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return i;
  return KEYS_STANDING_UNKNOWN;
}

static gboolean
write_file (const char *folder, const char *path, GKeyFile *file, GError **error)
{
  gsize length;
  char *text = g_key_file_to_data (file, &length, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return keys_file_write (path, bytes, TRUE, error);
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_STORE, "cannot make %s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

/**
 * keys_standing_note:
 * @folder: with the user's keys
 * @der: a certificate of theirs
 * @state: what its platform says of it now
 * @changed: (out): whether something else was known until now
 * @error: %KEYS_ERROR_STORE
 *
 * Keeps what is said of a certificate.
 *
 * Returns: whether it is kept
 */
gboolean
keys_standing_note (
    const char *folder, GBytes *der, const char *state, gboolean *changed, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = read_file (folder, &path);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
  g_autofree char *before = g_key_file_get_string (file, GROUP, sha256, NULL);
  const char *now = NULL;

  for (guint i = KEYS_STANDING_SUSPENDED; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (state, words[i]))
      now = words[i];
  *changed = g_strcmp0 (before, now) != 0;
  if (!*changed)
    return TRUE;
  if (now != NULL)
    g_key_file_set_string (file, GROUP, sha256, now);
  else
    g_key_file_remove_key (file, GROUP, sha256, NULL);
  return write_file (folder, path, file, error);
}

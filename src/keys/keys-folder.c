/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "keys-error.h"
#include "keys-file.h"
#include "keys-pkcs12.h"

#define ID_LENGTH 16
#define KEY_SUFFIX ".p12"
#define CERTIFICATE_SUFFIX ".cer"
#define REMOVED "removed"
#define MAX_ENTRIES 4096

static char *
make_path (const char *folder, const char *id, const char *suffix)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

/* An id comes from file names and command lines; only these can be names in the folder. */
static gboolean
is_id (const char *id)
{
  return strlen (id) == ID_LENGTH && strspn (id, "0123456789abcdef") == ID_LENGTH;
}

static gboolean
make_folder (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_STORE, "cannot make %s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

static KeysEntry *
entry_new (const char *folder, PkiCertificate *certificate)
{
  KeysEntry *entry = g_new0 (KeysEntry, 1);

  entry->id = g_strndup (pki_certificate_get_sha256 (certificate), ID_LENGTH);
  entry->path = make_path (folder, entry->id, KEY_SUFFIX);
  entry->certificate = pki_certificate_ref (certificate);
  return entry;
}

/* NULL for a file that is no certificate, or not of the key beside it. */
static KeysEntry *
read_entry (const char *folder, const char *id)
{
  g_autofree char *path = make_path (folder, id, CERTIFICATE_SUFFIX);
  g_autoptr (GBytes) bytes = keys_file_read (path, NULL);
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (KeysEntry) entry = NULL;

  if (bytes != NULL)
    certificate = pki_certificate_new_from_der (g_bytes_get_data (bytes, NULL),
                                                g_bytes_get_size (bytes), NULL);
  if (certificate == NULL)
    return NULL;
  entry = entry_new (folder, certificate);
  if (!g_str_equal (entry->id, id) || !g_file_test (entry->path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  return g_steal_pointer (&entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const KeysEntry *first = *(const KeysEntry *const *) a;
  const KeysEntry *second = *(const KeysEntry *const *) b;
  int order = g_utf8_collate (pki_certificate_get_name (first->certificate),
                              pki_certificate_get_name (second->certificate));

  return order != 0 ? order : strcmp (first->id, second->id);
}

/**
 * keys_entry_free:
 * @entry: (transfer full) (nullable): an entry
 *
 * Frees it; the files stay.
 */
void
keys_entry_free (KeysEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->id);
  g_free (entry->path);
  pki_certificate_unref (entry->certificate);
  g_free (entry);
}

/**
 * keys_folder_list:
 * @folder: the folder; one that is not there yet is empty
 * @error: %KEYS_ERROR_UNREADABLE
 *
 * Lists the keys without opening any. Foreign files are passed over.
 *
 * Returns: (transfer full) (element-type KeysEntry): the keys by name
 */
GPtrArray *
keys_folder_list (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) keys_entry_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (folder != NULL, NULL);

  dir = g_dir_open (folder, 0, &local);
  if (dir == NULL && !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE, local->message);
      return NULL;
    }
  while (dir != NULL && list->len < MAX_ENTRIES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *id = g_strndup (name, ID_LENGTH);
      KeysEntry *entry = NULL;

      if (is_id (id) && g_str_equal (name + ID_LENGTH, CERTIFICATE_SUFFIX))
        entry = read_entry (folder, id);
      if (entry != NULL)
        g_ptr_array_add (list, entry);
    }
  g_ptr_array_sort (list, compare_entries);
  return g_steal_pointer (&list);
}

static gboolean
store (KeysEntry *entry, const char *folder, GBytes *key_file, GError **error)
{
  g_autofree char *beside = make_path (folder, entry->id, CERTIFICATE_SUFFIX);
  g_autoptr (KeysEntry) present = read_entry (folder, entry->id);

  if (present != NULL)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_EXISTS, "%s is already there", entry->id);
      return FALSE;
    }
  /* The certificate last: it makes the entry, so that a half-done import is none. */
  return keys_file_write (entry->path, key_file, TRUE, error) &&
         keys_file_write (beside, pki_certificate_get_der (entry->certificate), TRUE, error);
}

/**
 * keys_folder_import:
 * @folder: the folder, made where it is not there yet
 * @source: a key file, whose password proves that it opens
 * @error: an error of keys_open_as_pkcs12(), %KEYS_ERROR_EXISTS or %KEYS_ERROR_STORE
 *
 * Copies a PKCS#12 file as it is, with the protection it has, and its certificate beside it. A PEM
 * key becomes PKCS#12 under the same password.
 *
 * Returns: (transfer full): the new entry
 */
KeysEntry *
keys_folder_import (const char *folder, const KeysSource *source, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (KeysEntry) entry = NULL;

  g_return_val_if_fail (folder != NULL && source != NULL, NULL);

  bytes = keys_open_as_pkcs12 (source, &certificate, error);
  if (bytes == NULL || !make_folder (folder, error))
    return NULL;
  entry = entry_new (folder, certificate);
  if (!store (entry, folder, bytes, error))
    return NULL;
  return g_steal_pointer (&entry);
}

/**
 * keys_folder_renew:
 * @folder: the folder
 * @path: of the PKCS#12 file with the key
 * @password: its password; used and not kept
 * @chain: (element-type PkiCertificate): a newer certificate for the key, then its issuers
 * @error: as for keys_pkcs12_certify(), %KEYS_ERROR_EXISTS or %KEYS_ERROR_STORE
 *
 * Adds the key with a newer certificate; the entry with the older one stays.
 *
 * Returns: (transfer full): the new entry
 */
KeysEntry *
keys_folder_renew (
    const char *folder, const char *path, const char *password, GPtrArray *chain, GError **error)
{
  g_autoptr (GBytes) bytes = keys_pkcs12_certify (path, password, chain, error);
  g_autoptr (KeysEntry) entry = NULL;

  if (bytes == NULL || !make_folder (folder, error))
    return NULL;
  entry = entry_new (folder, chain->pdata[0]);
  return store (entry, folder, bytes, error) ? g_steal_pointer (&entry) : NULL;
}

static char *
make_removed_path (const char *folder, const char *id, guint number, const char *suffix)
{
  g_autofree char *name = g_strdup_printf ("%s-%u%s", id, number, suffix);

  return g_build_filename (folder, REMOVED, name, NULL);
}

/* How many times this key was removed and not put back; it may come and go again. */
static guint
count_removed (const char *folder, const char *id)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *path = make_removed_path (folder, id, i, KEY_SUFFIX);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return i - 1;
    }
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_STORE, "cannot move %s: %s", from, g_strerror (errno));
  return FALSE;
}

/**
 * keys_folder_remove:
 * @folder: the folder
 * @id: of the entry
 * @error: %KEYS_ERROR_UNREADABLE where there is no such key, or %KEYS_ERROR_STORE
 *
 * Takes a key out of the list. Its files move to the subfolder "removed": a key lost cannot be
 * made again.
 *
 * Returns: whether it is out
 */
gboolean
keys_folder_remove (const char *folder, const char *id, GError **error)
{
  static const char *const suffixes[] = {CERTIFICATE_SUFFIX, KEY_SUFFIX};
  g_autoptr (KeysEntry) entry = NULL;
  g_autofree char *removed = NULL;
  guint number;

  g_return_val_if_fail (folder != NULL && id != NULL, FALSE);

  if (is_id (id))
    entry = read_entry (folder, id);
  if (entry == NULL)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE, "no key %s in the folder", id);
      return FALSE;
    }
  removed = g_build_filename (folder, REMOVED, NULL);
  if (!make_folder (removed, error))
    return FALSE;
  number = count_removed (folder, id) + 1;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = make_path (folder, id, suffixes[i]);
      g_autofree char *to = make_removed_path (folder, id, number, suffixes[i]);

      if (!move (from, to, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * keys_folder_restore:
 * @folder: the folder
 * @id: of the entry that was
 * @error: %KEYS_ERROR_UNREADABLE where nothing of the kind was removed, %KEYS_ERROR_EXISTS where it
 *   is there again, or %KEYS_ERROR_STORE
 *
 * Takes back the last keys_folder_remove() of a key.
 *
 * Returns: whether it is in the list again
 */
gboolean
keys_folder_restore (const char *folder, const char *id, GError **error)
{
  /* The certificate last, as ever: it makes the entry. */
  static const char *const suffixes[] = {KEY_SUFFIX, CERTIFICATE_SUFFIX};
  g_autoptr (KeysEntry) present = NULL;
  guint number;

  g_return_val_if_fail (folder != NULL && id != NULL, FALSE);

  number = is_id (id) ? count_removed (folder, id) : 0;
  present = number > 0 ? read_entry (folder, id) : NULL;
  if (number == 0 || present != NULL)
    {
      g_set_error (error, KEYS_ERROR, number == 0 ? KEYS_ERROR_UNREADABLE : KEYS_ERROR_EXISTS,
                   "%s cannot be put back", id);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = make_removed_path (folder, id, number, suffixes[i]);
      g_autofree char *to = make_path (folder, id, suffixes[i]);

      if (!move (from, to, error))
        return FALSE;
    }
  return TRUE;
}

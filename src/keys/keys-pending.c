/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-pending.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/x509.h>
#include <string.h>

#include "keys-encode.h"
#include "keys-error.h"
#include "keys-file.h"
#include "keys-pem.h"
#include "pki-openssl.h"

#define SUFFIX ".key"
#define REQUEST ".req"
#define NOTE ".note"
#define MAX_PENDING 64

static char *
beside (const char *path, const char *suffix)
{
  return g_strconcat (path, suffix, NULL);
}

static KeysPending *
pending_new (const char *path, GBytes *request)
{
  KeysPending *self = g_new0 (KeysPending, 1);

  self->path = g_strdup (path);
  self->request = g_bytes_ref (request);
  return self;
}

static gboolean
make_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_STORE, "cannot make %s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

/**
 * keys_pending_new:
 * @path: where nothing is yet
 * @wish: what key, and under which password
 * @error: %KEYS_ERROR_UNSUPPORTED, %KEYS_ERROR_EXISTS or %KEYS_ERROR_STORE
 *
 * Makes a key and writes it, encrypted, before anybody hears of it.
 *
 * Returns: (transfer full): the key with its request, or %NULL on error
 */
KeysPending *
keys_pending_new (const char *path, const KeysNewKey *wish, GError **error)
{
  g_autofree char *request_path = beside (path, REQUEST);
  g_autoptr (GBytes) request = NULL;

  if (!make_folder_of (path, error) || !(request = keys_request_new (path, wish, error)) ||
      !keys_file_write (request_path, request, TRUE, error))
    return NULL;
  return pending_new (path, request);
}

/**
 * keys_pending_open:
 * @path: of a key that waits
 * @error: %KEYS_ERROR_UNREADABLE
 *
 * Takes a key up again that was made before; its password is not needed for that.
 *
 * Returns: (transfer full): the key with its request, or %NULL on error
 */
KeysPending *
keys_pending_open (const char *path, GError **error)
{
  g_autofree char *request_path = beside (path, REQUEST);
  g_autoptr (GBytes) request = keys_file_read (request_path, error);

  return request != NULL ? pending_new (path, request) : NULL;
}

/**
 * keys_pending_list:
 * @folder: where keys wait; one that is not there has none
 *
 * Lists the keys that wait for their certificates.
 *
 * Returns: (transfer full) (element-type KeysPending): the keys
 */
GPtrArray *
keys_pending_list (const char *folder)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) keys_pending_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && list->len < MAX_PENDING && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        KeysPending *each = keys_pending_open (path, NULL);

        if (each != NULL)
          g_ptr_array_add (list, each);
      }
  return list;
}

/**
 * keys_pending_get_note:
 * @self: a key that waits
 *
 * Returns: (transfer full) (nullable): what was noted beside it
 */
char *
keys_pending_get_note (const KeysPending *self)
{
  g_autofree char *path = beside (self->path, NOTE);
  g_autoptr (GBytes) bytes = keys_file_read (path, NULL);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                       : NULL;
}

/**
 * keys_pending_set_note:
 * @self: a key that waits
 * @note: a few words, no secret
 * @error: %KEYS_ERROR_STORE
 *
 * Notes what is needed to go on with it.
 *
 * Returns: whether it was written
 */
gboolean
keys_pending_set_note (const KeysPending *self, const char *note, GError **error)
{
  g_autofree char *path = beside (self->path, NOTE);
  g_autoptr (GBytes) bytes = g_bytes_new (note, strlen (note));

  return keys_file_write (path, bytes, TRUE, error);
}

static EVP_PKEY *
unlock (const KeysPending *self, const char *password, GError **error)
{
  g_autoptr (GBytes) bytes = keys_file_read (self->path, error);
  g_auto (KeysBundle) bundle;
  EVP_PKEY *key;

  keys_bundle_init (&bundle);
  if (bytes == NULL || !keys_pem_read (bytes, password, &bundle, error))
    return NULL;
  if (bundle.keys->len != 1)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_NOT_KEY_FILE, "%s holds no key", self->path);
      return NULL;
    }
  key = bundle.keys->pdata[0];
  EVP_PKEY_up_ref (key);
  return key;
}

/**
 * keys_pending_unlocks:
 * @self: a key that waits
 * @password: what the person says it was locked with
 * @error: %KEYS_ERROR_PASSWORD, or why the file cannot be read
 *
 * Tells whether a password is right before anything is asked for with this key.
 *
 * Returns: whether it is
 */
gboolean
keys_pending_unlocks (const KeysPending *self, const char *password, GError **error)
{
  g_autoptr (EVP_PKEY) key = unlock (self, password, error);

  return key != NULL;
}

/* A certificate of another key would make a file that signs nothing. */
static GBytes *
encode_with (const KeysPending *self, GPtrArray *chain, const char *password, GError **error)
{
  g_autoptr (EVP_PKEY) key = unlock (self, password, error);

  if (key == NULL)
    return NULL;
  if (X509_check_private_key (pki_certificate_get_x509 (chain->pdata[0]), key) == 1)
    return keys_encode_pkcs12 (key, chain, password, error);
  g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_NO_KEY,
                       "the certificate was issued for another key");
  return NULL;
}

/**
 * keys_pending_write:
 * @self: a key that waited
 * @chain: (element-type PkiCertificate): its certificate, then its issuers
 * @path: where nothing is yet
 * @password: what it is locked with
 * @error: %KEYS_ERROR_PASSWORD, %KEYS_ERROR_NO_KEY, %KEYS_ERROR_EXISTS or %KEYS_ERROR_STORE
 *
 * Writes key and certificate as PKCS#12 (mode 0600), and only then lets go of the key's own file.
 *
 * Returns: whether the file was written
 */
gboolean
keys_pending_write (const KeysPending *self,
                    GPtrArray *chain,
                    const char *path,
                    const char *password,
                    GError **error)
{
  g_autoptr (GBytes) bytes = encode_with (self, chain, password, error);

  if (bytes == NULL || !keys_file_write (path, bytes, FALSE, error))
    return FALSE;
  keys_pending_discard (self);
  return TRUE;
}

static char *
make_aside (const char *folder)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (".", uuid, ".new", NULL);

  return g_build_filename (folder, name, NULL);
}

/* What an earlier try has put there before it was interrupted. */
static KeysEntry *
find_entry (const char *folder, PkiCertificate *certificate)
{
  g_autoptr (GPtrArray) entries = keys_folder_list (folder, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      KeysEntry *entry = entries->pdata[i];

      if (pki_certificate_equal (entry->certificate, certificate))
        {
          g_ptr_array_steal_index (entries, i);
          return entry;
        }
    }
  return NULL;
}

/**
 * keys_pending_finish:
 * @self: a key that waited
 * @chain: (element-type PkiCertificate): its certificate, then its issuers
 * @folder: the key folder
 * @password: what it is locked with
 * @error: as for keys_pending_write()
 *
 * Puts key and certificate into the key folder, and only then lets go of the key's own file.
 *
 * Returns: (transfer full): the new entry, or %NULL on error
 */
KeysEntry *
keys_pending_finish (const KeysPending *self,
                     GPtrArray *chain,
                     const char *folder,
                     const char *password,
                     GError **error)
{
  g_autofree char *path = make_aside (folder);
  g_autoptr (GBytes) bytes = encode_with (self, chain, password, error);
  KeysEntry *entry;

  if (bytes == NULL)
    return NULL;
  entry = find_entry (folder, chain->pdata[0]);
  if (entry == NULL)
    {
      if (!make_folder_of (path, error) || !keys_file_write (path, bytes, FALSE, error))
        return NULL;
      entry = keys_folder_import (folder, &(KeysSource){.path = path, .password = password}, error);
      g_unlink (path);
    }
  if (entry != NULL)
    keys_pending_discard (self);
  return entry;
}

/**
 * keys_pending_discard:
 * @self: a key that waited
 *
 * Removes its files: it has a certificate and lies elsewhere, or it never got one.
 */
void
keys_pending_discard (const KeysPending *self)
{
  static const char *const suffixes[] = {NOTE, REQUEST, ""};

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = beside (self->path, suffixes[i]);

      g_unlink (path);
    }
}

/**
 * keys_pending_free:
 * @self: (transfer full): a key that waits
 *
 * Frees it; the files stay.
 */
void
keys_pending_free (KeysPending *self)
{
  g_free (self->path);
  g_bytes_unref (self->request);
  g_free (self);
}

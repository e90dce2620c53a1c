/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token-office.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "keys-error.h"
#include "keys-key.h"
#include "keys-login.h"
#include "keys-token-find.h"
#include "keys-token-key.h"
#include "keys-uri.h"
#include "pki-openssl.h"

/* The key that was asked for, and the session with its token. */
typedef struct {
  KeysModules *modules;
  KeysSession *session;
  CK_OBJECT_HANDLE key;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->session, keys_session_free);
  g_clear_pointer (&self->modules, keys_modules_free); /* last: the session needs them */
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
find_token (Search *self, P11KitUri *uri, GError **error)
{
  KeysSlot slot;

  if (!keys_token_find_slot (self->modules, uri, &slot, error))
    return FALSE;
  self->session = keys_session_open (&slot, error);
  return self->session != NULL;
}

static gboolean
is_meant (KeysSession *session, CK_OBJECT_HANDLE handle, P11KitUri *uri)
{
  g_autoptr (GBytes) id = keys_session_read (session, handle, CKA_ID);
  g_autoptr (GBytes) label = keys_session_read (session, handle, CKA_LABEL);
  const KeysObject object = {.id = id, .label = label};

  return keys_uri_matches_object (uri, &object);
}

/* 0 without an error: none fits. */
static guint
find_object (KeysSession *session,
             CK_OBJECT_CLASS kind,
             P11KitUri *uri,
             CK_OBJECT_HANDLE *found,
             GError **error)
{
  g_autoptr (GArray) handles = keys_session_find (session, kind, NULL, error);
  guint n = 0;

  for (guint i = 0; handles && i < handles->len; i++)
    {
      CK_OBJECT_HANDLE handle = g_array_index (handles, CK_OBJECT_HANDLE, i);

      if (!is_meant (session, handle, uri))
        continue;
      *found = handle;
      n++;
    }
  return n;
}

static gboolean
find_key (Search *self, P11KitUri *uri, GError **error)
{
  GError *local = NULL;
  guint n = find_object (self->session, CKO_PRIVATE_KEY, uri, &self->key, &local);

  if (n == 1)
    return TRUE;
  if (local)
    g_propagate_error (error, local);
  else
    g_set_error (error, KEYS_ERROR, n > 1 ? KEYS_ERROR_TOKEN_SEVERAL : KEYS_ERROR_TOKEN_NO_KEY,
                 "%u private keys on the token fit the URI", n);
  return FALSE;
}

/* The public key beside it; a token without one may show the same on the private key. */
static GBytes *
find_spki (Search *self, P11KitUri *uri, EVP_PKEY **public_key, GError **error)
{
  CK_OBJECT_HANDLE handle = self->key;
  g_autoptr (GBytes) spki = NULL;
  const guint8 *p;
  gsize size;

  find_object (self->session, CKO_PUBLIC_KEY, uri, &handle, NULL);
  spki = keys_token_spki_read (self->session, handle);
  p = spki ? g_bytes_get_data (spki, &size) : NULL;
  *public_key = p ? d2i_PUBKEY (NULL, &p, (long) size) : NULL;
  if (*public_key != NULL && keys_key_is_supported (*public_key))
    return g_steal_pointer (&spki);
  g_clear_pointer (public_key, EVP_PKEY_free);
  g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED,
                       "the public key beside it is missing, or of a kind that is not served");
  return NULL;
}

/**
 * keys_token_office_open:
 * @request: the key's address, and whom to ask for the PIN; copied, but for its data
 * @spki: (out) (transfer full): DER SubjectPublicKeyInfo
 * @error: any code of #KeysError about PINs and tokens
 *
 * Opens a key on a token (PKCS#11) by its own address, RSA or ECDSA, and logs in once for all its
 * signatures.
 *
 * Returns: (transfer full): the key as signer without certificates, or NULL on error
 */
PkiSigner *
keys_token_office_open (const KeysTokenRequest *request, GBytes **spki, GError **error)
{
  g_auto (Search) found = {NULL};
  g_autoptr (P11KitUri) uri = keys_uri_parse (request->uri, error);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  EVP_PKEY *public_key = NULL;
  PkiSigner *signer = NULL;

  if (uri == NULL)
    return NULL;
  found.modules = keys_modules_load (request->module, error);
  if (found.modules != NULL && find_token (&found, uri, error) &&
      keys_login_user (found.session, NULL, request, error) && find_key (&found, uri, error) &&
      (*spki = find_spki (&found, uri, &public_key, error)) != NULL)
    {
      KeysTokenKeyParts parts = {
          .modules = g_steal_pointer (&found.modules),
          .session = g_steal_pointer (&found.session),
          .key = found.key,
          .chain = nobody,
          .public_key = public_key,
      };

      signer = keys_token_key_new (&parts, request);
    }
  ERR_clear_error ();
  return signer;
}

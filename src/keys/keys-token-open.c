/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token.h"

#include <openssl/err.h>

#include "keys-chain.h"
#include "keys-error.h"
#include "keys-key.h"
#include "keys-login.h"
#include "keys-token-key.h"
#include "keys-uri.h"
#include "pki-openssl.h"

/* A certificate that fits the address, and the session with its token. */
typedef struct {
  KeysModules *modules;
  KeysSession *session;
  GPtrArray *chain;
  GBytes *id;
  guint n_tokens; /* that fit the address */
  guint n_found;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->session, keys_session_free);
  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_pointer (&self->id, g_bytes_unref);
  g_clear_pointer (&self->modules, keys_modules_free); /* last: the session needs them */
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static GPtrArray *
make_chain (GPtrArray *objects, PkiCertificate *leaf)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < objects->len; i++)
    g_ptr_array_add (all, ((KeysObject *) objects->pdata[i])->certificate);
  return keys_chain_order (all, leaf);
}

/* Two modules that know one token find one certificate twice: it counts once. */
static gboolean
is_found (Search *self, const KeysObject *object)
{
  return self->chain != NULL &&
         pki_certificate_equal (g_ptr_array_index (self->chain, 0), object->certificate);
}

/* An address of a whole token means the certificate on it that a person signs with. */
static gboolean
is_meant (P11KitUri *uri, const KeysObject *object)
{
  PkiCertificate *certificate = object->certificate;

  if (!keys_uri_matches_object (uri, object))
    return FALSE;
  if (p11_kit_uri_get_attribute (uri, CKA_ID) != NULL ||
      p11_kit_uri_get_attribute (uri, CKA_LABEL) != NULL)
    return TRUE;
  return !pki_certificate_is_ca (certificate) &&
         pki_certificate_check_signer (certificate, pki_certificate_get_not_before (certificate),
                                       NULL);
}

static void
search_token (Search *self, const KeysSlot *slot, P11KitUri *uri, GError **error)
{
  g_autoptr (KeysSession) session = keys_session_open (slot, error);
  g_autoptr (GPtrArray) objects = NULL;

  if (session != NULL)
    objects = keys_session_list_certificates (session, error);
  for (guint i = 0; objects != NULL && i < objects->len; i++)
    {
      const KeysObject *object = g_ptr_array_index (objects, i);

      if (!is_meant (uri, object) || is_found (self, object) || self->n_found++ > 0)
        continue;
      self->chain = make_chain (objects, object->certificate);
      self->id = g_bytes_ref (object->id);
    }
  if (self->session == NULL && self->chain != NULL)
    self->session = g_steal_pointer (&session);
}

/* A token that fails is of no interest where another one holds what was asked for. */
static gboolean
search (Search *self, P11KitUri *uri, GError **error)
{
  g_autoptr (GArray) slots = keys_modules_list_slots (self->modules);
  g_autoptr (GError) failure = NULL;

  for (guint i = 0; i < slots->len; i++)
    {
      const KeysSlot *slot = &g_array_index (slots, KeysSlot, i);

      if (!keys_uri_matches_token (uri, &slot->info))
        continue;
      self->n_tokens++;
      search_token (self, slot, uri, failure == NULL ? &failure : NULL);
    }
  if (self->n_found == 1)
    return TRUE;
  if (self->n_found > 1)
    g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_SEVERAL, "%u certificates fit the URI",
                 self->n_found);
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (self->n_tokens > 0)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_CERTIFICATE,
                         "no certificate on the token fits the URI");
  else
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISSING, "no token fits the URI");
  return FALSE;
}

/* What can be refused without a PIN is. */
static gboolean
check_certificate (PkiCertificate *certificate, gint64 now, GError **error)
{
  EVP_PKEY *key = X509_get0_pubkey (pki_certificate_get_x509 (certificate));

  if (key != NULL && keys_key_is_supported (key))
    return pki_certificate_check_signer (certificate, now, error);
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "keys of type %s are not served",
               pki_certificate_get_key_type (certificate));
  return FALSE;
}

/* Some tokens give certificate and key no common CKA_ID; where there is but one key, it is it. */
static gboolean
find_key (Search *self, CK_OBJECT_HANDLE *key, GError **error)
{
  gboolean named = g_bytes_get_size (self->id) > 0;
  g_autoptr (GArray)
      keys = keys_session_find (self->session, CKO_PRIVATE_KEY, named ? self->id : NULL, error);

  if (keys == NULL)
    return FALSE;
  if (keys->len != 1)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY,
                   "%u private keys for the certificate", keys->len);
      return FALSE;
    }
  *key = g_array_index (keys, CK_OBJECT_HANDLE, 0);
  if (keys_session_read_boolean (self->session, *key, CKA_SIGN, TRUE))
    return TRUE;
  g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MECHANISM, "CKA_SIGN is false");
  return FALSE;
}

/**
 * keys_token_peek:
 * @request: which certificate; its PIN is not asked for
 * @error: any code of #KeysError about tokens
 *
 * Looks which certificate on a token (PKCS#11) is meant, before anybody is asked for the PIN.
 *
 * Returns: (transfer full) (element-type PkiCertificate): the certificate, then its issuers as far
 *   as the token shows them
 */
GPtrArray *
keys_token_peek (const KeysTokenRequest *request, GError **error)
{
  g_auto (Search) found = {NULL};
  g_autoptr (P11KitUri) uri = NULL;

  g_return_val_if_fail (request != NULL && request->uri != NULL, NULL);

  uri = keys_uri_parse (request->uri, error);
  if (uri == NULL)
    return NULL;
  found.modules = keys_modules_load (request->module, error);
  if (found.modules == NULL || !search (&found, uri, error))
    return NULL;
  ERR_clear_error ();
  return g_steal_pointer (&found.chain);
}

/**
 * keys_token_open:
 * @request: which certificate, and whom to ask for the PIN; copied, but for its data
 * @cancellable: (nullable): stops between calls of the module, not within one
 * @error: any code of #KeysError about PINs and tokens, or a #PkiError when the certificate may
 *   not sign
 *
 * Opens the key of a certificate on a token (PKCS#11) and logs in, once for all its signatures. The
 * PIN is asked for last, and not at all where it cannot help.
 *
 * Returns: (transfer full): the key as signer, with the chain that the token holds
 */
PkiSigner *
keys_token_open (const KeysTokenRequest *request, GCancellable *cancellable, GError **error)
{
  g_auto (Search) found = {NULL};
  g_autoptr (P11KitUri) uri = NULL;
  PkiCertificate *certificate;
  CK_OBJECT_HANDLE key;
  PkiSigner *signer = NULL;

  g_return_val_if_fail (request != NULL && request->uri != NULL && request->pin != NULL, NULL);

  uri = keys_uri_parse (request->uri, error);
  if (uri == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  found.modules = keys_modules_load (request->module, error);
  if (found.modules == NULL || !search (&found, uri, error))
    return NULL;
  certificate = g_ptr_array_index (found.chain, 0);
  if (check_certificate (certificate, request->now, error) &&
      !g_cancellable_set_error_if_cancelled (cancellable, error) &&
      keys_login_user (found.session, certificate, request, error) &&
      find_key (&found, &key, error))
    {
      KeysTokenKeyParts parts = {
          .modules = g_steal_pointer (&found.modules),
          .session = g_steal_pointer (&found.session),
          .key = key,
          .chain = found.chain,
      };

      signer = keys_token_key_new (&parts, request);
    }
  ERR_clear_error ();
  return signer;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token-office.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "keys-error.h"
#include "keys-key.h"
#include "keys-login.h"
#include "keys-token-key.h"
#include "keys-uri.h"
#include "pki-der-write.h"
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

/* One token, and no guessing between two. */
static gboolean
find_token (Search *self, P11KitUri *uri, GError **error)
{
  g_autoptr (GArray) slots = keys_modules_list_slots (self->modules);
  const KeysSlot *found = NULL;
  guint n = 0;

  for (guint i = 0; i < slots->len; i++)
    {
      const KeysSlot *slot = &g_array_index (slots, KeysSlot, i);

      /* Two modules may know one token: the first one's will do. */
      if (!keys_uri_matches_token (uri, &slot->info) ||
          (found && memcmp (found->info.serialNumber, slot->info.serialNumber,
                            sizeof slot->info.serialNumber) == 0))
        continue;
      found = slot;
      n++;
    }
  if (n == 1)
    {
      self->session = keys_session_open (found, error);
      return self->session != NULL;
    }
  if (n == 0)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISSING, "no token fits the URI");
  else
    g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_SEVERAL, "%u tokens fit the URI", n);
  return FALSE;
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

static void
append_integer (GByteArray *out, GBytes *number)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (number, &size);
  g_autoptr (GByteArray) content = g_byte_array_new ();

  /* Unsigned there, signed here (X.690, 8.3). */
  if (size > 0 && (data[0] & 0x80) != 0)
    g_byte_array_append (content, (const guint8 *) "", 1);
  g_byte_array_append (content, data, (guint) size);
  pki_der_append_wrapped (out, PKI_DER_INTEGER, content);
}

/* RSAPublicKey (RFC 8017, A.1.1). */
static GBytes *
read_rsa (KeysSession *session, CK_OBJECT_HANDLE key, GByteArray *algorithm)
{
  static const guint8 rsa[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                               0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
  g_autoptr (GBytes) modulus = keys_session_read (session, key, CKA_MODULUS);
  g_autoptr (GBytes) exponent = keys_session_read (session, key, CKA_PUBLIC_EXPONENT);
  g_autoptr (GByteArray) content = g_byte_array_new ();

  g_byte_array_append (algorithm, rsa, sizeof rsa);
  append_integer (content, modulus);
  append_integer (content, exponent);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}

/* CKA_EC_POINT is an OCTET STRING around the point (PKCS#11 v3.0, 2.3.3). */
static GBytes *
read_ec (KeysSession *session, CK_OBJECT_HANDLE key, GByteArray *algorithm)
{
  static const guint8 ec[] = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
  g_autoptr (GBytes) curve = keys_session_read (session, key, CKA_EC_PARAMS);
  g_autoptr (GBytes) point = keys_session_read (session, key, CKA_EC_POINT);
  gsize size;
  const guint8 *p = g_bytes_get_data (point, &size);
  ASN1_OCTET_STRING *inner = d2i_ASN1_OCTET_STRING (NULL, &p, (long) size);
  GBytes *bits = inner ? g_bytes_new (ASN1_STRING_get0_data (inner),
                                      (gsize) ASN1_STRING_length (inner))
                       : g_bytes_ref (point);

  ASN1_OCTET_STRING_free (inner);
  g_byte_array_append (algorithm, ec, sizeof ec);
  pki_der_append (algorithm, curve);
  return bits;
}

static GBytes *
read_spki (KeysSession *session, CK_OBJECT_HANDLE key)
{
  g_autoptr (GBytes) type = keys_session_read (session, key, CKA_KEY_TYPE);
  g_autoptr (GByteArray) algorithm = g_byte_array_new ();
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GBytes) bits = NULL;
  CK_KEY_TYPE kind = CKK_VENDOR_DEFINED;

  if (g_bytes_get_size (type) == sizeof kind)
    memcpy (&kind, g_bytes_get_data (type, NULL), sizeof kind);
  if (kind == CKK_RSA)
    bits = read_rsa (session, key, algorithm);
  else if (kind == CKK_EC)
    bits = read_ec (session, key, algorithm);
  else
    return NULL;
  pki_der_append_wrapped (content, PKI_DER_SEQUENCE, algorithm);
  pki_der_append_bit_string (content, bits);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
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
  spki = read_spki (self->session, handle);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token-find.h"

#include <openssl/asn1.h>
#include <string.h>

#include "keys-error.h"
#include "pki-der-write.h"

/**
 * keys_token_find_slot:
 * @modules: where to look
 * @uri: of a token; what it says of an object on it is not looked at
 * @slot: (out): where the token is, for as long as the modules live
 * @error: %KEYS_ERROR_TOKEN_MISSING or %KEYS_ERROR_TOKEN_SEVERAL
 *
 * Finds one token, and does not guess between two.
 *
 * Returns: whether it is there
 */
gboolean
keys_token_find_slot (KeysModules *modules, P11KitUri *uri, KeysSlot *slot, GError **error)
{
  g_autoptr (GArray) slots = keys_modules_list_slots (modules);
  guint n = 0;

  for (guint i = 0; i < slots->len; i++)
    {
      const KeysSlot *each = &g_array_index (slots, KeysSlot, i);

      /* Two modules may know one token: the first one's will do. */
      if (!keys_uri_matches_token (uri, &each->info) ||
          (n > 0 && memcmp (slot->info.serialNumber, each->info.serialNumber,
                            sizeof each->info.serialNumber) == 0))
        continue;
      *slot = *each;
      n++;
    }
  if (n == 1)
    return TRUE;
  if (n == 0)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISSING, "no token fits the URI");
  else
    g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_SEVERAL, "%u tokens fit the URI", n);
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

/**
 * keys_token_spki_read:
 * @session: a session with the token
 * @key: a public key on it, or a private one that shows the same
 *
 * Reads a public key, RSA or of a named curve.
 *
 * Returns: (transfer full) (nullable): DER SubjectPublicKeyInfo (RFC 5280, 4.1.2.7)
 */
GBytes *
keys_token_spki_read (KeysSession *session, CK_OBJECT_HANDLE key)
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

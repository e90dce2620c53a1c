/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-cost.h"

#include <openssl/asn1t.h>

#include "keys-error.h"
#include "pki-openssl.h"

/* Rounds of key derivation for all of a file. Programs write 1 to 600,000 for each of a few parts;
 * more than this, some seconds of it, is there to keep somebody waiting. */
#define MAX_ROUNDS 5000000

/**
 * keys_cost_add:
 * @self: what the file costs so far
 * @rounds: (nullable): the rounds of one derivation, one where they are not told
 *
 * Adds the rounds of one part of a file.
 *
 * Returns: whether it is bearable
 */
gboolean
keys_cost_add (KeysCost *self, const ASN1_INTEGER *rounds)
{
  gint64 n = 1;

  if (rounds != NULL && ASN1_INTEGER_get_int64 (&n, rounds) != 1)
    return FALSE;
  if (n < 0 || n > MAX_ROUNDS)
    return FALSE;
  *self += n;
  return *self <= MAX_ROUNDS;
}

/* RFC 8018, A.2 and A.4. OpenSSL bounds scrypt's memory, and with it its time, by itself. */
static gboolean
add_pbes2 (KeysCost *self, const PBE2PARAM *params)
{
  const ASN1_OBJECT *object;
  const void *value;
  int type;
  PBKDF2PARAM *derivation;
  gboolean bearable;

  X509_ALGOR_get0 (&object, &type, &value, params->keyfunc);
  if (OBJ_obj2nid (object) == NID_id_scrypt)
    return TRUE;
  if (OBJ_obj2nid (object) != NID_id_pbkdf2 || type != V_ASN1_SEQUENCE)
    return FALSE;
  derivation = ASN1_item_unpack (value, ASN1_ITEM_rptr (PBKDF2PARAM));
  bearable = derivation != NULL && keys_cost_add (self, derivation->iter);
  PBKDF2PARAM_free (derivation);
  return bearable;
}

/**
 * keys_cost_add_algorithm:
 * @self: what the file costs so far
 * @algorithm: how one part of it is encrypted
 * @error: %KEYS_ERROR_UNSUPPORTED
 *
 * Adds what one part will cost to decrypt; a derivation that would take hours is an attack (RFC
 * 8018; RFC 7292, appendix C, has the old kinds).
 *
 * Returns: whether it is bearable
 */
gboolean
keys_cost_add_algorithm (KeysCost *self, const X509_ALGOR *algorithm, GError **error)
{
  const ASN1_OBJECT *object;
  const void *value;
  int type;
  gboolean bearable = FALSE;

  X509_ALGOR_get0 (&object, &type, &value, algorithm);
  if (type == V_ASN1_SEQUENCE && OBJ_obj2nid (object) == NID_pbes2)
    {
      PBE2PARAM *params = ASN1_item_unpack (value, ASN1_ITEM_rptr (PBE2PARAM));

      bearable = params != NULL && add_pbes2 (self, params);
      PBE2PARAM_free (params);
    }
  else if (type == V_ASN1_SEQUENCE)
    {
      PBEPARAM *params = ASN1_item_unpack (value, ASN1_ITEM_rptr (PBEPARAM));

      bearable = params != NULL && keys_cost_add (self, params->iter);
      PBEPARAM_free (params);
    }
  if (!bearable)
    pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED,
                           "the file's key derivation is unknown or too costly");
  return bearable;
}

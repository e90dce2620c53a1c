/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-verify.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

typedef enum {
  SCHEME_RSA,
  SCHEME_PSS,
  SCHEME_ECDSA,
  SCHEME_DSA,
  SCHEME_EDDSA,
} Scheme;

typedef struct {
  int nid;
  Scheme scheme;
  PkiDigestType digest; /* the one its OID names */
  const char *name;
} Algorithm;

/* RFC 3370, 4056, 5754, 8419. The bare key OIDs stand for "with the digest of the SignerInfo". */
static const Algorithm algorithms[] = {
    {NID_rsaEncryption, SCHEME_RSA, PKI_DIGEST_NONE, "RSA"},
    {NID_md5WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_MD5, "RSA"},
    {NID_sha1WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_SHA1, "RSA"},
    {NID_ripemd160WithRSA, SCHEME_RSA, PKI_DIGEST_RIPEMD160, "RSA"},
    {NID_sha224WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_SHA224, "RSA"},
    {NID_sha256WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_SHA256, "RSA"},
    {NID_sha384WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_SHA384, "RSA"},
    {NID_sha512WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_SHA512, "RSA"},
    {NID_sha512_256WithRSAEncryption, SCHEME_RSA, PKI_DIGEST_SHA512_256, "RSA"},
    {NID_RSA_SHA3_224, SCHEME_RSA, PKI_DIGEST_SHA3_224, "RSA"},
    {NID_RSA_SHA3_256, SCHEME_RSA, PKI_DIGEST_SHA3_256, "RSA"},
    {NID_RSA_SHA3_384, SCHEME_RSA, PKI_DIGEST_SHA3_384, "RSA"},
    {NID_RSA_SHA3_512, SCHEME_RSA, PKI_DIGEST_SHA3_512, "RSA"},
    {NID_rsassaPss, SCHEME_PSS, PKI_DIGEST_NONE, "RSA-PSS"},
    {NID_X9_62_id_ecPublicKey, SCHEME_ECDSA, PKI_DIGEST_NONE, "ECDSA"},
    {NID_ecdsa_with_SHA1, SCHEME_ECDSA, PKI_DIGEST_SHA1, "ECDSA"},
    {NID_ecdsa_with_SHA224, SCHEME_ECDSA, PKI_DIGEST_SHA224, "ECDSA"},
    {NID_ecdsa_with_SHA3_224, SCHEME_ECDSA, PKI_DIGEST_SHA3_224, "ECDSA"},
    {NID_ecdsa_with_SHA3_256, SCHEME_ECDSA, PKI_DIGEST_SHA3_256, "ECDSA"},
    {NID_ecdsa_with_SHA3_384, SCHEME_ECDSA, PKI_DIGEST_SHA3_384, "ECDSA"},
    {NID_ecdsa_with_SHA3_512, SCHEME_ECDSA, PKI_DIGEST_SHA3_512, "ECDSA"},
    {NID_ecdsa_with_SHA256, SCHEME_ECDSA, PKI_DIGEST_SHA256, "ECDSA"},
    {NID_ecdsa_with_SHA384, SCHEME_ECDSA, PKI_DIGEST_SHA384, "ECDSA"},
    {NID_ecdsa_with_SHA512, SCHEME_ECDSA, PKI_DIGEST_SHA512, "ECDSA"},
    {NID_dsa, SCHEME_DSA, PKI_DIGEST_NONE, "DSA"},
    {NID_dsaWithSHA1, SCHEME_DSA, PKI_DIGEST_SHA1, "DSA"},
    {NID_dsa_with_SHA224, SCHEME_DSA, PKI_DIGEST_SHA224, "DSA"},
    {NID_dsa_with_SHA256, SCHEME_DSA, PKI_DIGEST_SHA256, "DSA"},
    {NID_dsa_with_SHA384, SCHEME_DSA, PKI_DIGEST_SHA384, "DSA"},
    {NID_dsa_with_SHA512, SCHEME_DSA, PKI_DIGEST_SHA512, "DSA"},
    {NID_ED25519, SCHEME_EDDSA, PKI_DIGEST_NONE, "Ed25519"},
    {NID_ED448, SCHEME_EDDSA, PKI_DIGEST_NONE, "Ed448"},
};

static const Algorithm *
find_algorithm (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object;
  int nid;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  nid = OBJ_obj2nid (object);
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].nid == nid)
      return &algorithms[i];
  return NULL;
}

static gboolean
key_fits (EVP_PKEY *key, const Algorithm *algorithm)
{
  switch (algorithm->scheme)
    {
    case SCHEME_RSA:
      return EVP_PKEY_is_a (key, "RSA");
    case SCHEME_PSS:
      return EVP_PKEY_is_a (key, "RSA") || EVP_PKEY_is_a (key, "RSA-PSS");
    case SCHEME_ECDSA:
      return EVP_PKEY_is_a (key, "EC");
    case SCHEME_DSA:
    case SCHEME_EDDSA:
      return EVP_PKEY_is_a (key, algorithm->name);
    }
  return FALSE;
}

static PkiDigestType
algor_digest (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object;

  if (algorithm == NULL) /* RFC 4055, 3.1: DEFAULT sha1 */
    return PKI_DIGEST_SHA1;
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  return pki_digest_from_nid (OBJ_obj2nid (object));
}

/* The digest that the algorithm of a value names itself, if it does. */
static PkiDigestType
named_digest (const Algorithm *known, const X509_ALGOR *algorithm)
{
  const void *value;
  int type;
  RSA_PSS_PARAMS *params;
  PkiDigestType digest;

  if (known->scheme != SCHEME_PSS)
    return known->digest;
  X509_ALGOR_get0 (NULL, &type, &value, algorithm);
  params = type == V_ASN1_SEQUENCE ? ASN1_item_unpack (value, ASN1_ITEM_rptr (RSA_PSS_PARAMS))
                                   : NULL;
  digest = params != NULL ? algor_digest (params->hashAlgorithm) : PKI_DIGEST_NONE;
  RSA_PSS_PARAMS_free (params);
  return digest;
}

static PkiDigestType
mask_digest (const X509_ALGOR *mask)
{
  const ASN1_OBJECT *object;
  const void *value;
  int type;
  X509_ALGOR *inner;
  PkiDigestType digest;

  if (mask == NULL)
    return PKI_DIGEST_SHA1;
  X509_ALGOR_get0 (&object, &type, &value, mask);
  if (OBJ_obj2nid (object) != NID_mgf1 || type != V_ASN1_SEQUENCE)
    return PKI_DIGEST_NONE;
  inner = ASN1_item_unpack (value, ASN1_ITEM_rptr (X509_ALGOR));
  digest = inner != NULL ? algor_digest (inner) : PKI_DIGEST_NONE;
  X509_ALGOR_free (inner);
  return digest;
}

/* RSASSA-PSS-params (RFC 4055, 3.1) into the context. */
static PkiCmsCheck
set_pss (EVP_PKEY_CTX *context, const PkiSignature *signature)
{
  const void *value;
  int type;
  RSA_PSS_PARAMS *params;
  PkiDigestType digest;
  PkiDigestType mask;
  gint64 salt = 20;
  gint64 trailer = 1;

  X509_ALGOR_get0 (NULL, &type, &value, signature->algorithm);
  params = type == V_ASN1_SEQUENCE ? ASN1_item_unpack (value, ASN1_ITEM_rptr (RSA_PSS_PARAMS))
                                   : NULL;
  if (params == NULL)
    return PKI_CMS_MALFORMED;
  digest = algor_digest (params->hashAlgorithm);
  mask = mask_digest (params->maskGenAlgorithm);
  if (params->saltLength != NULL && ASN1_INTEGER_get_int64 (&salt, params->saltLength) != 1)
    salt = -1;
  if (params->trailerField != NULL && ASN1_INTEGER_get_int64 (&trailer, params->trailerField) != 1)
    trailer = -1;
  RSA_PSS_PARAMS_free (params);

  if (digest == PKI_DIGEST_NONE || mask == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  if (digest != signature->digest || salt < 0 || salt > 4096 || trailer != 1)
    return PKI_CMS_MALFORMED;
  if (EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PSS_PADDING) <= 0 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md (context, pki_digest_get_md (mask)) <= 0 ||
      EVP_PKEY_CTX_set_rsa_pss_saltlen (context, (int) salt) <= 0)
    return PKI_CMS_SIGNATURE_WRONG;
  return PKI_CMS_INTACT;
}

static PkiCmsCheck
verify (EVP_PKEY *key, const Algorithm *algorithm, const PkiSignature *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *key_context = NULL;
  const EVP_MD *md = algorithm->scheme == SCHEME_EDDSA ? NULL
                                                       : pki_digest_get_md (signature->digest);

  if (EVP_DigestVerifyInit (context, &key_context, md, NULL, key) != 1)
    return PKI_CMS_SIGNATURE_WRONG;
  if (algorithm->scheme == SCHEME_PSS)
    {
      PkiCmsCheck check = set_pss (key_context, signature);

      if (check != PKI_CMS_INTACT)
        return check;
    }
  if (EVP_DigestVerify (context, signature->value, signature->value_size, signature->tbs,
                        signature->tbs_size) != 1)
    return PKI_CMS_SIGNATURE_WRONG;
  return PKI_CMS_INTACT;
}

/* Over a digest whose content is not at hand; EdDSA has no such thing (RFC 8032, 5.1). */
static PkiCmsCheck
verify_digest (EVP_PKEY *key, const Algorithm *algorithm, const PkiSignature *signature)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new (key, NULL);
  PkiCmsCheck check = PKI_CMS_SIGNATURE_WRONG;

  if (algorithm->scheme == SCHEME_EDDSA)
    check = PKI_CMS_UNSUPPORTED;
  else if (EVP_PKEY_verify_init (context) == 1 &&
           EVP_PKEY_CTX_set_signature_md (context, pki_digest_get_md (signature->digest)) == 1)
    check = algorithm->scheme == SCHEME_PSS ? set_pss (context, signature) : PKI_CMS_INTACT;
  if (check == PKI_CMS_INTACT && EVP_PKEY_verify (context, signature->value, signature->value_size,
                                                  signature->tbs, signature->tbs_size) != 1)
    check = PKI_CMS_SIGNATURE_WRONG;
  EVP_PKEY_CTX_free (context);
  return check;
}

/**
 * pki_verify_signature:
 * @signer: whose certificate
 * @given: the value, its algorithm, and what it is over
 *
 * Verifies a signature value with a certificate's key.
 *
 * Returns: %PKI_CMS_INTACT, or what is wrong with it
 */
PkiCmsCheck
pki_verify_signature (PkiCertificate *signer, const PkiSignature *given)
{
  PkiSignature signature = *given;
  PkiDigestType named;
  const Algorithm *algorithm = find_algorithm (given->algorithm);
  EVP_PKEY *key = X509_get0_pubkey (pki_certificate_get_x509 (signer));
  PkiCmsCheck check;

  /* RFC 8702 has SHAKE256 with other keys too, under names of their own. */
  if (algorithm == NULL || key == NULL || given->digest == PKI_DIGEST_NONE ||
      (given->digest == PKI_DIGEST_SHAKE256 && algorithm->scheme != SCHEME_EDDSA))
    {
      ERR_clear_error ();
      return PKI_CMS_UNSUPPORTED;
    }
  if (!key_fits (key, algorithm))
    return PKI_CMS_MALFORMED;
  /* Two digests in one signature, of the content and of its attributes: pki_verify_takes_digest()
   * tells so. */
  named = named_digest (algorithm, given->algorithm);
  if (named != PKI_DIGEST_NONE && named != given->digest)
    {
      if (given->is_digest)
        return PKI_CMS_MALFORMED;
      if (pki_digest_get_md (named) == NULL)
        return PKI_CMS_UNSUPPORTED;
      signature.digest = named;
    }

  check = signature.is_digest ? verify_digest (key, algorithm, &signature)
                              : verify (key, algorithm, &signature);
  ERR_clear_error ();
  return check;
}

/* RFC 9882, RFC 9814 and BSI TR-03111: what is in use and not served can be named at least. */
static const char *
name_unserved (const ASN1_OBJECT *object)
{
  static const struct {
    const char *oid; /* or how those of a family begin */
    const char *name;
  } names[] = {
      {"2.16.840.1.101.3.4.3.17", "ML-DSA-44"}, {"2.16.840.1.101.3.4.3.18", "ML-DSA-65"},
      {"2.16.840.1.101.3.4.3.19", "ML-DSA-87"}, {"2.16.840.1.101.3.4.3.2", "SLH-DSA"},
      {"2.16.840.1.101.3.4.3.3", "SLH-DSA"},    {"0.4.0.127.0.7.1.1.4.1", "plain ECDSA"},
  };
  char oid[64];

  if (OBJ_obj2txt (oid, sizeof oid, object, 1) > 0)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (g_str_has_prefix (oid, names[i].oid))
        return names[i].name;
  return "unknown";
}

/**
 * pki_verify_get_digest:
 * @algorithm: of a signature
 *
 * Returns: the digest that its OID or its parameters name, or %PKI_DIGEST_NONE
 */
PkiDigestType
pki_verify_get_digest (const X509_ALGOR *algorithm)
{
  const Algorithm *known = find_algorithm (algorithm);

  return known != NULL ? named_digest (known, algorithm) : PKI_DIGEST_NONE;
}

/**
 * pki_verify_takes_digest:
 * @algorithm: of a signature
 * @digest: that of signed attributes
 *
 * Returns: whether they go together: the one that it names itself, and EdDSA takes one each (RFC
 *   8419, 3.1)
 */
gboolean
pki_verify_takes_digest (const X509_ALGOR *algorithm, PkiDigestType digest)
{
  const Algorithm *known = find_algorithm (algorithm);

  PkiDigestType named = known != NULL ? named_digest (known, algorithm) : PKI_DIGEST_NONE;

  if (known == NULL || known->scheme != SCHEME_EDDSA)
    return named == PKI_DIGEST_NONE || named == digest;
  return digest == (known->nid == NID_ED25519 ? PKI_DIGEST_SHA512 : PKI_DIGEST_SHAKE256);
}

/**
 * pki_verify_get_algorithm_name:
 * @algorithm: of a signature
 *
 * Returns: (transfer none): "RSA", "RSA-PSS", "ECDSA", "Ed25519", or OpenSSL's name for another
 */
const char *
pki_verify_get_algorithm_name (const X509_ALGOR *algorithm)
{
  const Algorithm *known = find_algorithm (algorithm);
  const ASN1_OBJECT *object;
  int nid;

  if (known != NULL)
    return known->name;
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  nid = OBJ_obj2nid (object);
  return nid != NID_undef ? OBJ_nid2sn (nid) : name_unserved (object);
}

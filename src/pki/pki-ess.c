/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-ess.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

/*  IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }  */
typedef struct {
  GENERAL_NAMES *issuer;
  ASN1_INTEGER *serial;
} IssuerSerial;

/*  ESSCertIDv2 ::= SEQUENCE {
 *    hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256},
 *    certHash OCTET STRING,
 *    issuerSerial IssuerSerial OPTIONAL }
 *  ESSCertID is the same without hashAlgorithm, which is SHA-1 then, so that one type reads both.
 */
typedef struct {
  X509_ALGOR *algorithm;
  ASN1_OCTET_STRING *hash;
  IssuerSerial *issuer_serial;
} CertId;

DEFINE_STACK_OF (CertId)

/*  SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2,
 *                                      policies SEQUENCE OF PolicyInformation OPTIONAL }  */
typedef struct {
  STACK_OF (CertId) * ids;
  STACK_OF (POLICYINFO) * policies;
} SigningCertificate;

/*  CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm DigestAlgorithmIdentifier,
 *    signatureAlgorithm [1] SignatureAlgorithmIdentifier OPTIONAL, macAlgorithm [2] … }  */
typedef struct {
  X509_ALGOR *digest;
  X509_ALGOR *signature;
  X509_ALGOR *mac;
} AlgorithmProtection;

/* clang-format off */
ASN1_SEQUENCE (IssuerSerial) = {
  ASN1_SEQUENCE_OF (IssuerSerial, issuer, GENERAL_NAME),
  ASN1_SIMPLE (IssuerSerial, serial, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END (IssuerSerial)

ASN1_SEQUENCE (CertId) = {
  ASN1_OPT (CertId, algorithm, X509_ALGOR),
  ASN1_SIMPLE (CertId, hash, ASN1_OCTET_STRING),
  ASN1_OPT (CertId, issuer_serial, IssuerSerial),
} static_ASN1_SEQUENCE_END (CertId)

ASN1_SEQUENCE (SigningCertificate) = {
  ASN1_SEQUENCE_OF (SigningCertificate, ids, CertId),
  ASN1_SEQUENCE_OF_OPT (SigningCertificate, policies, POLICYINFO),
} static_ASN1_SEQUENCE_END (SigningCertificate)

ASN1_SEQUENCE (AlgorithmProtection) = {
  ASN1_SIMPLE (AlgorithmProtection, digest, X509_ALGOR),
  ASN1_IMP_OPT (AlgorithmProtection, signature, X509_ALGOR, 1),
  ASN1_IMP_OPT (AlgorithmProtection, mac, X509_ALGOR, 2),
} static_ASN1_SEQUENCE_END (AlgorithmProtection)
                            /* clang-format on */

                            /* NULL where the attribute is absent; *malformed where it is there and
                               not once with one value. */
                            static void *
                            dup_attribute (CMS_SignerInfo * signer_info,
                                           int nid,
                                           const ASN1_ITEM *item,
                                           gboolean *malformed)
{
  int index = CMS_signed_get_attr_by_NID (signer_info, nid, -1);
  const ASN1_STRING *value;
  void *decoded = NULL;

  *malformed = FALSE;
  if (index < 0)
    return NULL;
  value = CMS_signed_get0_data_by_OBJ (signer_info, OBJ_nid2obj (nid), -3, V_ASN1_SEQUENCE);
  if (value != NULL)
    decoded = ASN1_item_unpack (value, item);
  *malformed = decoded == NULL;
  return decoded;
}

static gboolean
issuer_serial_fits (const IssuerSerial *issuer_serial, X509 *x509)
{
  const GENERAL_NAME *name;

  if (issuer_serial == NULL)
    return TRUE;
  if (sk_GENERAL_NAME_num (issuer_serial->issuer) != 1 ||
      ASN1_INTEGER_cmp (issuer_serial->serial, X509_get0_serialNumber (x509)) != 0)
    return FALSE;
  name = sk_GENERAL_NAME_value (issuer_serial->issuer, 0);
  return name->type == GEN_DIRNAME &&
         X509_NAME_cmp (name->d.directoryName, X509_get_issuer_name (x509)) == 0;
}

static PkiDigestType
cert_id_digest (const CertId *id, gboolean version_2)
{
  if (!version_2)
    return PKI_DIGEST_SHA1;
  if (id->algorithm == NULL)
    return PKI_DIGEST_SHA256;
  return pki_digest_from_algorithm (id->algorithm);
}

/* Only the first names the signer; the others, of its issuers, add nothing that the chain's
 * signatures do not say. */
static PkiCmsCheck
check_first (const SigningCertificate *attribute, gboolean version_2, PkiCertificate *signer)
{
  const CertId *id = sk_CertId_value (attribute->ids, 0);
  GBytes *der = pki_certificate_get_der (signer);
  g_autoptr (GBytes) hash = NULL;
  g_autoptr (GBytes) named = NULL;
  PkiDigestType digest;

  if (id == NULL)
    return PKI_CMS_MALFORMED;
  digest = cert_id_digest (id, version_2);
  if (digest == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  hash = pki_digest_bytes (digest, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  named = g_bytes_new (ASN1_STRING_get0_data (id->hash), ASN1_STRING_length (id->hash));
  if (!g_bytes_equal (hash, named) ||
      !issuer_serial_fits (id->issuer_serial, pki_certificate_get_x509 (signer)))
    return PKI_CMS_CERTIFICATE_MISMATCH;
  return PKI_CMS_INTACT;
}

/**
 * pki_ess_is_present:
 * @signer_info: a signer's part of a CMS
 *
 * Returns: whether it names its certificate, in either version of the attribute
 */
gboolean
pki_ess_is_present (CMS_SignerInfo *signer_info)
{
  return CMS_signed_get_attr_by_NID (signer_info, NID_id_smime_aa_signingCertificateV2, -1) >= 0 ||
         CMS_signed_get_attr_by_NID (signer_info, NID_id_smime_aa_signingCertificate, -1) >= 0;
}

/**
 * pki_ess_check_certificate:
 * @signer_info: a signer's part of a CMS
 * @signer: whose certificate
 *
 * Checks that each version of the attribute that is there names this certificate (RFC 5035, 3).
 *
 * Returns: %PKI_CMS_INTACT also where none is there
 */
PkiCmsCheck
pki_ess_check_certificate (CMS_SignerInfo *signer_info, PkiCertificate *signer)
{
  static const int versions[] = {NID_id_smime_aa_signingCertificate,
                                 NID_id_smime_aa_signingCertificateV2};
  PkiCmsCheck check = PKI_CMS_INTACT;

  for (guint i = 0; check == PKI_CMS_INTACT && i < G_N_ELEMENTS (versions); i++)
    {
      gboolean malformed;
      SigningCertificate *attribute = dup_attribute (
          signer_info, versions[i], ASN1_ITEM_rptr (SigningCertificate), &malformed);

      if (malformed)
        check = PKI_CMS_MALFORMED;
      else if (attribute != NULL)
        check = check_first (attribute, i == 1, signer);
      ASN1_item_free ((ASN1_VALUE *) attribute, ASN1_ITEM_rptr (SigningCertificate));
    }
  ERR_clear_error ();
  return check;
}

static gboolean
has_parameters (const X509_ALGOR *algorithm)
{
  int type;

  X509_ALGOR_get0 (NULL, &type, NULL, algorithm);
  return type != V_ASN1_UNDEF && type != V_ASN1_NULL;
}

/* RFC 5754, 2: NULL parameters and absent ones mean the same. */
static gboolean
algorithms_equal (const X509_ALGOR *a, const X509_ALGOR *b)
{
  const ASN1_OBJECT *a_object;
  const ASN1_OBJECT *b_object;

  X509_ALGOR_get0 (&a_object, NULL, NULL, a);
  X509_ALGOR_get0 (&b_object, NULL, NULL, b);
  if (!has_parameters (a) && !has_parameters (b))
    return OBJ_cmp (a_object, b_object) == 0;
  return X509_ALGOR_cmp (a, b) == 0;
}

/**
 * pki_ess_check_algorithms:
 * @signer_info: a signer's part of a CMS
 *
 * Checks that the algorithms that are protected are those that are used (RFC 6211, 2).
 *
 * Returns: %PKI_CMS_INTACT also where none are protected
 */
PkiCmsCheck
pki_ess_check_algorithms (CMS_SignerInfo *signer_info)
{
  g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj ("1.2.840.113549.1.9.52", 1);
  const ASN1_STRING *value;
  AlgorithmProtection *protection;
  X509_ALGOR *digest;
  X509_ALGOR *signature;
  gboolean equal;

  if (CMS_signed_get_attr_by_OBJ (signer_info, oid, -1) < 0)
    return PKI_CMS_INTACT;
  value = CMS_signed_get0_data_by_OBJ (signer_info, oid, -3, V_ASN1_SEQUENCE);
  protection = value != NULL ? ASN1_item_unpack (value, ASN1_ITEM_rptr (AlgorithmProtection))
                             : NULL;
  ERR_clear_error ();
  if (protection == NULL)
    return PKI_CMS_MALFORMED;
  CMS_SignerInfo_get0_algs (signer_info, NULL, NULL, &digest, &signature);
  equal = protection->signature != NULL && protection->mac == NULL &&
          algorithms_equal (protection->digest, digest) &&
          algorithms_equal (protection->signature, signature);
  ASN1_item_free ((ASN1_VALUE *) protection, ASN1_ITEM_rptr (AlgorithmProtection));
  return equal ? PKI_CMS_INTACT : PKI_CMS_MALFORMED;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-proof.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "pki-openssl.h"

static ASN1_TIME *
make_time (gint64 seconds)
{
  return seconds != 0 ? ASN1_TIME_set (NULL, (time_t) seconds) : NULL;
}

static void
add_status (OCSP_BASICRESP *basic, const SupportAnswerProfile *profile)
{
  static const int statuses[] = {
      [PKI_STATUS_GOOD] = V_OCSP_CERTSTATUS_GOOD,
      [PKI_STATUS_REVOKED] = V_OCSP_CERTSTATUS_REVOKED,
      [PKI_STATUS_ON_HOLD] = V_OCSP_CERTSTATUS_REVOKED,
      [PKI_STATUS_UNKNOWN] = V_OCSP_CERTSTATUS_UNKNOWN,
  };
  OCSP_CERTID *id = OCSP_cert_to_id (EVP_sha1 (), pki_certificate_get_x509 (profile->certificate),
                                     profile->issuer->x509);
  ASN1_TIME *from = make_time (profile->this_update);
  ASN1_TIME *to = make_time (profile->next_update);
  ASN1_TIME *since = make_time (profile->since);
  ASN1_GENERALIZEDTIME *cutoff = NULL;
  OCSP_SINGLERESP *single = OCSP_basic_add1_status (
      basic, id, statuses[profile->kind],
      profile->kind == PKI_STATUS_ON_HOLD ? CRL_REASON_CERTIFICATE_HOLD : CRL_REASON_KEY_COMPROMISE,
      since, from, to);

  g_assert_nonnull (single);
  if (profile->archive_cutoff != 0)
    {
      cutoff = ASN1_GENERALIZEDTIME_set (NULL, (time_t) profile->archive_cutoff);
      g_assert_cmpint (
          OCSP_SINGLERESP_add1_ext_i2d (single, NID_id_pkix_OCSP_archiveCutoff, cutoff, 0, 0), ==,
          1);
      ASN1_GENERALIZEDTIME_free (cutoff);
    }
  OCSP_CERTID_free (id);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  ASN1_TIME_free (since);
}

PkiOcsp *
support_proof_ocsp (const SupportAnswerProfile *profile)
{
  SupportIdentity *signer = profile->signer != NULL ? profile->signer : profile->issuer;
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new ();
  OCSP_RESPONSE *response;
  unsigned char *der = NULL;
  int length;
  PkiOcsp *ocsp;

  add_status (basic, profile);
  ASN1_GENERALIZEDTIME_set (
      (ASN1_GENERALIZEDTIME *) OCSP_resp_get0_produced_at (basic),
      (time_t) (profile->produced != 0 ? profile->produced : profile->this_update));
  g_assert_cmpint (OCSP_basic_sign (basic, signer->x509, signer->key,
                                    profile->md != NULL ? profile->md : EVP_sha256 (), NULL,
                                    OCSP_RESPID_KEY | OCSP_NOTIME),
                   ==, 1);
  response = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  length = i2d_OCSP_RESPONSE (response, &der);
  ocsp = pki_ocsp_new (der, length, NULL);
  g_assert_nonnull (ocsp);
  OPENSSL_free (der);
  OCSP_RESPONSE_free (response);
  OCSP_BASICRESP_free (basic);
  return ocsp;
}

/* RFC 5280, 5.3.3. */
static void
add_issuer (X509_REVOKED *revoked, PkiCertificate *issuer)
{
  GENERAL_NAMES *names = GENERAL_NAMES_new ();
  GENERAL_NAME *name = GENERAL_NAME_new ();

  name->type = GEN_DIRNAME;
  name->d.directoryName = X509_NAME_dup (X509_get_subject_name (pki_certificate_get_x509 (issuer)));
  sk_GENERAL_NAME_push (names, name);
  g_assert_cmpint (X509_REVOKED_add1_ext_i2d (revoked, NID_certificate_issuer, names, 1, 0), ==, 1);
  GENERAL_NAMES_free (names);
}

static void
add_entry (X509_CRL *crl, const SupportEntry *entry)
{
  X509_REVOKED *revoked = X509_REVOKED_new ();
  ASN1_TIME *since = make_time (entry->since);

  X509_REVOKED_set_serialNumber (revoked, (ASN1_INTEGER *) X509_get0_serialNumber (
                                              pki_certificate_get_x509 (entry->certificate)));
  X509_REVOKED_set_revocationDate (revoked, since);
  if (entry->reason >= 0)
    {
      ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new ();

      ASN1_ENUMERATED_set (reason, entry->reason);
      X509_REVOKED_add1_ext_i2d (revoked, NID_crl_reason, reason, 0, 0);
      ASN1_ENUMERATED_free (reason);
    }
  if (entry->issuer != NULL)
    add_issuer (revoked, entry->issuer);
  X509_CRL_add0_revoked (crl, revoked);
  ASN1_TIME_free (since);
}

static void
add_number (X509_CRL *crl, int nid, glong value, gboolean critical)
{
  ASN1_INTEGER *number = ASN1_INTEGER_new ();

  ASN1_INTEGER_set (number, value);
  g_assert_cmpint (X509_CRL_add1_ext_i2d (crl, nid, number, critical, 0), ==, 1);
  ASN1_INTEGER_free (number);
}

/* X.509, 8.5.2.12: the content is a GeneralizedTime. */
static void
add_expired (X509_CRL *crl, gint64 from)
{
  g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj ("2.5.29.60", 1);
  ASN1_GENERALIZEDTIME *time = ASN1_GENERALIZEDTIME_set (NULL, (time_t) from);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new ();
  unsigned char *der = NULL;
  int length = i2d_ASN1_GENERALIZEDTIME (time, &der);
  X509_EXTENSION *extension;

  ASN1_OCTET_STRING_set (value, der, length);
  extension = X509_EXTENSION_create_by_OBJ (NULL, oid, 0, value);
  X509_CRL_add_ext (crl, extension, -1);
  X509_EXTENSION_free (extension);
  ASN1_OCTET_STRING_free (value);
  ASN1_GENERALIZEDTIME_free (time);
  OPENSSL_free (der);
}

static void
add_extensions (X509_CRL *crl, const SupportListProfile *profile)
{
  add_number (crl, NID_crl_number, MAX (profile->number, 1), FALSE);
  if (profile->base != 0)
    add_number (crl, NID_delta_crl, profile->base, TRUE);
  if (profile->point != NULL)
    {
      X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_issuing_distribution_point,
                                                       profile->point);

      g_assert_nonnull (extension);
      X509_EXTENSION_set_critical (extension, 1);
      X509_CRL_add_ext (crl, extension, -1);
      X509_EXTENSION_free (extension);
    }
  if (profile->expired_from != 0)
    add_expired (crl, profile->expired_from);
}

PkiCrl *
support_proof_crl (const SupportListProfile *profile)
{
  SupportIdentity *signer = profile->signer != NULL ? profile->signer : profile->issuer;
  X509_CRL *crl = X509_CRL_new ();
  ASN1_TIME *from = make_time (profile->this_update);
  ASN1_TIME *to = make_time (profile->next_update);
  unsigned char *der = NULL;
  int length;
  PkiCrl *result;

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (profile->issuer->x509));
  X509_CRL_set1_lastUpdate (crl, from);
  if (to != NULL)
    X509_CRL_set1_nextUpdate (crl, to);
  add_extensions (crl, profile);
  for (const SupportEntry *entry = profile->entries; entry != NULL && entry->certificate != NULL;
       entry++)
    add_entry (crl, entry);
  g_assert_cmpint (X509_CRL_sign (crl, signer->key, EVP_sha256 ()), >, 0);
  length = i2d_X509_CRL (crl, &der);
  result = pki_crl_new (der, length, NULL);
  g_assert_nonnull (result);
  OPENSSL_free (der);
  X509_CRL_free (crl);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  return result;
}

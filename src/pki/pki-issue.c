/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-issue.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-der-write.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "pki-x509.h"

/* id-kp-documentSigning (RFC 9336), and what programs with NSS go by (Poppler's), which know no
 * purpose but mail for a signature. */
#define DOCUMENTS "1.3.6.1.5.5.7.3.36,emailProtection"

static const struct {
  const char *constraints;
  const char *key_usage; /* NULL: what the key of a signer can do */
  const char *extended_key_usage;
  gboolean no_check;
} profiles[] = {
    [PKI_PROFILE_ROOT] = {"critical,CA:TRUE", "critical,keyCertSign,cRLSign"},
    [PKI_PROFILE_AUTHORITY] = {"critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign"},
    [PKI_PROFILE_PERSON] = {"critical,CA:FALSE", NULL, DOCUMENTS},
    [PKI_PROFILE_ORGANISATION] = {"critical,CA:FALSE", NULL, DOCUMENTS},
    [PKI_PROFILE_TIMESTAMP] = {"critical,CA:FALSE", "critical,digitalSignature",
                               "critical,timeStamping"},
    [PKI_PROFILE_OCSP] = {"critical,CA:FALSE", "critical,digitalSignature", "OCSPSigning", TRUE},
    [PKI_PROFILE_REGISTRAR] = {"critical,CA:FALSE", "critical,digitalSignature", "cmcRA"},
};

static gboolean
set_subject (X509 *x509, const PkiIssue *issue)
{
  X509_NAME *name = X509_get_subject_name (x509);

  return pki_x509_add_name (name, NID_countryName, issue->country) &&
         pki_x509_add_name (name, NID_organizationName, issue->organisation) &&
         pki_x509_add_name (name, NID_organizationIdentifier, issue->organisation_id) &&
         pki_x509_add_name (name, NID_surname, issue->surname) &&
         pki_x509_add_name (name, NID_serialNumber, issue->serial_number) &&
         pki_x509_add_name (name, NID_commonName, issue->common_name);
}

static gboolean
set_key (X509 *x509, GBytes *spki)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (spki, &size);
  const guint8 *p = der;
  g_autoptr (EVP_PKEY) key = d2i_PUBKEY (NULL, &p, size);

  return key != NULL && p == der + size && X509_set_pubkey (x509, key) == 1;
}

/* An address goes into OpenSSL's little language of extensions, where comma and semicolon part
 * things. */
static gboolean
is_plain_address (const char *address)
{
  return address == NULL ||
         strspn (address, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?"
                          "%[]") == strlen (address);
}

static gboolean
add_addresses (X509 *x509, X509 *issuer, const PkiIssue *issue)
{
  g_autoptr (GString) access = g_string_new (NULL);
  g_autofree char *crl = issue->crl ? g_strconcat ("URI:", issue->crl, NULL) : NULL;

  if (!is_plain_address (issue->ocsp) || !is_plain_address (issue->authority) ||
      !is_plain_address (issue->crl))
    return FALSE;
  if (issue->ocsp)
    g_string_append_printf (access, "OCSP;URI:%s", issue->ocsp);
  if (issue->authority)
    g_string_append_printf (access, "%scaIssuers;URI:%s", access->len > 0 ? "," : "",
                            issue->authority);
  return pki_x509_add_extension (x509, issuer, NID_info_access,
                                 access->len > 0 ? access->str : NULL) &&
         pki_x509_add_extension (x509, issuer, NID_crl_distribution_points, crl);
}

static gboolean
add_policy (X509 *x509, const char *oid)
{
  g_autoptr (ASN1_OBJECT) object = NULL;
  CERTIFICATEPOLICIES *policies;
  POLICYINFO *policy;
  gboolean ok;

  if (oid == NULL)
    return TRUE;
  object = OBJ_txt2obj (oid, 1);
  if (object == NULL)
    return FALSE;
  policy = POLICYINFO_new ();
  ASN1_OBJECT_free (policy->policyid);
  policy->policyid = g_steal_pointer (&object);
  policies = sk_POLICYINFO_new_null ();
  sk_POLICYINFO_push (policies, policy);
  ok = X509_add1_ext_i2d (x509, NID_certificate_policies, policies, 0, X509V3_ADD_APPEND) == 1;
  sk_POLICYINFO_pop_free (policies, POLICYINFO_free);
  return ok;
}

/* id-etsi-qcs-SemanticsId-Natural and -Legal (EN 319 412-1, 5.1.1): 0.4.0.194121.1.1 and .2. */
static const guint8 natural[] = {0x06, 0x07, 0x04, 0x00, 0x8b, 0xec, 0x49, 0x01, 0x01};
static const guint8 legal[] = {0x06, 0x07, 0x04, 0x00, 0x8b, 0xec, 0x49, 0x01, 0x02};
/* id-qcs-pkixQCSyntax-v2 (RFC 3739, 3.2.6.1): 1.3.6.1.5.5.7.11.2. */
static const guint8 syntax[] = {0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x0b, 0x02};
/* uniformResourceIdentifier of GeneralName. */
#define URI_NAME 0x86

/* nameRegistrationAuthorities: an identifier of a person that is local to somebody says to whom
 * (EN 319 412-1, 5.1.3). */
static void
append_registrar (GByteArray *out, const char *registrar)
{
  g_autoptr (GByteArray) uri = g_byte_array_new ();
  g_autoptr (GByteArray) names = g_byte_array_new ();

  g_byte_array_append (uri, (const guint8 *) registrar, strlen (registrar));
  pki_der_append_wrapped (names, URI_NAME, uri);
  pki_der_append_wrapped (out, PKI_DER_SEQUENCE, names);
}

/* QCStatements ::= SEQUENCE OF SEQUENCE { statementId, SemanticsInformation }: how the subject's
 * identifier is to be read. */
static GBytes *
make_statements (gboolean person, const char *registrar)
{
  g_autoptr (GByteArray) semantics = g_byte_array_new ();
  g_autoptr (GByteArray) statement = g_byte_array_new ();
  g_autoptr (GByteArray) statements = g_byte_array_new ();

  g_byte_array_append (semantics, person ? natural : legal, sizeof natural);
  if (person)
    append_registrar (semantics, registrar);
  g_byte_array_append (statement, syntax, sizeof syntax);
  pki_der_append_wrapped (statement, PKI_DER_SEQUENCE, semantics);
  pki_der_append_wrapped (statements, PKI_DER_SEQUENCE, statement);
  return pki_der_wrap (PKI_DER_SEQUENCE, statements);
}

static gboolean
add_statements (X509 *x509, const PkiIssue *issue)
{
  gboolean person = issue->registrar != NULL;
  g_autoptr (GBytes) der = NULL;
  ASN1_OCTET_STRING *value;
  X509_EXTENSION *extension = NULL;
  gboolean ok;

  if (!person && issue->organisation_id == NULL)
    return TRUE;
  der = make_statements (person, issue->registrar);
  value = ASN1_OCTET_STRING_new ();
  if (ASN1_OCTET_STRING_set (value, g_bytes_get_data (der, NULL), (int) g_bytes_get_size (der)) ==
      1)
    extension = X509_EXTENSION_create_by_NID (NULL, NID_qcStatements, 0, value);
  ok = extension != NULL && X509_add_ext (x509, extension, -1) == 1;
  ASN1_OCTET_STRING_free (value);
  X509_EXTENSION_free (extension);
  return ok;
}

static gboolean
add_extensions (X509 *x509, X509 *issuer, const PkiIssue *issue)
{
  const char *usage = profiles[issue->profile].key_usage;

  if (usage == NULL)
    usage = pki_x509_get_signer_usage (X509_get0_pubkey (x509));
  return pki_x509_add_extension (x509, issuer, NID_basic_constraints,
                                 profiles[issue->profile].constraints) &&
         pki_x509_add_extension (x509, issuer, NID_key_usage, usage) &&
         pki_x509_add_extension (x509, issuer, NID_ext_key_usage,
                                 profiles[issue->profile].extended_key_usage) &&
         pki_x509_add_extension (x509, issuer, NID_id_pkix_OCSP_noCheck,
                                 profiles[issue->profile].no_check ? "NULL" : NULL) &&
         pki_x509_add_extension (x509, issuer, NID_subject_key_identifier, "hash") &&
         (issue->profile == PKI_PROFILE_ROOT ||
          pki_x509_add_extension (x509, issuer, NID_authority_key_identifier, "keyid:always")) &&
         add_policy (x509, issue->policy) && add_statements (x509, issue) &&
         add_addresses (x509, issuer, issue);
}

static gboolean
set_algorithm (X509 *x509, GBytes *algorithm)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (algorithm, &size);
  g_autoptr (X509_ALGOR) parsed = d2i_X509_ALGOR (NULL, &p, size);

  /* The getter lends what the certificate owns; there is no setter. */
  return parsed != NULL &&
         X509_ALGOR_copy ((X509_ALGOR *) X509_get0_tbs_sigalg (x509), parsed) == 1;
}

static X509 *
prepare (PkiIssuer *issuer, GBytes *algorithm, const PkiIssue *issue)
{
  g_autoptr (X509) x509 = X509_new ();
  gboolean is_root = issue->profile == PKI_PROFILE_ROOT;
  X509 *above = is_root ? x509 : pki_certificate_get_x509 (pki_issuer_get_certificate (issuer));

  if (X509_set_version (x509, X509_VERSION_3) != 1 || !pki_x509_set_serial (x509) ||
      !set_subject (x509, issue) ||
      X509_set_issuer_name (x509, X509_get_subject_name (above)) != 1 ||
      ASN1_TIME_set (X509_getm_notBefore (x509), issue->not_before) == NULL ||
      ASN1_TIME_set (X509_getm_notAfter (x509), issue->not_after) == NULL ||
      !set_key (x509, issue->spki) || !add_extensions (x509, above, issue) ||
      !set_algorithm (x509, algorithm))
    return NULL;
  return g_steal_pointer (&x509);
}

static GBytes *
encode_tbs (X509 *x509)
{
  unsigned char *der = NULL;
  int length = i2d_re_X509_tbs (x509, &der);
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_free (der);
  return bytes;
}

/**
 * pki_issue_certificate:
 * @issuer: who signs; for a root, the root's own key
 * @issue: what it is to say
 * @cancellable: (nullable): a cancellable
 * @error: %PKI_ERROR_PARSE where a name, a key or an address cannot be put into a certificate, or
 * what the key refuses with
 *
 * Issues a certificate with a serial number of 127 random bits (RFC 5280; EN 319 412-2 for
 * persons, 412-3 for organisations).
 *
 * Returns: (transfer full): the certificate, or NULL on error
 */
PkiCertificate *
pki_issue_certificate (PkiIssuer *issuer,
                       const PkiIssue *issue,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (X509) x509 = NULL;
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;

  GBytes *algorithm;

  g_return_val_if_fail (issuer != NULL && issue->spki != NULL, NULL);

  algorithm = pki_issuer_get_algorithm (issuer, cancellable, error);
  if (algorithm == NULL)
    return NULL;
  ERR_clear_error ();
  x509 = prepare (issuer, algorithm, issue);
  if (x509 != NULL)
    tbs = encode_tbs (x509);
  if (tbs == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE,
                             "this cannot be put into a certificate");
      return NULL;
    }
  der = pki_issuer_complete (issuer, tbs, NULL, cancellable, error);
  if (der == NULL)
    return NULL;
  return pki_certificate_new_from_der (g_bytes_get_data (der, NULL), g_bytes_get_size (der), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-revocation-list.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "pki-der-write.h"
#include "pki-error.h"
#include "pki-openssl.h"

/**
 * pki_revoked_free:
 * @revoked: (transfer full): an entry
 *
 * Frees it.
 */
void
pki_revoked_free (PkiRevoked *revoked)
{
  g_free (revoked->serial);
  g_free (revoked);
}

static void
append_openssl (GByteArray *out, unsigned char *der, int length)
{
  if (length > 0)
    g_byte_array_append (out, der, length);
  OPENSSL_free (der);
}

static void
append_name (GByteArray *out, const X509_NAME *name)
{
  unsigned char *der = NULL;
  int length = i2d_X509_NAME (name, &der);

  append_openssl (out, der, length);
}

/* UTCTime before 2050, GeneralizedTime from then on (RFC 5280, 5.1.2.4). */
static void
append_time (GByteArray *out, gint64 seconds)
{
  ASN1_TIME *time = ASN1_TIME_set (NULL, seconds);
  unsigned char *der = NULL;
  int length = i2d_ASN1_TIME (time, &der);

  append_openssl (out, der, length);
  ASN1_TIME_free (time);
}

static gboolean
set_serial (X509_REVOKED *entry, const char *serial)
{
  BIGNUM *number = NULL;
  ASN1_INTEGER *integer;
  gboolean ok;

  if (BN_hex2bn (&number, serial) == 0)
    return FALSE;
  integer = BN_to_ASN1_INTEGER (number, NULL);
  ok = X509_REVOKED_set_serialNumber (entry, integer) == 1;
  ASN1_INTEGER_free (integer);
  BN_free (number);
  return ok;
}

static gboolean
set_reason (X509_REVOKED *entry, int reason)
{
  ASN1_ENUMERATED *value;
  gboolean ok;

  /* RFC 5280, 5.3.1: "unspecified" should be absent. */
  if (reason == 0)
    return TRUE;
  value = ASN1_ENUMERATED_new ();
  ok = ASN1_ENUMERATED_set (value, reason) == 1 &&
       X509_REVOKED_add1_ext_i2d (entry, NID_crl_reason, value, 0, 0) == 1;
  ASN1_ENUMERATED_free (value);
  return ok;
}

static gboolean
set_invalidity (X509_REVOKED *entry, gint64 since)
{
  ASN1_GENERALIZEDTIME *value;
  gboolean ok;

  if (since == 0)
    return TRUE;
  value = ASN1_GENERALIZEDTIME_set (NULL, since);
  ok = X509_REVOKED_add1_ext_i2d (entry, NID_invalidity_date, value, 0, 0) == 1;
  ASN1_GENERALIZEDTIME_free (value);
  return ok;
}

static gboolean
append_entry (GByteArray *out, const PkiRevoked *revoked)
{
  X509_REVOKED *entry = X509_REVOKED_new ();
  ASN1_TIME *since = ASN1_TIME_set (NULL, revoked->since);
  unsigned char *der = NULL;
  gboolean ok = set_serial (entry, revoked->serial) &&
                X509_REVOKED_set_revocationDate (entry, since) == 1 &&
                set_reason (entry, revoked->reason) &&
                set_invalidity (entry, revoked->invalid_since);

  if (ok)
    {
      int length = i2d_X509_REVOKED (entry, &der);

      append_openssl (out, der, length);
    }
  ASN1_TIME_free (since);
  X509_REVOKED_free (entry);
  return ok;
}

static gboolean
append_entries (GByteArray *out, GPtrArray *revoked)
{
  g_autoptr (GByteArray) entries = g_byte_array_new ();

  /* RFC 5280, 5.1.2.6: absent where there is none. */
  if (revoked->len == 0)
    return TRUE;
  for (guint i = 0; i < revoked->len; i++)
    if (!append_entry (entries, revoked->pdata[i]))
      return FALSE;
  pki_der_append_wrapped (out, PKI_DER_SEQUENCE, entries);
  return TRUE;
}

static void
append_extension (GByteArray *out, X509_EXTENSION *extension)
{
  unsigned char *der = NULL;
  int length = i2d_X509_EXTENSION (extension, &der);

  append_openssl (out, der, length);
  X509_EXTENSION_free (extension);
}

/* X.509, 9.5.2.8: nobody is taken off the list when their certificate ends, whenever that was.
 * OpenSSL does not know the extension; its content is a GeneralizedTime. */
static void
append_expired_from (GByteArray *out, gint64 from)
{
  g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj ("2.5.29.60", 1);
  ASN1_GENERALIZEDTIME *time = ASN1_GENERALIZEDTIME_set (NULL, from);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new ();
  unsigned char *der = NULL;
  int length = i2d_ASN1_GENERALIZEDTIME (time, &der);

  ASN1_STRING_set0 (value, der, length);
  append_extension (out, X509_EXTENSION_create_by_OBJ (NULL, oid, 0, value));
  ASN1_OCTET_STRING_free (value);
  ASN1_GENERALIZEDTIME_free (time);
}

/* authorityKeyIdentifier and cRLNumber, both wanted by RFC 5280, 5.2, and expiredCertsOnCRL. */
static void
append_extensions (GByteArray *out, PkiCertificate *certificate, gint64 number)
{
  g_autoptr (GByteArray) extensions = g_byte_array_new ();
  g_autoptr (GByteArray) sequence = g_byte_array_new ();
  ASN1_INTEGER *value = ASN1_INTEGER_new ();
  X509V3_CTX context;

  X509V3_set_ctx (&context, pki_certificate_get_x509 (certificate), NULL, NULL, NULL, 0);
  append_extension (extensions, X509V3_EXT_conf_nid (NULL, &context, NID_authority_key_identifier,
                                                     "keyid:always"));
  ASN1_INTEGER_set_int64 (value, number);
  append_extension (extensions, X509V3_EXT_i2d (NID_crl_number, 0, value));
  ASN1_INTEGER_free (value);
  append_expired_from (extensions, pki_certificate_get_not_before (certificate));
  pki_der_append_wrapped (sequence, PKI_DER_SEQUENCE, extensions);
  pki_der_append_wrapped (out, PKI_DER_CONTEXT (0), sequence);
}

/**
 * pki_revocation_list_make:
 * @issuer: whose list it is
 * @revoked: (element-type PkiRevoked): what stands in it, whether it has expired or not
 * @number: cRLNumber, one more each time
 * @this_update: seconds since 1970 UTC
 * @next_update: by when there will be another
 * @cancellable: (nullable): a cancellable
 * @error: %PKI_ERROR_PARSE, or what the key refuses with
 *
 * Makes a complete revocation list (RFC 5280, 5), which says that it keeps those who have expired.
 *
 * Returns: (transfer full): DER CertificateList, or NULL on error
 */
GBytes *
pki_revocation_list_make (PkiIssuer *issuer,
                          GPtrArray *revoked,
                          gint64 number,
                          gint64 this_update,
                          gint64 next_update,
                          GCancellable *cancellable,
                          GError **error)
{
  static const guint8 version[] = {PKI_DER_INTEGER, 1, 1};
  PkiCertificate *certificate = pki_issuer_get_certificate (issuer);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  GBytes *algorithm = pki_issuer_get_algorithm (issuer, cancellable, error);
  g_autoptr (GBytes) tbs = NULL;

  if (!algorithm)
    return NULL;
  ERR_clear_error ();
  g_byte_array_append (content, version, sizeof version);
  pki_der_append (content, algorithm);
  append_name (content, X509_get_subject_name (pki_certificate_get_x509 (certificate)));
  append_time (content, this_update);
  append_time (content, next_update);
  if (!append_entries (content, revoked))
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE,
                             "this cannot be put into a revocation list");
      return NULL;
    }
  append_extensions (content, certificate, number);
  tbs = pki_der_wrap (PKI_DER_SEQUENCE, content);
  return pki_issuer_complete (issuer, tbs, NULL, cancellable, error);
}

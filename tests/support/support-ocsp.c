/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-ocsp.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "pki-openssl.h"
#include "support-clock.h"

#define REASON_KEY_COMPROMISE 1
#define REASON_HOLD 6

struct _SupportOcsp {
  SupportCa *ca; /* lent */
  SupportIdentity *responder;
  SupportIdentity *impostor; /* a signer's certificate */
  GHashTable *revoked;       /* serial in hex → gint64 */
  GHashTable *suspended;     /* those of them that are only on hold */
  GHashTable *forgotten;
};

SupportOcsp *
support_ocsp_new (SupportCa *ca)
{
  SupportOcsp *self = g_new0 (SupportOcsp, 1);

  self->ca = ca;
  self->responder = support_ca_issue (ca, &(SupportProfile){
                                              .common_name = "示例状态查询服务",
                                              .organisation = "示例认证中心",
                                              .key_usage = "critical,digitalSignature",
                                              .extended_key_usage = "OCSPSigning",
                                          });
  self->impostor = support_ca_issue (ca, &(SupportProfile){.common_name = "李四"});
  self->suspended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->forgotten = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
support_ocsp_free (SupportOcsp *self)
{
  support_identity_free (self->responder);
  support_identity_free (self->impostor);
  g_hash_table_unref (self->suspended);
  g_hash_table_unref (self->revoked);
  g_hash_table_unref (self->forgotten);
  g_free (self);
}

void
support_ocsp_revoke (SupportOcsp *self, PkiCertificate *certificate, gint64 when)
{
  g_hash_table_insert (self->revoked, g_strdup (pki_certificate_get_serial (certificate)),
                       g_memdup2 (&when, sizeof when));
}

void
support_ocsp_suspend (SupportOcsp *self, PkiCertificate *certificate, gint64 when)
{
  support_ocsp_revoke (self, certificate, when);
  g_hash_table_add (self->suspended, g_strdup (pki_certificate_get_serial (certificate)));
}

void
support_ocsp_forget (SupportOcsp *self, PkiCertificate *certificate)
{
  g_hash_table_add (self->forgotten, g_strdup (pki_certificate_get_serial (certificate)));
}

static char *
serial_to_hex (const ASN1_INTEGER *serial)
{
  BIGNUM *number = ASN1_INTEGER_to_BN (serial, NULL);
  char *hex = BN_bn2hex (number);
  char *copy = g_strdup (hex);

  OPENSSL_free (hex);
  BN_free (number);
  return copy;
}

static gboolean
is_of_this_ca (SupportOcsp *self, OCSP_CERTID *id)
{
  X509 *issuer = support_ca_get_issuer (self->ca)->x509;
  ASN1_OBJECT *md;
  ASN1_INTEGER *serial;
  OCSP_CERTID *expected;
  gboolean same;

  OCSP_id_get0_info (NULL, &md, NULL, &serial, id);
  expected = OCSP_cert_id_new (EVP_get_digestbyobj (md), X509_get_subject_name (issuer),
                               X509_get0_pubkey_bitstr (issuer), serial);
  same = OCSP_id_cmp (expected, id) == 0;
  OCSP_CERTID_free (expected);
  return same;
}

static void
add_status (SupportOcsp *self, SupportOcspFault fault, OCSP_BASICRESP *basic, OCSP_CERTID *id)
{
  gint64 age = fault == SUPPORT_OCSP_STALE ? 10 * SUPPORT_DAY : 0;
  gint64 now = support_ca_get_now (self->ca) - age;
  ASN1_TIME *from = ASN1_TIME_set (NULL, (time_t) now);
  ASN1_TIME *to = ASN1_TIME_set (NULL, (time_t) (now + SUPPORT_DAY));
  ASN1_TIME *revoked = NULL;
  ASN1_INTEGER *serial;
  g_autofree char *hex = NULL;
  const gint64 *when;
  int status = V_OCSP_CERTSTATUS_GOOD;

  OCSP_id_get0_info (NULL, NULL, NULL, &serial, id);
  hex = serial_to_hex (serial);
  when = g_hash_table_lookup (self->revoked, hex);
  if (!is_of_this_ca (self, id) || g_hash_table_contains (self->forgotten, hex))
    status = V_OCSP_CERTSTATUS_UNKNOWN;
  else if (when != NULL)
    {
      status = V_OCSP_CERTSTATUS_REVOKED;
      revoked = ASN1_TIME_set (NULL, (time_t) *when);
    }
  if (fault == SUPPORT_OCSP_OTHER)
    ASN1_INTEGER_set (serial, 4711);
  OCSP_basic_add1_status (basic, id, status,
                          g_hash_table_contains (self->suspended, hex) ? REASON_HOLD
                                                                       : REASON_KEY_COMPROMISE,
                          revoked, from, to);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  ASN1_TIME_free (revoked);
}

static GBytes *
encode_response (int status, OCSP_BASICRESP *basic)
{
  OCSP_RESPONSE *response = OCSP_response_create (status, basic);
  unsigned char *der = NULL;
  int length = i2d_OCSP_RESPONSE (response, &der);
  GBytes *bytes = g_bytes_new (der, MAX (length, 0));

  OPENSSL_free (der);
  OCSP_RESPONSE_free (response);
  return bytes;
}

static void
add_nonce (OCSP_BASICRESP *basic, OCSP_REQUEST *request, SupportOcspFault fault)
{
  guint8 other[] = "another request's";

  if (fault == SUPPORT_OCSP_NONCE)
    OCSP_basic_add1_nonce (basic, other, sizeof other);
  else if (fault != SUPPORT_OCSP_NO_NONCE)
    OCSP_copy_nonce (basic, request);
}

/* OpenSSL would take the clock's time for producedAt. */
static void
sign (SupportOcsp *self, OCSP_BASICRESP *basic, SupportOcspFault fault)
{
  SupportIdentity *identity = self->responder;

  if (fault == SUPPORT_OCSP_SIGNATURE)
    identity = self->impostor;
  else if (fault == SUPPORT_OCSP_ISSUER)
    identity = support_ca_get_issuer (self->ca);
  ASN1_GENERALIZEDTIME_set ((ASN1_GENERALIZEDTIME *) OCSP_resp_get0_produced_at (basic),
                            (time_t) support_ca_get_now (self->ca));
  g_assert_cmpint (OCSP_basic_sign (basic, identity->x509, identity->key, EVP_sha256 (), NULL,
                                    OCSP_RESPID_KEY | OCSP_NOTIME),
                   ==, 1);
}

GBytes *
support_ocsp_answer (SupportOcsp *self, SupportOcspFault fault, GBytes *request)
{
  const unsigned char *p = g_bytes_get_data (request, NULL);
  OCSP_REQUEST *parsed = d2i_OCSP_REQUEST (NULL, &p, (long) g_bytes_get_size (request));
  OCSP_BASICRESP *basic;
  GBytes *bytes;

  if (parsed == NULL)
    return encode_response (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, NULL);
  if (fault == SUPPORT_OCSP_GARBAGE || fault == SUPPORT_OCSP_REFUSED)
    {
      OCSP_REQUEST_free (parsed);
      return fault == SUPPORT_OCSP_GARBAGE ? g_bytes_new_static ("<html>It works!</html>", 22)
                                           : encode_response (OCSP_RESPONSE_STATUS_TRYLATER, NULL);
    }
  basic = OCSP_BASICRESP_new ();
  add_nonce (basic, parsed, fault);
  for (int i = 0; i < OCSP_request_onereq_count (parsed); i++)
    add_status (self, fault, basic, OCSP_onereq_get0_id (OCSP_request_onereq_get0 (parsed, i)));
  sign (self, basic, fault);
  bytes = encode_response (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  OCSP_BASICRESP_free (basic);
  OCSP_REQUEST_free (parsed);
  return bytes;
}

static void
add_revoked (X509_CRL *crl, const char *serial, gint64 when, gboolean on_hold)
{
  X509_REVOKED *revoked = X509_REVOKED_new ();
  BIGNUM *number = NULL;
  ASN1_INTEGER *integer;
  ASN1_TIME *time = ASN1_TIME_set (NULL, (time_t) when);

  BN_hex2bn (&number, serial);
  integer = BN_to_ASN1_INTEGER (number, NULL);
  X509_REVOKED_set_serialNumber (revoked, integer);
  X509_REVOKED_set_revocationDate (revoked, time);
  if (on_hold)
    {
      ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new ();

      ASN1_ENUMERATED_set (reason, REASON_HOLD);
      X509_REVOKED_add1_ext_i2d (revoked, NID_crl_reason, reason, 0, 0);
      ASN1_ENUMERATED_free (reason);
    }
  X509_CRL_add0_revoked (crl, revoked);
  ASN1_INTEGER_free (integer);
  ASN1_TIME_free (time);
  BN_free (number);
}

GBytes *
support_ocsp_make_crl (SupportOcsp *self, SupportCrlKind kind)
{
  SupportIdentity *issuer = kind == SUPPORT_CRL_ROOT ? support_ca_get_root_identity (self->ca)
                                                     : support_ca_get_issuer (self->ca);
  EVP_PKEY *key = kind == SUPPORT_CRL_FORGED ? self->impostor->key : issuer->key;
  gint64 age = kind == SUPPORT_CRL_STALE ? 10 * SUPPORT_DAY : 0;
  gint64 now = support_ca_get_now (self->ca) - age;
  X509_CRL *crl = X509_CRL_new ();
  ASN1_INTEGER *number = ASN1_INTEGER_new ();
  ASN1_TIME *from = ASN1_TIME_set (NULL, (time_t) now);
  ASN1_TIME *to = ASN1_TIME_set (NULL, (time_t) (now + 7 * SUPPORT_DAY));
  GHashTableIter iter;
  gpointer serial;
  gpointer when;
  unsigned char *der = NULL;
  GBytes *bytes;
  int length;

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (issuer->x509));
  X509_CRL_set1_lastUpdate (crl, from);
  X509_CRL_set1_nextUpdate (crl, to);
  ASN1_INTEGER_set (number, 1);
  X509_CRL_add1_ext_i2d (crl, NID_crl_number, number, 0, 0);
  g_hash_table_iter_init (&iter, self->revoked);
  while (g_hash_table_iter_next (&iter, &serial, &when))
    add_revoked (crl, serial, *(gint64 *) when, g_hash_table_contains (self->suspended, serial));
  X509_CRL_sort (crl);
  g_assert_cmpint (X509_CRL_sign (crl, key, EVP_sha256 ()), >, 0);
  length = i2d_X509_CRL (crl, &der);
  bytes = g_bytes_new (der, length);
  OPENSSL_free (der);
  X509_CRL_free (crl);
  ASN1_INTEGER_free (number);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  return bytes;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-responder.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "pki-der-write.h"
#include "pki-der.h"
#include "pki-openssl.h"

/* A request of this size asks about some twenty certificates. */
#define MAX_REQUEST 4096
#define MAX_QUESTIONS 32
/* RFC 9654, 2.1: a nonce has 1 to 128 octets; its OCTET STRING has a header around it. */
#define MIN_NONCE (1 + 2)
#define MAX_NONCE (128 + 3)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)

static void
append_openssl (GByteArray *out, unsigned char *der, int length)
{
  if (length > 0)
    g_byte_array_append (out, der, length);
  OPENSSL_free (der);
}

/* OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED, … } without content: unsigned, for there
 * is nothing to sign (RFC 6960, 4.2.1). */
static GBytes *
refuse (guint8 status)
{
  const guint8 der[] = {PKI_DER_SEQUENCE, 3, PKI_DER_ENUMERATED, 1, status};

  return g_bytes_new (der, sizeof der);
}

static OCSP_REQUEST *
parse (GBytes *request)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (request, &size);
  const guint8 *p = der;
  g_autoptr (OCSP_REQUEST) parsed = NULL;
  int count;

  if (size == 0 || size > MAX_REQUEST || !pki_der_is_strict (request))
    return NULL;
  parsed = d2i_OCSP_REQUEST (NULL, &p, size);
  count = parsed ? OCSP_request_onereq_count (parsed) : 0;
  if (p != der + size || count < 1 || count > MAX_QUESTIONS)
    return NULL;
  return g_steal_pointer (&parsed);
}

static char *
serial_to_hex (const ASN1_INTEGER *serial)
{
  BIGNUM *number = ASN1_INTEGER_to_BN (serial, NULL);
  char *hex = number ? BN_bn2hex (number) : NULL;
  char *copy = g_strdup (hex);

  OPENSSL_free (hex);
  BN_free (number);
  return copy;
}

/* The issuer's name and key, by whatever digest the client chose. */
static gboolean
is_about (OCSP_CERTID *id, X509 *issuer, char **serial)
{
  ASN1_OBJECT *digest;
  ASN1_INTEGER *number;
  const EVP_MD *md;
  g_autoptr (OCSP_CERTID) expected = NULL;

  OCSP_id_get0_info (NULL, &digest, NULL, &number, id);
  md = EVP_get_digestbyobj (digest);
  if (!md)
    return FALSE;
  expected = OCSP_cert_id_new (md, X509_get_subject_name (issuer), X509_get0_pubkey_bitstr (issuer),
                               number);
  *serial = serial_to_hex (number);
  return expected && *serial && OCSP_id_cmp (expected, id) == 0;
}

static gboolean
look_up (const PkiResponder *responder, OCSP_CERTID *id, PkiAnswer *answer, GError **error)
{
  g_autofree char *serial = NULL;

  if (!is_about (id, pki_certificate_get_x509 (responder->issuer), &serial))
    return TRUE;
  return responder->lookup (serial, answer, responder->data, error);
}

/* archiveCutoff (RFC 6960, 4.4.4), without which nobody may rely on what is said of a certificate
 * that has ended, and invalidityDate of who knows since when the key was in other hands (4.4.5). */
static void
add_time (OCSP_SINGLERESP *single, int nid, gint64 seconds)
{
  ASN1_GENERALIZEDTIME *time;

  if (seconds == 0)
    return;
  time = ASN1_GENERALIZEDTIME_set (NULL, seconds);
  OCSP_SINGLERESP_add1_ext_i2d (single, nid, time, 0, 0);
  ASN1_GENERALIZEDTIME_free (time);
}

/* "good" is said of nothing but what was issued (RFC 6960, 2.2, read strictly). */
static OCSP_SINGLERESP *
add_single (const PkiResponder *responder,
            OCSP_BASICRESP *basic,
            OCSP_CERTID *id,
            const PkiAnswer *answer)
{
  ASN1_TIME *now = ASN1_TIME_set (NULL, responder->now);
  ASN1_TIME *next = ASN1_TIME_set (NULL, responder->next_update);
  ASN1_TIME *since = answer->revoked ? ASN1_TIME_set (NULL, answer->since) : NULL;
  int status = answer->revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD;
  /* -1 leaves the reason out: "unspecified" should be absent. */
  int reason = answer->reason > 0 ? answer->reason : -1;
  OCSP_SINGLERESP *single = OCSP_basic_add1_status (
      basic, id, answer->known ? status : V_OCSP_CERTSTATUS_UNKNOWN, reason, since, now, next);

  ASN1_TIME_free (now);
  ASN1_TIME_free (next);
  ASN1_TIME_free (since);
  return single;
}

static gboolean
append_single (const PkiResponder *responder, GByteArray *out, OCSP_CERTID *id, GError **error)
{
  g_autoptr (OCSP_BASICRESP) basic = OCSP_BASICRESP_new ();
  PkiAnswer answer = {FALSE};
  OCSP_SINGLERESP *single;
  unsigned char *der = NULL;
  int length;

  if (!look_up (responder, id, &answer, error))
    return FALSE;
  single = add_single (responder, basic, id, &answer);
  if (answer.known)
    add_time (single, NID_id_pkix_OCSP_archiveCutoff, responder->keeps_from);
  if (answer.revoked)
    add_time (single, NID_invalidity_date, answer.invalid_since);
  length = i2d_OCSP_SINGLERESP (single, &der);
  append_openssl (out, der, length);
  return TRUE;
}

/* responderID [2] KeyHash: SHA-1 of the key's bits (RFC 6960, 4.2.1). */
static void
append_responder (GByteArray *out, X509 *responder)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GByteArray) key_hash = g_byte_array_new ();

  X509_pubkey_digest (responder, EVP_sha1 (), hash, &length);
  g_byte_array_append (octets, hash, length);
  pki_der_append_wrapped (key_hash, PKI_DER_OCTET_STRING, octets);
  pki_der_append_wrapped (out, PKI_DER_CONTEXT (2), key_hash);
}

static void
append_time (GByteArray *out, gint64 seconds)
{
  ASN1_GENERALIZEDTIME *time = ASN1_GENERALIZEDTIME_set (NULL, seconds);
  unsigned char *der = NULL;
  int length = i2d_ASN1_GENERALIZEDTIME (time, &der);

  append_openssl (out, der, length);
  ASN1_GENERALIZEDTIME_free (time);
}

static int
find_nonce (OCSP_REQUEST *request)
{
  return OCSP_REQUEST_get_ext_by_NID (request, NID_id_pkix_OCSP_Nonce, -1);
}

/* responseExtensions [1]: the client's nonce as it came (RFC 9654, 2.1). */
static gboolean
append_nonce (GByteArray *out, OCSP_REQUEST *request)
{
  int index = find_nonce (request);
  g_autoptr (GByteArray) encoded = g_byte_array_new ();
  g_autoptr (GByteArray) sequence = g_byte_array_new ();
  X509_EXTENSION *extension;
  unsigned char *der = NULL;
  int size, length;

  if (index < 0)
    return TRUE;
  extension = OCSP_REQUEST_get_ext (request, index);
  size = ASN1_STRING_length (X509_EXTENSION_get_data (extension));
  if (size < MIN_NONCE || size > MAX_NONCE)
    return FALSE;
  length = i2d_X509_EXTENSION (extension, &der);
  append_openssl (encoded, der, length);
  pki_der_append_wrapped (sequence, PKI_DER_SEQUENCE, encoded);
  pki_der_append_wrapped (out, PKI_DER_CONTEXT (1), sequence);
  return TRUE;
}

static gboolean
append_singles (const PkiResponder *responder,
                GByteArray *out,
                OCSP_REQUEST *request,
                GError **error)
{
  g_autoptr (GByteArray) singles = g_byte_array_new ();

  for (int i = 0; i < OCSP_request_onereq_count (request); i++)
    if (!append_single (responder, singles,
                        OCSP_onereq_get0_id (OCSP_request_onereq_get0 (request, i)), error))
      return FALSE;
  pki_der_append_wrapped (out, PKI_DER_SEQUENCE, singles);
  return TRUE;
}

/* certs [0] EXPLICIT SEQUENCE OF Certificate: the delegated responder's own. */
static GBytes *
encode_certificates (PkiIssuer *responder)
{
  g_autoptr (GByteArray) certificate = g_byte_array_new ();
  g_autoptr (GByteArray) sequence = g_byte_array_new ();

  pki_der_append (certificate, pki_certificate_get_der (pki_issuer_get_certificate (responder)));
  pki_der_append_wrapped (sequence, PKI_DER_SEQUENCE, certificate);
  return pki_der_wrap (PKI_DER_CONTEXT (0), sequence);
}

/* OCSPResponse ::= SEQUENCE { successful, [0] SEQUENCE { id-pkix-ocsp-basic, OCTET STRING } } */
static GBytes *
wrap_response (GBytes *basic)
{
  static const guint8 successful[] = {PKI_DER_ENUMERATED, 1, OCSP_RESPONSE_STATUS_SUCCESSFUL};
  static const guint8 type[] = {0x06, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1};
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) sequence = g_byte_array_new ();
  g_autoptr (GByteArray) all = g_byte_array_new ();

  pki_der_append (content, basic);
  g_byte_array_append (bytes, type, sizeof type);
  pki_der_append_wrapped (bytes, PKI_DER_OCTET_STRING, content);
  pki_der_append_wrapped (sequence, PKI_DER_SEQUENCE, bytes);
  g_byte_array_append (all, successful, sizeof successful);
  pki_der_append_wrapped (all, PKI_DER_CONTEXT (0), sequence);
  return pki_der_wrap (PKI_DER_SEQUENCE, all);
}

static GBytes *
sign (const PkiResponder *responder, GByteArray *data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) tbs = pki_der_wrap (PKI_DER_SEQUENCE, data);
  g_autoptr (GBytes) certificates = encode_certificates (responder->responder);
  g_autoptr (GBytes)
      basic = pki_issuer_complete (responder->responder, tbs, certificates, cancellable, error);

  return basic ? wrap_response (basic) : NULL;
}

/**
 * pki_responder_answer:
 * @responder: who answers
 * @request: DER from outside
 * @has_nonce: (out) (optional): whether it wants an answer that was made for it alone
 * @cancellable: (nullable): a cancellable
 * @error: what the key or the store refuses with
 *
 * Answers an OCSP request (RFC 6960, 4.2). A request that is none gets "malformedRequest"; about
 * what was not issued here the answer is "unknown".
 *
 * Returns: (transfer full): DER OCSPResponse, or NULL on error
 */
GBytes *
pki_responder_answer (const PkiResponder *responder,
                      GBytes *request,
                      gboolean *has_nonce,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (OCSP_REQUEST) parsed = parse (request);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GBytes *answer = NULL;

  if (has_nonce)
    *has_nonce = parsed && find_nonce (parsed) >= 0;
  if (!parsed)
    {
      ERR_clear_error ();
      return refuse (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
    }
  append_responder (data,
                    pki_certificate_get_x509 (pki_issuer_get_certificate (responder->responder)));
  append_time (data, responder->now);
  if (append_singles (responder, data, parsed, error))
    answer = append_nonce (data, parsed) ? sign (responder, data, cancellable, error)
                                         : refuse (OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  ERR_clear_error ();
  return answer;
}

/**
 * pki_responder_try_later:
 *
 * Makes the answer of a responder that cannot answer for the moment (RFC 6960, 2.3: tryLater).
 *
 * Returns: (transfer full): DER OCSPResponse
 */
GBytes *
pki_responder_try_later (void)
{
  return refuse (OCSP_RESPONSE_STATUS_TRYLATER);
}

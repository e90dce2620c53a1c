/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-timestamper.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <string.h>

#include "pki-cms.h"
#include "pki-der-write.h"
#include "pki-der.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "pki-random.h"

/* With SHA-512, a nonce and a policy a request has 130 bytes. */
#define MAX_REQUEST 2048
#define SERIAL_SIZE 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_TST_INFO, TS_TST_INFO_free)

/* PKIFailureInfo (RFC 3161, 2.4.2), by bit. */
typedef enum {
  BAD_ALGORITHM = 0,
  BAD_REQUEST = 2,
  BAD_DATA = 5,
  TIME_NOT_AVAILABLE = 14,
  UNACCEPTED_POLICY = 15,
  UNACCEPTED_EXTENSION = 16,
  SYSTEM_FAILURE = 25,
  GRANTED = 32,
} Verdict;

/* PKIStatusInfo ::= SEQUENCE { rejection (2), failInfo BIT STRING } and no token. */
static GBytes *
refuse (Verdict verdict)
{
  const guint8 status[] = {PKI_DER_INTEGER, 1, 2};
  guint8 bits[] = {PKI_DER_BIT_STRING, 2 + verdict / 8, 7 - verdict % 8, 0, 0, 0, 0};
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GByteArray) info = g_byte_array_new ();

  bits[3 + verdict / 8] = 0x80 >> verdict % 8;
  g_byte_array_append (content, status, sizeof status);
  g_byte_array_append (content, bits, 2 + bits[1]);
  pki_der_append_wrapped (info, PKI_DER_SEQUENCE, content);
  return pki_der_wrap (PKI_DER_SEQUENCE, info);
}

static TS_REQ *
parse (GBytes *request)
{
  gsize size;
  const guint8 *der = g_bytes_get_data (request, &size);
  const guint8 *p = der;
  g_autoptr (TS_REQ) parsed = NULL;

  if (size == 0 || size > MAX_REQUEST || !pki_der_is_strict (request))
    return NULL;
  parsed = d2i_TS_REQ (NULL, &p, size);
  return parsed && p == der + size ? g_steal_pointer (&parsed) : NULL;
}

static Verdict
judge_imprint (TS_MSG_IMPRINT *imprint)
{
  const ASN1_OBJECT *object;
  PkiDigestType digest;
  int parameter;

  X509_ALGOR_get0 (&object, &parameter, NULL, TS_MSG_IMPRINT_get_algo (imprint));
  digest = pki_digest_from_nid (OBJ_obj2nid (object));
  /* Two files with one digest of 160 bits can be made; no digest has parameters (RFC 5754, 2). */
  if (digest <= PKI_DIGEST_SHA1 || digest == PKI_DIGEST_RIPEMD160 ||
      (parameter != V_ASN1_UNDEF && parameter != V_ASN1_NULL))
    return BAD_ALGORITHM;
  if (ASN1_STRING_length (TS_MSG_IMPRINT_get_msg (imprint)) !=
      EVP_MD_get_size (pki_digest_get_md (digest)))
    return BAD_DATA;
  return GRANTED;
}

static gboolean
is_policy (TS_REQ *request, const char *oid)
{
  const ASN1_OBJECT *wanted = TS_REQ_get_policy_id (request);
  g_autoptr (ASN1_OBJECT) ours = OBJ_txt2obj (oid, 1);

  return wanted == NULL || OBJ_cmp (wanted, ours) == 0;
}

static Verdict
judge (const PkiTimestamper *self, TS_REQ *request)
{
  if (request == NULL || TS_REQ_get_version (request) != 1)
    return BAD_REQUEST;
  if (TS_REQ_get_ext_count (request) > 0)
    return UNACCEPTED_EXTENSION;
  if (!is_policy (request, self->policy))
    return UNACCEPTED_POLICY;
  if (!self->clock_trusted)
    return TIME_NOT_AVAILABLE;
  return judge_imprint (TS_REQ_get_msg_imprint (request));
}

static gboolean
set_serial (TS_TST_INFO *info)
{
  guint8 bytes[SERIAL_SIZE];
  BIGNUM *number;
  ASN1_INTEGER *serial;
  gboolean ok;

  pki_random_bytes (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  serial = BN_to_ASN1_INTEGER (number, NULL);
  ok = TS_TST_INFO_set_serial (info, serial) == 1;
  ASN1_INTEGER_free (serial);
  BN_free (number);
  return ok;
}

/* The clock is cut to seconds: that is how exact the time is. */
static gboolean
set_time (TS_TST_INFO *info, gint64 now)
{
  ASN1_GENERALIZEDTIME *time = ASN1_GENERALIZEDTIME_set (NULL, now);
  ASN1_INTEGER *second = ASN1_INTEGER_new ();
  TS_ACCURACY *accuracy = TS_ACCURACY_new ();
  gboolean ok = ASN1_INTEGER_set (second, 1) == 1 &&
                TS_ACCURACY_set_seconds (accuracy, second) == 1 &&
                TS_TST_INFO_set_accuracy (info, accuracy) == 1 &&
                TS_TST_INFO_set_time (info, time) == 1;

  TS_ACCURACY_free (accuracy);
  ASN1_INTEGER_free (second);
  ASN1_GENERALIZEDTIME_free (time);
  return ok;
}

static gboolean
fill (const PkiTimestamper *self, TS_REQ *request, TS_TST_INFO *info)
{
  g_autoptr (ASN1_OBJECT) policy = OBJ_txt2obj (self->policy, 1);
  const ASN1_INTEGER *nonce = TS_REQ_get_nonce (request);

  return TS_TST_INFO_set_version (info, 1) == 1 && TS_TST_INFO_set_policy_id (info, policy) == 1 &&
         TS_TST_INFO_set_msg_imprint (info, TS_REQ_get_msg_imprint (request)) == 1 &&
         set_serial (info) && set_time (info, self->now) &&
         (nonce == NULL || TS_TST_INFO_set_nonce (info, nonce) == 1);
}

static GBytes *
encode_info (const PkiTimestamper *self, TS_REQ *request)
{
  g_autoptr (TS_TST_INFO) info = TS_TST_INFO_new ();
  unsigned char *der = NULL;
  int length = fill (self, request, info) ? i2d_TS_TST_INFO (info, &der) : 0;
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_free (der);
  return bytes;
}

static GBytes *
make_token (const PkiTimestamper *self, TS_REQ *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) info = encode_info (self, request);
  PkiDigestType digest = pki_signer_choose_digest (self->signer, PKI_DIGEST_SHA256);
  g_autoptr (GBytes) hash = NULL;

  if (info == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_SIGN, "cannot build the TSTInfo");
      return NULL;
    }
  hash = pki_digest_bytes (digest, g_bytes_get_data (info, NULL), g_bytes_get_size (info));
  return pki_cms_sign (self->signer,
                       &(PkiCmsRequest){
                           .digest = digest,
                           .content_digest = hash,
                           .content = info,
                           .no_certificates = !TS_REQ_get_cert_req (request),
                       },
                       cancellable, error);
}

/* TimeStampResp ::= SEQUENCE { SEQUENCE { granted (0) }, token } */
static GBytes *
grant (GBytes *token)
{
  static const guint8 granted[] = {PKI_DER_SEQUENCE, 3, PKI_DER_INTEGER, 1, 0};
  g_autoptr (GByteArray) content = g_byte_array_new ();

  g_byte_array_append (content, granted, sizeof granted);
  pki_der_append (content, token);
  return pki_der_wrap (PKI_DER_SEQUENCE, content);
}

/**
 * pki_timestamper_answer:
 * @self: who answers
 * @request: DER from outside
 * @cancellable: (nullable): a cancellable
 * @error: what the key refuses with
 *
 * Answers a time-stamp request (RFC 3161, 2.4) with a token whose signer is named by ESSCertIDv2
 * (RFC 5816), or with the reason why there is none.
 *
 * Returns: (transfer full): DER TimeStampResp, or NULL on error
 */
GBytes *
pki_timestamper_answer (const PkiTimestamper *self,
                        GBytes *request,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (TS_REQ) parsed = NULL;
  g_autoptr (GBytes) token = NULL;
  Verdict verdict;

  ERR_clear_error ();
  parsed = parse (request);
  verdict = judge (self, parsed);
  ERR_clear_error ();
  if (verdict != GRANTED)
    return refuse (verdict);
  token = make_token (self, parsed, cancellable, error);
  return token ? grant (token) : NULL;
}

/**
 * pki_timestamper_fail:
 *
 * Makes the answer of a service that cannot stamp for the moment (RFC 3161, 2.4.2: systemFailure).
 *
 * Returns: (transfer full): DER TimeStampResp
 */
GBytes *
pki_timestamper_fail (void)
{
  return refuse (SYSTEM_FAILURE);
}

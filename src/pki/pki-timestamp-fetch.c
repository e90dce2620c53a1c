/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-timestamp-private.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <string.h>

#include "pki-der.h"
#include "pki-name.h"
#include "pki-openssl.h"
#include "pki-purpose.h"

/* Tokens are 2 to 15 kB, with a long chain 30. */
#define MAX_RESPONSE_SIZE (256 * 1024)

#define NONCE_SIZE 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TS_STATUS_INFO, TS_STATUS_INFO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_INTEGER, ASN1_INTEGER_free)

static ASN1_INTEGER *
make_nonce (void)
{
  guint8 bytes[NONCE_SIZE];
  BIGNUM *number;
  ASN1_INTEGER *nonce;

  if (RAND_bytes (bytes, sizeof bytes) != 1)
    return NULL;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  nonce = number != NULL ? BN_to_ASN1_INTEGER (number, NULL) : NULL;
  BN_free (number);
  return nonce;
}

/*  TimeStampReq ::= SEQUENCE { version 1, messageImprint { hashAlgorithm, hashedMessage },
 *                              nonce INTEGER, certReq TRUE }                 (RFC 3161, 2.4.1)  */
static GBytes *
encode_request (PkiDigestType digest, GBytes *imprint, const ASN1_INTEGER *nonce)
{
  g_autoptr (TS_REQ) request = TS_REQ_new ();
  TS_MSG_IMPRINT *message = TS_MSG_IMPRINT_new ();
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (imprint, &size);
  int length;

  X509_ALGOR_set_md (algorithm, pki_digest_get_md (digest));
  TS_MSG_IMPRINT_set_algo (message, algorithm);
  TS_MSG_IMPRINT_set_msg (message, (unsigned char *) data, (int) size);
  TS_REQ_set_version (request, 1);
  TS_REQ_set_msg_imprint (request, message);
  TS_REQ_set_nonce (request, nonce);
  TS_REQ_set_cert_req (request, 1);
  length = i2d_TS_REQ (request, &der);
  if (length > 0)
    bytes = g_bytes_new (der, length);
  OPENSSL_free (der);
  TS_MSG_IMPRINT_free (message);
  X509_ALGOR_free (algorithm);
  return bytes;
}

/* PKIFailureInfo as RFC 3161, 2.4.2, names its bits. */
static void
append_failure (GString *text, const ASN1_BIT_STRING *failure)
{
  static const struct {
    int bit;
    const char *name;
  } bits[] = {
      {0, "badAlg"},
      {2, "badRequest"},
      {5, "badDataFormat"},
      {14, "timeNotAvailable"},
      {15, "unacceptedPolicy"},
      {16, "unacceptedExtension"},
      {17, "addInfoNotAvailable"},
      {25, "systemFailure"},
  };

  for (guint i = 0; failure != NULL && i < G_N_ELEMENTS (bits); i++)
    if (ASN1_BIT_STRING_get_bit (failure, bits[i].bit))
      g_string_append_printf (text, " %s", bits[i].name);
}

static void
set_refused (GError **error, gint64 status, const TS_STATUS_INFO *info)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const STACK_OF (ASN1_UTF8STRING) *lines = TS_STATUS_INFO_get0_text (info);

  append_failure (text, TS_STATUS_INFO_get0_failure_info (info));
  for (int i = 0; i < MIN (sk_ASN1_UTF8STRING_num (lines), 8); i++)
    {
      g_autofree char *line = pki_string_to_text (sk_ASN1_UTF8STRING_value (lines, i), "");

      g_string_append_printf (text, " “%.400s”", line);
    }
  g_set_error (error, PKI_ERROR, PKI_ERROR_TSA_REFUSED,
               "the time-stamp service refused, status %" G_GINT64_FORMAT ":%s", status,
               text->len > 0 ? text->str : " no reason given");
}

static gboolean
check_status (const PkiDer *element, GError **error)
{
  const guint8 *p = element->start;
  g_autoptr (TS_STATUS_INFO) info = d2i_TS_STATUS_INFO (NULL, &p, (long) element->size);
  gint64 status;

  if (info == NULL || ASN1_INTEGER_get_int64 (&status, TS_STATUS_INFO_get0_status (info)) != 1)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_TSA_GARBAGE,
                             "the answer's status cannot be read");
      return FALSE;
    }
  if (status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS)
    return TRUE;
  set_refused (error, status, info);
  return FALSE;
}

/*  TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL }
 *                                                                            (RFC 3161, 2.4.2)
 * The token's own bytes are kept: an encoding made anew could break its signature. */
static GBytes *
extract_token (GBytes *response, GError **error)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (response, &size);
  const guint8 *end = p + size;
  PkiDer outer;
  PkiDer element;

  if (!pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &outer) || p != end)
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_TSA_GARBAGE,
                           size == 0 ? "the answer is empty"
                                     : "the answer is no time-stamp response");
      return NULL;
    }
  p = outer.content;
  end = outer.content + outer.content_size;
  if (!pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &element))
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_TSA_GARBAGE, "the answer has no status");
      return NULL;
    }
  if (!check_status (&element, error))
    return NULL;
  if (!pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &element))
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_TSA_GARBAGE, "the answer has no token");
      return NULL;
    }
  return g_bytes_new (element.start, element.size);
}

static gboolean
fail (GError **error, PkiError code, const char *message)
{
  g_set_error_literal (error, PKI_ERROR, code, message);
  return FALSE;
}

static gboolean
check_signer (PkiTimestamp *timestamp, GError **error)
{
  PkiCertificate *signer = pki_timestamp_get_signer (timestamp);

  switch (pki_timestamp_check_signature (timestamp))
    {
    case PKI_CMS_INTACT:
      break;
    case PKI_CMS_NO_CERTIFICATE:
      return fail (error, PKI_ERROR_TSA_SIGNATURE, "the token lacks its signer's certificate");
    case PKI_CMS_UNSUPPORTED:
      return fail (error, PKI_ERROR_UNSUPPORTED, "the token's algorithm is not served");
    case PKI_CMS_MALFORMED:
      return fail (error, PKI_ERROR_TSA_SIGNATURE, "the token's signature is malformed");
    case PKI_CMS_CERTIFICATE_MISMATCH:
      return fail (error, PKI_ERROR_TSA_SIGNATURE, "the token names another certificate");
    case PKI_CMS_DIGEST_MISMATCH:
    case PKI_CMS_SIGNATURE_WRONG:
      return fail (error, PKI_ERROR_TSA_SIGNATURE, "the token's signature is wrong");
    }
  if (!pki_purpose_is_granted (signer, PKI_PURPOSE_TIMESTAMP))
    return fail (error, PKI_ERROR_TSA_SIGNATURE,
                 "the token's certificate is not for time-stamping alone");
  return TRUE;
}

static gboolean
check_token (
    GBytes *token, PkiDigestType digest, GBytes *imprint, const ASN1_INTEGER *nonce, GError **error)
{
  g_autoptr (PkiTimestamp) timestamp = pki_timestamp_new (g_bytes_get_data (token, NULL),
                                                          g_bytes_get_size (token), error);
  const ASN1_INTEGER *answered;

  if (timestamp == NULL)
    {
      if (error != NULL)
        (*error)->code = PKI_ERROR_TSA_GARBAGE;
      return FALSE;
    }
  if (pki_timestamp_get_digest (timestamp) != digest ||
      !g_bytes_equal (pki_timestamp_get_imprint (timestamp), imprint))
    return fail (error, PKI_ERROR_TSA_IMPRINT, "the token is over another hash");
  answered = pki_timestamp_get_nonce (timestamp);
  if (answered == NULL || ASN1_INTEGER_cmp (answered, nonce) != 0)
    return fail (error, PKI_ERROR_TSA_NONCE, "the token answers another request");
  return check_signer (timestamp, error);
}

/**
 * pki_timestamp_fetch:
 * @fetch: the way to the network
 * @uri: address of a time-stamp authority
 * @digest: type of @imprint
 * @imprint: hash to have stamped
 * @cancellable: (nullable): handed to @fetch
 * @error: %PKI_ERROR_TSA_GARBAGE to _SIGNATURE, %PKI_ERROR_UNSUPPORTED, or an error of @fetch
 *
 * Asks a time-stamp authority (RFC 3161, by HTTP as in 3.4) and checks what it answers, except
 * whether it is trusted.
 *
 * Returns: (transfer full): the token as it came
 */
GBytes *
pki_timestamp_fetch (PkiFetch *fetch,
                     const char *uri,
                     PkiDigestType digest,
                     GBytes *imprint,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (ASN1_INTEGER) nonce = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) response = NULL;
  g_autoptr (GBytes) token = NULL;

  g_return_val_if_fail (fetch != NULL && uri != NULL && imprint != NULL, NULL);
  g_return_val_if_fail (pki_digest_get_md (digest) != NULL, NULL);

  ERR_clear_error ();
  nonce = make_nonce ();
  request = nonce != NULL ? encode_request (digest, imprint, nonce) : NULL;
  if (request == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED, "cannot make the request");
      return NULL;
    }
  response = fetch->fetch (fetch, uri, "application/timestamp-query", request, MAX_RESPONSE_SIZE,
                           cancellable, error);
  token = response != NULL ? extract_token (response, error) : NULL;
  if (token == NULL || !check_token (token, digest, imprint, nonce, error))
    return NULL;
  return g_steal_pointer (&token);
}

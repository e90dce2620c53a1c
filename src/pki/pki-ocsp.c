/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "pki-algorithm-private.h"
#include "pki-openssl.h"

/* Answers are 1 to 5 kB, with a chain 15. */
#define MAX_RESPONSE_SIZE (256 * 1024)
#define MAX_SINGLES 64

/* Octets; more than 32 is refused by the standard (RFC 8954, 2.1). */
#define NONCE_SIZE 16

/* How old an answer without nextUpdate, which says that newer ones are always to be had, may be. */
#define MAX_AGE (24 * 60 * 60)

struct _PkiOcsp {
  gatomicrefcount ref_count;
  GBytes *der;
  char *sha256;
  OCSP_BASICRESP *basic;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)

static gboolean
fail (GError **error, PkiError code, const char *message)
{
  ERR_clear_error ();
  g_set_error_literal (error, PKI_ERROR, code, message);
  return FALSE;
}

static OCSP_RESPONSE *
decode (const void *der, gsize length)
{
  const unsigned char *p = der;
  g_autoptr (OCSP_RESPONSE) response = NULL;

  if (length > 0 && length <= MAX_RESPONSE_SIZE)
    response = d2i_OCSP_RESPONSE (NULL, &p, (long) length);
  if (response == NULL || p != (const unsigned char *) der + length)
    return NULL;
  return g_steal_pointer (&response);
}

/**
 * pki_ocsp_new:
 * @der: exactly one response
 * @length: its size
 * @error: %PKI_ERROR_OCSP_GARBAGE or %PKI_ERROR_OCSP_REFUSED
 *
 * Reads a response (RFC 6960, 4.2.1) that tells the status of certificates; nothing of it is
 * verified yet.
 *
 * Returns: (transfer full): the answer
 */
PkiOcsp *
pki_ocsp_new (const void *der, gsize length, GError **error)
{
  g_autoptr (OCSP_RESPONSE) response = NULL;
  g_autoptr (PkiOcsp) self = NULL;
  int status;

  ERR_clear_error ();
  response = decode (der, length);
  if (response == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_OCSP_GARBAGE,
                             "the answer is no OCSP response");
      return NULL;
    }
  status = OCSP_response_status (response);
  if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_OCSP_REFUSED, "the OCSP responder refused: %s",
                   OCSP_response_status_str (status));
      return NULL;
    }
  self = g_new0 (PkiOcsp, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->der = g_bytes_new (der, length);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->der);
  self->basic = OCSP_response_get1_basic (response);
  if (self->basic == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_OCSP_GARBAGE,
                             "the OCSP response is of an unknown kind");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * pki_ocsp_ref:
 * @self: an answer
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
PkiOcsp *
pki_ocsp_ref (PkiOcsp *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * pki_ocsp_unref:
 * @self: (transfer full) (nullable): an answer
 *
 * Drops a reference.
 */
void
pki_ocsp_unref (PkiOcsp *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  OCSP_BASICRESP_free (self->basic);
  g_bytes_unref (self->der);
  g_free (self->sha256);
  g_free (self);
}

/**
 * pki_ocsp_get_der:
 * @self: an answer
 *
 * Gives its encoding, an OCSPResponse.
 *
 * Returns: (transfer none): the DER
 */
GBytes *
pki_ocsp_get_der (PkiOcsp *self)
{
  return self->der;
}

/**
 * pki_ocsp_get_sha256:
 * @self: an answer
 *
 * Gives its fingerprint.
 *
 * Returns: (transfer none): lower-case hexadecimal digits
 */
const char *
pki_ocsp_get_sha256 (PkiOcsp *self)
{
  return self->sha256;
}

/**
 * pki_ocsp_get_signature_algorithm:
 * @self: an answer
 *
 * Returns: (transfer none): with what it is signed (RFC 6960, 4.2.1)
 */
const X509_ALGOR *
pki_ocsp_get_signature_algorithm (PkiOcsp *self)
{
  return OCSP_resp_get0_tbs_sigalg (self->basic);
}

/**
 * pki_ocsp_is_nocheck:
 * @responder: a responder's certificate
 *
 * Tells whether its issuer waived that its status be asked for (RFC 6960, 4.2.2.2.1).
 *
 * Returns: whether the extension ocsp-nocheck is there
 */
gboolean
pki_ocsp_is_nocheck (PkiCertificate *responder)
{
  return X509_get_ext_by_NID (pki_certificate_get_x509 (responder), NID_id_pkix_OCSP_noCheck, -1) >=
         0;
}

/* RFC 6960, 4.2.2.2: the issuer itself, or whom it appointed in a certificate of its own. */
static gboolean
may_answer (X509 *responder, PkiCertificate *issuer)
{
  X509 *ca = pki_certificate_get_x509 (issuer);

  if (X509_cmp (responder, ca) == 0)
    return TRUE;
  return (X509_get_extended_key_usage (responder) & XKU_OCSP_SIGN) != 0 &&
         (X509_get_extension_flags (responder) & EXFLAG_XKUSAGE) != 0 &&
         X509_check_issued (ca, responder) == X509_V_OK &&
         X509_verify (responder, X509_get0_pubkey (ca)) == 1;
}

static STACK_OF (X509) * stack_candidates (const PkiStatusQuestion *question)
{
  STACK_OF (X509) *stack = sk_X509_new_null ();

  sk_X509_push (stack, pki_certificate_get_x509 (question->issuer));
  for (guint i = 0; question->others != NULL && i < question->others->len; i++)
    sk_X509_push (stack, pki_certificate_get_x509 (g_ptr_array_index (question->others, i)));
  return stack;
}

/**
 * pki_ocsp_find_responder:
 * @self: an answer
 * @question: what was asked
 *
 * Finds out who signed an answer: by signature, not by name alone.
 *
 * Returns: (transfer full) (nullable): the issuer or its delegate; %NULL where it is neither, or
 *   the signature is wrong
 */
PkiCertificate *
pki_ocsp_find_responder (PkiOcsp *self, const PkiStatusQuestion *question)
{
  STACK_OF (X509) *stack = stack_candidates (question);
  PkiCertificate *responder = NULL;
  X509 *signer = NULL;

  if (OCSP_resp_get0_signer (self->basic, &signer, stack) == 1 &&
      OCSP_basic_verify (self->basic, stack, NULL, OCSP_NOVERIFY) == 1 &&
      may_answer (signer, question->issuer))
    responder = pki_certificate_new_from_x509 (signer, NULL);
  sk_X509_free (stack);
  ERR_clear_error ();
  return responder;
}

static OCSP_CERTID *
make_id (const PkiStatusQuestion *question, const EVP_MD *md)
{
  X509 *issuer = pki_certificate_get_x509 (question->issuer);
  X509 *x509 = pki_certificate_get_x509 (question->certificate);

  return OCSP_cert_id_new (md, X509_get_subject_name (issuer), X509_get0_pubkey_bitstr (issuer),
                           X509_get0_serialNumber (x509));
}

static gboolean
is_about (OCSP_SINGLERESP *single, const PkiStatusQuestion *question)
{
  OCSP_CERTID *id = (OCSP_CERTID *) OCSP_SINGLERESP_get0_id (single);
  g_autoptr (OCSP_CERTID) expected = NULL;
  ASN1_OBJECT *algorithm = NULL;
  const EVP_MD *md;

  OCSP_id_get0_info (NULL, &algorithm, NULL, NULL, id);
  md = EVP_get_digestbyobj (algorithm);
  expected = md != NULL ? make_id (question, md) : NULL;
  return expected != NULL && OCSP_id_cmp (expected, id) == 0;
}

static OCSP_SINGLERESP *
find_single (PkiOcsp *self, const PkiStatusQuestion *question)
{
  for (int i = 0; i < MIN (OCSP_resp_count (self->basic), MAX_SINGLES); i++)
    {
      OCSP_SINGLERESP *single = OCSP_resp_get0 (self->basic, i);

      if (is_about (single, question))
        return single;
    }
  return NULL;
}

/**
 * pki_ocsp_is_about:
 * @self: an answer
 * @question: whose status
 *
 * Tells whether the answer names a certificate. Nothing of it is verified.
 *
 * Returns: whether asking it makes sense
 */
gboolean
pki_ocsp_is_about (PkiOcsp *self, const PkiStatusQuestion *question)
{
  return find_single (self, question) != NULL;
}

/* RFC 6960, 4.4.4: since when those are answered for that have expired. */
static gint64
read_cutoff (OCSP_SINGLERESP *single)
{
  ASN1_GENERALIZEDTIME *time = OCSP_SINGLERESP_get1_ext_d2i (single, NID_id_pkix_OCSP_archiveCutoff,
                                                             NULL, NULL);
  gint64 cutoff = G_MAXINT64;

  if (!pki_time_from_asn1 (time, &cutoff))
    cutoff = G_MAXINT64;
  ASN1_GENERALIZEDTIME_free (time);
  return cutoff;
}

static gboolean
read_status (PkiOcsp *self, OCSP_SINGLERESP *single, PkiStatus *status)
{
  ASN1_GENERALIZEDTIME *since = NULL;
  ASN1_GENERALIZEDTIME *from = NULL;
  ASN1_GENERALIZEDTIME *to = NULL;
  int kind;

  *status = (PkiStatus){.reason = -1, .next_update = G_MAXINT64};
  kind = OCSP_single_get0_status (single, &status->reason, &since, &from, &to);
  status->keeps_from = read_cutoff (single);
  if (!pki_time_from_asn1 (OCSP_resp_get0_produced_at (self->basic), &status->produced) ||
      !pki_time_from_asn1 (from, &status->this_update) ||
      (to != NULL && !pki_time_from_asn1 (to, &status->next_update)))
    return FALSE;
  switch (kind)
    {
    case V_OCSP_CERTSTATUS_GOOD:
      status->kind = PKI_STATUS_GOOD;
      return TRUE;
    case V_OCSP_CERTSTATUS_REVOKED:
      status->kind = status->reason == OCSP_REVOKED_STATUS_CERTIFICATEHOLD ? PKI_STATUS_ON_HOLD
                                                                           : PKI_STATUS_REVOKED;
      return pki_time_from_asn1 (since, &status->since);
    default:
      status->kind = PKI_STATUS_UNKNOWN;
      return TRUE;
    }
}

static gboolean
is_valid_at (const PkiStatus *status, gint64 at)
{
  gint64 last = status->next_update != G_MAXINT64 ? status->next_update
                                                  : status->this_update + MAX_AGE;

  return at == PKI_STATUS_ANY_TIME ||
         (status->this_update <= at + PKI_STATUS_SKEW && last >= at - PKI_STATUS_SKEW);
}

/* Was the delegate's certificate valid when it answered? */
static gboolean
was_valid (PkiCertificate *responder, gint64 produced)
{
  return produced >= pki_certificate_get_not_before (responder) - PKI_STATUS_SKEW &&
         produced <= pki_certificate_get_not_after (responder) + PKI_STATUS_SKEW;
}

/**
 * pki_ocsp_check_by:
 * @self: an answer
 * @question: whose status, and as of when
 * @status: (out): the status
 * @responder: (out) (transfer full): who signed it: the issuer, or its delegate
 * @error: as pki_ocsp_check()
 *
 * Does what pki_ocsp_check() does, and tells who answered.
 *
 * Returns: whether @status can be relied on
 */
gboolean
pki_ocsp_check_by (PkiOcsp *self,
                   const PkiStatusQuestion *question,
                   PkiStatus *status,
                   PkiCertificate **responder,
                   GError **error)
{
  g_autoptr (PkiCertificate) signer = NULL;
  OCSP_SINGLERESP *single;

  g_return_val_if_fail (self != NULL && question != NULL && status != NULL, FALSE);

  ERR_clear_error ();
  single = find_single (self, question);
  if (single == NULL)
    return fail (error, PKI_ERROR_OCSP_GARBAGE, "the OCSP response is about another certificate");
  if (!read_status (self, single, status))
    return fail (error, PKI_ERROR_OCSP_GARBAGE, "the OCSP response's times cannot be read");
  signer = pki_ocsp_find_responder (self, question);
  if (signer == NULL)
    return fail (error, PKI_ERROR_OCSP_SIGNATURE,
                 "the OCSP response is not signed by the issuer or its delegate");
  if (!was_valid (signer, status->produced))
    return fail (error, PKI_ERROR_OCSP_SIGNATURE, "the OCSP responder's certificate had expired");
  if (!is_valid_at (status, question->at))
    return fail (error, PKI_ERROR_OCSP_STALE, "the OCSP response is not valid at this time");
  *responder = g_steal_pointer (&signer);
  return TRUE;
}

/**
 * pki_ocsp_check:
 * @self: an answer
 * @question: whose status, and as of when
 * @status: (out): the status
 * @error: %PKI_ERROR_OCSP_GARBAGE where it is about something else, %PKI_ERROR_OCSP_SIGNATURE,
 *   %PKI_ERROR_OCSP_STALE
 *
 * Reads the status of a certificate out of an answer (RFC 6960, 3.2) that is signed by the
 * certificate's issuer or whom it appointed. Every status is an answer, "unknown" and "revoked"
 * as well.
 *
 * Returns: whether @status can be relied on
 */
gboolean
pki_ocsp_check (PkiOcsp *self, const PkiStatusQuestion *question, PkiStatus *status, GError **error)
{
  g_autoptr (PkiCertificate) responder = NULL;

  return pki_ocsp_check_by (self, question, status, &responder, error);
}

static GBytes *
encode (OCSP_REQUEST *request)
{
  unsigned char *der = NULL;
  int length = i2d_OCSP_REQUEST (request, &der);
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_free (der);
  return bytes;
}

/* Certificates are named by SHA-1, which all responders know (RFC 5019, 2.1.1): here it needs to
 * withstand nobody, for the answer is signed. */
static OCSP_REQUEST *
make_request (const PkiStatusQuestion *question)
{
  g_autoptr (OCSP_REQUEST) request = OCSP_REQUEST_new ();
  OCSP_CERTID *id = make_id (question, EVP_sha1 ());

  if (id == NULL || OCSP_request_add0_id (request, id) == NULL)
    {
      OCSP_CERTID_free (id);
      return NULL;
    }
  return OCSP_request_add1_nonce (request, NULL, NONCE_SIZE) == 1 ? g_steal_pointer (&request)
                                                                  : NULL;
}

/* Responders that answer beforehand cannot echo a nonce: only a wrong one is refused. */
static gboolean
check_nonce (OCSP_REQUEST *request, PkiOcsp *answer, GError **error)
{
  if (OCSP_check_nonce (request, answer->basic) == 0)
    return fail (error, PKI_ERROR_OCSP_NONCE, "the OCSP response answers another request");
  return TRUE;
}

/**
 * pki_ocsp_fetch:
 * @fetch: the way to the network
 * @uri: address of a responder
 * @question: whose status, and as of when
 * @cancellable: (nullable): handed to @fetch
 * @error: %PKI_ERROR_OCSP_GARBAGE to _STALE, or an error of @fetch
 *
 * Asks an OCSP responder (RFC 6960, by HTTP POST as in A.1) and checks the answer as
 * pki_ocsp_check() does.
 *
 * Returns: (transfer full): an answer that can be relied on, whatever it says
 */
PkiOcsp *
pki_ocsp_fetch (PkiFetch *fetch,
                const char *uri,
                const PkiStatusQuestion *question,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (OCSP_REQUEST) request = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) response = NULL;
  g_autoptr (PkiOcsp) answer = NULL;
  PkiStatus status;

  g_return_val_if_fail (fetch != NULL && uri != NULL && question != NULL, NULL);

  ERR_clear_error ();
  request = make_request (question);
  body = request != NULL ? encode (request) : NULL;
  if (body == NULL)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED, "cannot make the request");
      return NULL;
    }
  response = fetch->fetch (fetch, uri, "application/ocsp-request", body, MAX_RESPONSE_SIZE,
                           cancellable, error);
  if (response == NULL)
    return NULL;
  answer = pki_ocsp_new (g_bytes_get_data (response, NULL), g_bytes_get_size (response), error);
  if (answer == NULL || !check_nonce (request, answer, error) ||
      !pki_ocsp_check (answer, question, &status, error))
    return NULL;
  return g_steal_pointer (&answer);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-cmp.h"

#include <openssl/cmp.h>
#include <openssl/err.h>
#include <string.h>

#include "pki-cmp-protect.h"
#include "pki-error.h"
#include "pki-openssl.h"

/* RFC 9810, 5.1.3.1: one hash of many, of what is no password but 256 bits. */
#define MAC NID_hmacWithSHA256

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_CMP_SRV_CTX, OSSL_CMP_SRV_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_CMP_MSG, OSSL_CMP_MSG_free)

/* One message on its way through OpenSSL's server. */
typedef struct {
  const PkiCmpService *service;
  const PkiCmpMessage *message; /* or the one that was waiting */
  PkiCmpMessage *resumed;       /* (nullable) */
  gboolean is_repeating;        /* it is told what it was told in another process */
} Visit;

static void
verdict_clear (PkiCmpVerdict *self)
{
  g_clear_pointer (&self->certificate, pki_certificate_unref);
  g_clear_pointer (&self->resumed, g_bytes_unref);
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PkiCmpVerdict, verdict_clear)

/* OpenSSL tells of what it refuses, with what was sent; here the answer does. */
static int
log_nothing (
    const char *function, const char *file, int line, OSSL_CMP_severity level, const char *message)
{
  return 1;
}

static void
decide (Visit *visit, PkiCmpVerdict *verdict)
{
  visit->service->decide (visit->message, verdict, visit->service->data);
}

static OSSL_CMP_PKISI *
status_of (const PkiCmpVerdict *verdict)
{
  if (verdict->status == PKI_CMP_ACCEPTED)
    return OSSL_CMP_STATUSINFO_new (OSSL_CMP_PKISTATUS_accepted, 0, NULL);
  if (verdict->status == PKI_CMP_WAITING)
    return OSSL_CMP_STATUSINFO_new (OSSL_CMP_PKISTATUS_waiting, 0, verdict->text);
  return OSSL_CMP_STATUSINFO_new (OSSL_CMP_PKISTATUS_rejection, 1 << verdict->failure,
                                  verdict->text);
}

static STACK_OF (X509) * stack_of (PkiCertificate *certificate)
{
  STACK_OF (X509) *stack = sk_X509_new_null ();
  X509 *x509 = pki_certificate_get_x509 (certificate);

  if (stack && X509_up_ref (x509) == 1)
    sk_X509_push (stack, x509);
  return stack;
}

/* The chain below the root; who has no more than a secret learns the root by it (RFC 9483, 4.1.1,
 * caPubs). */
static void
give_certificate (Visit *visit,
                  PkiCertificate *certificate,
                  X509 **given,
                  STACK_OF (X509) * *chain,
                  STACK_OF (X509) * *roots)
{
  GPtrArray *above = visit->service->chain;

  *given = X509_dup (pki_certificate_get_x509 (certificate));
  *chain = stack_of (above->pdata[above->len - 2]);
  if (visit->message->protection == PKI_CMP_MAC)
    *roots = stack_of (above->pdata[above->len - 1]);
}

static void
repeat (const PkiCmpService *service, PkiCmpVerdict *verdict)
{
  verdict->status = service->issued ? PKI_CMP_ACCEPTED : PKI_CMP_WAITING;
  verdict->certificate = service->issued ? pki_certificate_ref (service->issued) : NULL;
}

static OSSL_CMP_PKISI *
process_request (OSSL_CMP_SRV_CTX *server,
                 const OSSL_CMP_MSG *message,
                 int id,
                 const OSSL_CRMF_MSG *template,
                 const X509_REQ *request,
                 X509 **certificate,
                 STACK_OF (X509) * *chain,
                 STACK_OF (X509) * *roots)
{
  Visit *visit = OSSL_CMP_SRV_CTX_get0_custom_ctx (server);
  g_auto (PkiCmpVerdict) verdict = {.failure = PKI_CMP_BAD_REQUEST};

  *certificate = NULL;
  *chain = *roots = NULL;
  if (visit->is_repeating)
    repeat (visit->service, &verdict);
  else
    decide (visit, &verdict);
  if (verdict.status == PKI_CMP_ACCEPTED && verdict.certificate)
    give_certificate (visit, verdict.certificate, certificate, chain, roots);
  return status_of (&verdict);
}

static OSSL_CMP_PKISI *
process_revocation (OSSL_CMP_SRV_CTX *server,
                    const OSSL_CMP_MSG *message,
                    const X509_NAME *issuer,
                    const ASN1_INTEGER *serial)
{
  g_auto (PkiCmpVerdict) verdict = {.failure = PKI_CMP_BAD_REQUEST};

  decide (OSSL_CMP_SRV_CTX_get0_custom_ctx (server), &verdict);
  return status_of (&verdict);
}

/* Nobody has asked for one yet. */
static int
process_general (OSSL_CMP_SRV_CTX *server,
                 const OSSL_CMP_MSG *message,
                 const STACK_OF (OSSL_CMP_ITAV) * in,
                 STACK_OF (OSSL_CMP_ITAV) * *out)
{
  ERR_raise_data (ERR_LIB_CMP, CMP_R_UNEXPECTED_PKIBODY, "general messages are not answered here");
  return 0;
}

static void
process_error (OSSL_CMP_SRV_CTX *server,
               const OSSL_CMP_MSG *message,
               const OSSL_CMP_PKISI *status,
               const ASN1_INTEGER *code,
               const OSSL_CMP_PKIFREETEXT *details)
{
}

static int
refuse (const PkiCmpVerdict *verdict)
{
  ERR_raise_data (ERR_LIB_CMP, CMP_R_ERROR_PROCESSING_MESSAGE, "%s",
                  verdict->text ? verdict->text : "");
  return 0;
}

/* By the hash that the certificate's own signature is made with (RFC 9810, 5.3.18). */
static gboolean
is_hash_of (PkiCertificate *certificate, const ASN1_OCTET_STRING *given)
{
  ASN1_OCTET_STRING *hash = X509_digest_sig (pki_certificate_get_x509 (certificate), NULL, NULL);
  gboolean same = hash && given && ASN1_OCTET_STRING_cmp (hash, given) == 0;

  ASN1_OCTET_STRING_free (hash);
  return same;
}

static int
process_confirmation (OSSL_CMP_SRV_CTX *server,
                      const OSSL_CMP_MSG *message,
                      int id,
                      const ASN1_OCTET_STRING *hash,
                      const OSSL_CMP_PKISI *status)
{
  Visit *visit = OSSL_CMP_SRV_CTX_get0_custom_ctx (server);
  g_auto (PkiCmpVerdict) verdict = {.failure = PKI_CMP_BAD_REQUEST};

  if (!visit->service->issued || !is_hash_of (visit->service->issued, hash))
    {
      ERR_raise (ERR_LIB_CMP, CMP_R_CERTHASH_UNMATCHED);
      return 0;
    }
  decide (visit, &verdict);
  return verdict.status == PKI_CMP_ACCEPTED ? 1 : refuse (&verdict);
}

/* OpenSSL goes on with the request that waited as if it came now. */
static OSSL_CMP_MSG *
resume (Visit *visit, GBytes *request)
{
  gsize size;
  const guint8 *p = g_bytes_get_data (request, &size);

  visit->resumed = pki_cmp_message_read (request, NULL);
  if (!visit->resumed)
    return NULL;
  visit->message = visit->resumed;
  return d2i_OSSL_CMP_MSG (NULL, &p, size);
}

static int
process_poll (OSSL_CMP_SRV_CTX *server,
              const OSSL_CMP_MSG *message,
              int id,
              OSSL_CMP_MSG **request,
              int64_t *check_after)
{
  Visit *visit = OSSL_CMP_SRV_CTX_get0_custom_ctx (server);
  g_auto (PkiCmpVerdict) verdict = {.failure = PKI_CMP_BAD_REQUEST};

  *request = NULL;
  decide (visit, &verdict);
  *check_after = verdict.check_after;
  if (verdict.status == PKI_CMP_WAITING)
    return 1;
  if (verdict.status == PKI_CMP_RESUMED && (*request = resume (visit, verdict.resumed)))
    return 1;
  return refuse (&verdict);
}

/* A signature counts by the certificate that it is expected of alone: whether that one may sign is
 * not OpenSSL's to say. */
static gboolean
expect (OSSL_CMP_CTX *context, const PkiCmpService *service)
{
  X509 *sender = service->sender ? pki_certificate_get_x509 (service->sender) : NULL;

  return !sender ||
         (OSSL_CMP_CTX_set1_srvCert (context, sender) == 1 &&
          OSSL_CMP_CTX_set1_expected_sender (context, X509_get_subject_name (sender)) == 1 &&
          OSSL_CMP_CTX_set_option (context, OSSL_CMP_OPT_IGNORE_KEYUSAGE, 1) == 1);
}

static gboolean
speaks_secretly (const PkiCmpService *service, const PkiCmpMessage *message)
{
  return message->protection == PKI_CMP_MAC && service->secret;
}

/* The key that the office signs with is named by its own identifier (RFC 9483, 3.1). */
static gboolean
leave_to_office (OSSL_CMP_CTX *context, X509 *office)
{
  const ASN1_OCTET_STRING *id = X509_get0_subject_key_id (office);

  return OSSL_CMP_CTX_set_option (context, OSSL_CMP_OPT_UNPROTECTED_SEND, 1) == 1 &&
         (id == NULL || OSSL_CMP_CTX_set1_referenceValue (context, ASN1_STRING_get0_data (id),
                                                          ASN1_STRING_length (id)) == 1);
}

/* An answer is protected as the question was (RFC 9483, 3.2): else the office signs. */
static gboolean
set_protection (OSSL_CMP_CTX *context, const PkiCmpService *service, const PkiCmpMessage *message)
{
  X509 *office = pki_certificate_get_x509 (pki_issuer_get_certificate (service->office));
  gsize size;
  const guint8 *secret;

  if (OSSL_CMP_CTX_set1_cert (context, office) != 1)
    return FALSE;
  if (!speaks_secretly (service, message))
    return leave_to_office (context, office);
  secret = g_bytes_get_data (service->secret, &size);
  return OSSL_CMP_CTX_set1_secretValue (context, secret, size) == 1 &&
         OSSL_CMP_CTX_set1_referenceValue (context, (const guint8 *) message->reference,
                                           strlen (message->reference)) == 1 &&
         OSSL_CMP_CTX_set_option (context, OSSL_CMP_OPT_MAC_ALGNID, MAC) == 1;
}

static OSSL_CMP_SRV_CTX *
open_server (Visit *visit)
{
  g_autoptr (OSSL_CMP_SRV_CTX) server = OSSL_CMP_SRV_CTX_new (NULL, NULL);
  OSSL_CMP_CTX *context = server ? OSSL_CMP_SRV_CTX_get0_cmp_ctx (server) : NULL;

  if (!context || OSSL_CMP_CTX_set_log_cb (context, log_nothing) != 1 ||
      OSSL_CMP_SRV_CTX_init (server, visit, process_request, process_revocation, process_general,
                             process_error, process_confirmation, process_poll) != 1 ||
      OSSL_CMP_SRV_CTX_set_grant_implicit_confirm (server, 1) != 1 ||
      !set_protection (context, visit->service, visit->message) ||
      !expect (context, visit->service))
    return NULL;
  return g_steal_pointer (&server);
}

static OSSL_CMP_MSG *
parse (GBytes *der)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (der, &size);
  const guint8 *p = bytes;
  g_autoptr (OSSL_CMP_MSG) message = d2i_OSSL_CMP_MSG (NULL, &p, size);

  return message && p == bytes + size ? g_steal_pointer (&message) : NULL;
}

static gboolean
set_nonce (OSSL_CMP_CTX *context, GBytes *nonce)
{
  ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new ();
  gboolean done = octets &&
                  ASN1_OCTET_STRING_set (octets, g_bytes_get_data (nonce, NULL),
                                         g_bytes_get_size (nonce)) == 1 &&
                  OSSL_CMP_CTX_set1_senderNonce (context, octets) == 1;

  ASN1_OCTET_STRING_free (octets);
  return done;
}

/* What OpenSSL keeps of a transaction cannot be written down: it is brought about again by the
 * request that began it, which is not decided on a second time. */
static gboolean
return_to (OSSL_CMP_SRV_CTX *server, Visit *visit)
{
  const PkiCmpService *service = visit->service;
  g_autoptr (OSSL_CMP_MSG) begun = NULL;
  g_autoptr (OSSL_CMP_MSG) answer = NULL;

  if (!service->begun)
    return TRUE;
  begun = parse (service->begun);
  visit->is_repeating = TRUE;
  answer = begun ? OSSL_CMP_SRV_process_request (server, begun) : NULL;
  visit->is_repeating = FALSE;
  return answer && set_nonce (OSSL_CMP_SRV_CTX_get0_cmp_ctx (server), service->nonce);
}

static GBytes *
encode (const OSSL_CMP_MSG *message)
{
  unsigned char *der = NULL;
  int length = i2d_OSSL_CMP_MSG (message, &der);
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_free (der);
  return bytes;
}

static GBytes *
serve (Visit *visit, GError **error)
{
  g_autoptr (OSSL_CMP_MSG) message = parse (visit->message->der);
  g_autoptr (OSSL_CMP_SRV_CTX) server = NULL;
  g_autoptr (OSSL_CMP_MSG) answer = NULL;
  GBytes *bytes;

  if (!message)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "this is no message of CMP");
      return NULL;
    }
  server = open_server (visit);
  answer = server && return_to (server, visit) ? OSSL_CMP_SRV_process_request (server, message)
                                               : NULL;
  bytes = answer ? encode (answer) : NULL;
  if (!bytes)
    pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "no answer could be made");
  ERR_clear_error ();
  return bytes;
}

/**
 * pki_cmp_answer:
 * @service: who answers
 * @message: a message
 * @error: %PKI_ERROR_PARSE where it is none, or what the office's key refuses with
 *
 * Verifies the protection of a message and the possession of the key that it is about, has it
 * decided on, and answers, with an error message where it is refused before.
 *
 * Returns: (transfer full): DER PKIMessage, or NULL on error
 */
GBytes *
pki_cmp_answer (const PkiCmpService *service, const PkiCmpMessage *message, GError **error)
{
  Visit visit = {.service = service, .message = message};
  gboolean is_secret = speaks_secretly (service, message);
  g_autoptr (GBytes) answer = NULL;

  ERR_clear_error ();
  answer = serve (&visit, error);
  g_clear_pointer (&visit.resumed, pki_cmp_message_free);
  if (!answer || is_secret)
    return g_steal_pointer (&answer);
  return pki_cmp_protect (answer, service->office, service->chain, error);
}

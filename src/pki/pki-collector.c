/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-collector.h"

#include <openssl/x509v3.h>

#include "pki-access.h"
#include "pki-chain.h"
#include "pki-openssl.h"
#include "pki-service.h"

/* Responders' chains count, as do those of lists' issuers, and responders have responders. */
#define MAX_CHAINS 16

struct _PkiCollector {
  PkiService *service;
  PkiTrust *roots; /* lent, or NULL */
};

/* One collecting under way. */
typedef struct {
  PkiCollector *collector;
  const PkiCollectRequest *request;
  PkiValidationData *data;
  GPtrArray *leaves;  /* whose chains are needed: the list grows by responders */
  GHashTable *served; /* SHA-256 of certificates whose status is there */
  GCancellable *cancellable;
} Run;

/**
 * pki_collector_new:
 * @fetch: the way to the network; lent
 * @roots: (nullable): where chains end besides at what is self-signed; lent
 *
 * Starts a run.
 *
 * Returns: (transfer full): a collector
 */
PkiCollector *
pki_collector_new (PkiFetch *fetch, PkiTrust *roots)
{
  PkiCollector *self = g_new0 (PkiCollector, 1);

  self->service = pki_service_new (fetch);
  self->roots = roots;
  return self;
}

/**
 * pki_collector_free:
 * @self: (transfer full) (nullable): a collector
 *
 * Frees it and what it remembers.
 */
void
pki_collector_free (PkiCollector *self)
{
  if (self == NULL)
    return;
  pki_service_free (self->service);
  g_free (self);
}

static GPtrArray *
get_roots (Run *run)
{
  return run->collector->roots != NULL ? pki_trust_get_roots (run->collector->roots) : NULL;
}

/* NULL without an error where the certificate does not say where its issuer is. */
static PkiCertificate *
find_issuer (Run *run, PkiCertificate *certificate, GError **error)
{
  GPtrArray *places[] = {run->request->others, pki_validation_data_get_certificates (run->data),
                         get_roots (run)};
  g_auto (GStrv) uris = NULL;
  PkiCertificate *issuer = NULL;

  for (guint i = 0; issuer == NULL && i < G_N_ELEMENTS (places); i++)
    issuer = pki_chain_find_issuer (certificate, places[i]);
  if (issuer != NULL)
    return issuer;
  uris = pki_access_list (certificate, PKI_ACCESS_ISSUER);
  for (guint i = 0; issuer == NULL && uris[i] != NULL; i++)
    {
      GPtrArray *list;

      g_clear_error (error);
      list = pki_service_get_issuers (run->collector->service, uris[i], run->cancellable, error);
      issuer = pki_chain_find_issuer (certificate, list);
      if (list != NULL && issuer == NULL)
        g_set_error (error, PKI_ERROR, PKI_ERROR_NO_ISSUER, "the issuer is not at %s", uris[i]);
    }
  return issuer;
}

/* Good is recorded, and so is what happened after the certificate was used. */
static gboolean
accept (Run *run, const PkiStatus *status, GError **error)
{
  if (status->kind == PKI_STATUS_GOOD)
    return TRUE;
  if (status->kind == PKI_STATUS_UNKNOWN)
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_STATUS_UNKNOWN,
                           "the OCSP responder does not know the certificate");
      return FALSE;
    }
  if (status->since > run->request->used)
    return TRUE;
  g_autoptr (GDateTime) since = g_date_time_new_from_unix_utc (status->since);
  g_autofree char *text = since != NULL ? g_date_time_format_iso8601 (since) : g_strdup ("?");

  g_set_error (error, PKI_ERROR, PKI_ERROR_REVOKED, "the certificate is %s since %s",
               status->kind == PKI_STATUS_ON_HOLD ? "suspended" : "revoked", text);
  return FALSE;
}

/* A responder that was appointed has a chain of its own to prove. */
static void
add_responder (Run *run, PkiOcsp *answer, const PkiStatusQuestion *question)
{
  g_autoptr (PkiCertificate) responder = pki_ocsp_find_responder (answer, question);

  pki_validation_data_add_ocsp (run->data, answer);
  if (responder == NULL || pki_certificate_equal (responder, question->issuer))
    return;
  pki_validation_data_add_certificate (run->data, question->issuer);
  g_ptr_array_add (run->leaves, g_steal_pointer (&responder));
}

static gboolean
try_ocsp (Run *run, const char *uri, const PkiStatusQuestion *question, GError **error)
{
  PkiOcsp *answer = pki_service_ask (run->collector->service, uri, question, run->cancellable,
                                     error);
  PkiStatus status;

  if (answer == NULL || !pki_ocsp_check (answer, question, &status, error) ||
      !accept (run, &status, error))
    return FALSE;
  add_responder (run, answer, question);
  return TRUE;
}

static gboolean
try_crl (Run *run, const char *uri, const PkiStatusQuestion *question, GError **error)
{
  PkiCrl *crl = pki_service_look_up (run->collector->service, uri, question, run->cancellable,
                                     error);
  PkiCertificate *signer = NULL;
  PkiStatus status;

  if (crl == NULL || !pki_crl_check_by (crl, question, &status, &signer, error) ||
      !accept (run, &status, error))
    return FALSE;
  pki_validation_data_add_crl (run->data, crl);
  /* So has who issues lists in the name of others. */
  if (signer != NULL)
    g_ptr_array_add (run->leaves, pki_certificate_ref (signer));
  return TRUE;
}

typedef gboolean (*Attempt) (Run *run,
                             const char *uri,
                             const PkiStatusQuestion *question,
                             GError **error);

/* Another service does not make a revoked certificate good. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, PKI_ERROR, PKI_ERROR_REVOKED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* TRUE when one of the addresses gave what is needed; *failure tells of the last that did not. */
static gboolean
try_all (Run *run,
         PkiAccess access,
         Attempt attempt,
         const PkiStatusQuestion *question,
         GError **failure)
{
  g_auto (GStrv) uris = pki_access_list (question->certificate, access);

  for (guint i = 0; uris[i] != NULL && !is_final (*failure); i++)
    {
      g_clear_error (failure);
      if (attempt (run, uris[i], question, failure))
        return TRUE;
      g_prefix_error (failure, "“%s” (%s), %s: ", pki_certificate_get_name (question->certificate),
                      pki_certificate_get_serial (question->certificate), uris[i]);
    }
  return FALSE;
}

static gboolean
is_responder (PkiCertificate *certificate)
{
  X509 *x509 = pki_certificate_get_x509 (certificate);

  return (X509_get_extension_flags (x509) & EXFLAG_XKUSAGE) != 0 &&
         (X509_get_extended_key_usage (x509) & XKU_OCSP_SIGN) != 0;
}

/* A responder's own word on itself is worth little: the list first. One whose certificate names
 * neither may be relied on all the same (RFC 6960, 4.2.2.2.1). */
static gboolean
serve_status (Run *run, const PkiStatusQuestion *question, GError **error)
{
  gboolean responder = is_responder (question->certificate);
  g_autoptr (GError) failure = NULL;

  if (pki_ocsp_is_nocheck (question->certificate) ||
      !g_hash_table_add (run->served,
                         g_strdup (pki_certificate_get_sha256 (question->certificate))))
    return TRUE;
  if (responder && try_all (run, PKI_ACCESS_CRL, try_crl, question, &failure))
    return TRUE;
  if (!is_final (failure) && try_all (run, PKI_ACCESS_OCSP, try_ocsp, question, &failure))
    return TRUE;
  if (!responder && !is_final (failure) &&
      try_all (run, PKI_ACCESS_CRL, try_crl, question, &failure))
    return TRUE;
  if (failure == NULL && responder)
    return TRUE;
  if (failure == NULL)
    g_set_error (error, PKI_ERROR, PKI_ERROR_NO_REVOCATION_SOURCE,
                 "“%s” (%s) names no address of an OCSP responder or a revocation list",
                 pki_certificate_get_name (question->certificate),
                 pki_certificate_get_serial (question->certificate));
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A missing issuer ends the chain where nobody said at which root it is to end. */
static gboolean
end_chain (Run *run, PkiCertificate *certificate, guint depth, GError *failure, GError **error)
{
  GPtrArray *roots = get_roots (run);

  if (depth > 0 && (failure == NULL || roots == NULL || roots->len == 0) && !is_final (failure))
    {
      g_clear_error (&failure);
      return TRUE;
    }
  if (failure == NULL)
    failure = g_error_new_literal (PKI_ERROR, PKI_ERROR_NO_ISSUER,
                                   "its issuer's certificate is missing");
  g_propagate_prefixed_error (error, failure, "“%s” (%s): ", pki_certificate_get_name (certificate),
                              pki_certificate_get_serial (certificate));
  return FALSE;
}

static gboolean
serve_chain (Run *run, PkiCertificate *leaf, GError **error)
{
  PkiCertificate *certificate = leaf;

  for (guint depth = 0; depth < PKI_CHAIN_MAX_DEPTH; depth++)
    {
      PkiStatusQuestion question = {certificate, NULL, run->request->now, run->request->others};
      GError *failure = NULL;

      pki_validation_data_add_certificate (run->data, certificate);
      if (pki_certificate_is_self_signed (certificate) ||
          pki_chain_contains (get_roots (run), certificate))
        return TRUE;
      question.issuer = find_issuer (run, certificate, &failure);
      if (question.issuer == NULL)
        return end_chain (run, certificate, depth, failure, error);
      g_clear_error (&failure);
      if (!serve_status (run, &question, error))
        return FALSE;
      certificate = question.issuer;
    }
  g_set_error (error, PKI_ERROR, PKI_ERROR_NO_ISSUER, "the chain of “%s” is longer than %d",
               pki_certificate_get_name (leaf), PKI_CHAIN_MAX_DEPTH);
  return FALSE;
}

static gboolean
serve_all (Run *run, GError **error)
{
  for (guint i = 0; i < run->leaves->len; i++)
    {
      if (i == MAX_CHAINS)
        {
          g_set_error (error, PKI_ERROR, PKI_ERROR_NO_REVOCATION_SOURCE,
                       "OCSP responders answer for each other without end");
          return FALSE;
        }
      if (!serve_chain (run, g_ptr_array_index (run->leaves, i), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pki_collector_collect:
 * @self: a collector
 * @request: whose chain
 * @data: receives all certificates of the chain and an OCSP answer or a CRL for each that needs
 *   one, and the same for the chains of the responders that answered
 * @cancellable: (nullable): a cancellable
 * @error: %PKI_ERROR_REVOKED where one was revoked when it was used, else what kept the last
 * service from helping: each message names the certificate and the address
 *
 * Collects what proves a certificate's validity (EN 319 142-1, 5.4.2.2). All or nothing.
 *
 * Returns: whether everything is there
 */
gboolean
pki_collector_collect (PkiCollector *self,
                       const PkiCollectRequest *request,
                       PkiValidationData *data,
                       GCancellable *cancellable,
                       GError **error)
{
  Run run = {.collector = self, .request = request, .data = data, .cancellable = cancellable};
  gboolean done;

  g_return_val_if_fail (self != NULL && request != NULL && data != NULL, FALSE);

  pki_service_begin (self->service);
  run.leaves = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  run.served = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (run.leaves, pki_certificate_ref (request->leaf));
  done = serve_all (&run, error);
  g_hash_table_unref (run.served);
  g_ptr_array_unref (run.leaves);
  return done;
}

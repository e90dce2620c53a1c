/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-service.h"

#include "pki-chain.h"

/* A signer's, a TSA's and two responders' chains need about ten. */
#define MAX_FETCHES 32
/* Of these, for issuers' certificates: whose addresses they are nobody has vouched for yet. */
#define MAX_ISSUER_FETCHES 8

struct _PkiService {
  PkiFetch *fetch;      /* lent */
  GHashTable *ocsps;    /* address and certificate → PkiOcsp */
  GHashTable *crls;     /* address → PkiCrl */
  GHashTable *issuers;  /* address → GPtrArray of PkiCertificate */
  GHashTable *failures; /* addresses where no issuer was, since the count began */
  guint n_fetches;
  guint n_issuer_fetches;
};

/**
 * pki_service_new:
 * @fetch: the way to the network; lent
 *
 * Starts with nothing asked.
 *
 * Returns: (transfer full): the services
 */
PkiService *
pki_service_new (PkiFetch *fetch)
{
  PkiService *self = g_new0 (PkiService, 1);

  self->fetch = fetch;
  self->ocsps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) pki_ocsp_unref);
  self->crls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) pki_crl_unref);
  self->issuers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_ptr_array_unref);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * pki_service_free:
 * @self: (transfer full) (nullable): the services
 *
 * Frees what they said.
 */
void
pki_service_free (PkiService *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->ocsps);
  g_hash_table_unref (self->crls);
  g_hash_table_unref (self->issuers);
  g_hash_table_unref (self->failures);
  g_free (self);
}

/**
 * pki_service_begin:
 * @self: the services
 *
 * Allows the full number of questions again: for another document.
 */
void
pki_service_begin (PkiService *self)
{
  self->n_fetches = 0;
  self->n_issuer_fetches = 0;
  g_hash_table_remove_all (self->failures);
}

static gboolean
count_fetch (PkiService *self, GError **error)
{
  if (self->n_fetches < MAX_FETCHES)
    {
      self->n_fetches++;
      return TRUE;
    }
  g_set_error (error, PKI_ERROR, PKI_ERROR_NO_REVOCATION_SOURCE,
               "more than %d addresses would have to be asked", MAX_FETCHES);
  return FALSE;
}

static gboolean
count_issuer_fetch (PkiService *self, const char *uri, GError **error)
{
  if (g_hash_table_contains (self->failures, uri))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_NO_ISSUER, "the issuer is not at %s", uri);
      return FALSE;
    }
  if (self->n_issuer_fetches == MAX_ISSUER_FETCHES)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_NO_ISSUER,
                   "more than %d addresses would have to be asked for issuers", MAX_ISSUER_FETCHES);
      return FALSE;
    }
  self->n_issuer_fetches++;
  return count_fetch (self, error);
}

/**
 * pki_service_get_issuers:
 * @self: the services
 * @uri: a caIssuers address out of a certificate
 * @cancellable: (nullable): a cancellable
 * @error: as pki_chain_fetch_issuers(), or %PKI_ERROR_NO_ISSUER after too many, or where there was
 *   none a moment ago
 *
 * Gets what may be an issuer's certificate.
 *
 * Returns: (transfer none) (nullable) (element-type PkiCertificate): at least one certificate
 */
GPtrArray *
pki_service_get_issuers (PkiService *self,
                         const char *uri,
                         GCancellable *cancellable,
                         GError **error)
{
  GPtrArray *list = g_hash_table_lookup (self->issuers, uri);

  if (list != NULL || !count_issuer_fetch (self, uri, error))
    return list;
  list = pki_chain_fetch_issuers (self->fetch, uri, cancellable, error);
  if (list != NULL)
    g_hash_table_insert (self->issuers, g_strdup (uri), list);
  else
    g_hash_table_add (self->failures, g_strdup (uri));
  if (list == NULL)
    g_prefix_error (error, "%s: ", uri);
  return list;
}

/**
 * pki_service_ask:
 * @self: the services
 * @uri: address of a responder
 * @question: whose status, and as of when
 * @cancellable: (nullable): a cancellable
 * @error: as pki_ocsp_fetch(), or %PKI_ERROR_NO_REVOCATION_SOURCE after too many
 *
 * Asks an OCSP responder, unless its last answer still holds.
 *
 * Returns: (transfer none) (nullable): an answer that can be relied on, whatever it says
 */
PkiOcsp *
pki_service_ask (PkiService *self,
                 const char *uri,
                 const PkiStatusQuestion *question,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *key = g_strconcat (uri, " ", pki_certificate_get_sha256 (question->certificate),
                                      NULL);
  PkiOcsp *answer = g_hash_table_lookup (self->ocsps, key);
  PkiStatus status;

  if (answer != NULL && pki_ocsp_check (answer, question, &status, NULL))
    return answer;
  if (!count_fetch (self, error))
    return NULL;
  answer = pki_ocsp_fetch (self->fetch, uri, question, cancellable, error);
  if (answer != NULL)
    g_hash_table_insert (self->ocsps, g_steal_pointer (&key), answer);
  return answer;
}

/**
 * pki_service_look_up:
 * @self: the services
 * @uri: where a list is
 * @question: whose status, and as of when
 * @cancellable: (nullable): a cancellable
 * @error: as pki_crl_fetch() and pki_crl_check(), or %PKI_ERROR_NO_REVOCATION_SOURCE after too many
 *
 * Gets a revocation list, unless the last one still holds for this question.
 *
 * Returns: (transfer none) (nullable): a list that can be relied on, whatever it says
 */
PkiCrl *
pki_service_look_up (PkiService *self,
                     const char *uri,
                     const PkiStatusQuestion *question,
                     GCancellable *cancellable,
                     GError **error)
{
  PkiCrl *crl = g_hash_table_lookup (self->crls, uri);
  PkiStatus status;

  if (crl != NULL && pki_crl_check (crl, question, &status, NULL))
    return crl;
  if (!count_fetch (self, error))
    return NULL;
  crl = pki_crl_fetch (self->fetch, uri, cancellable, error);
  if (crl == NULL)
    return NULL;
  g_hash_table_insert (self->crls, g_strdup (uri), crl);
  return pki_crl_check (crl, question, &status, error) ? crl : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-validation-data.h"

#include "pki-chain.h"

/* Entries that may be looked at in the life of a collection, each of which may cost a signature
 * check: far more than honest documents need, seconds for one that is made to keep us busy. */
#define BUDGET 100000

typedef struct {
  PkiOrigin origin;
  char *uri;
} Origin;

struct _PkiValidationData {
  GPtrArray *certificates;
  GPtrArray *ocsps;
  GPtrArray *crls;
  GHashTable *known;   /* SHA-256 of what is in there */
  GHashTable *origins; /* SHA-256 → Origin */
  guint budget;
};

static void
origin_free (Origin *self)
{
  g_free (self->uri);
  g_free (self);
}

/**
 * pki_validation_data_new:
 *
 * Starts an empty collection.
 *
 * Returns: (transfer full): the collection
 */
PkiValidationData *
pki_validation_data_new (void)
{
  PkiValidationData *self = g_new0 (PkiValidationData, 1);

  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  self->ocsps = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_ocsp_unref);
  self->crls = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_crl_unref);
  self->budget = BUDGET;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) origin_free);
  return self;
}

/**
 * pki_validation_data_free:
 * @self: (transfer full) (nullable): a collection
 *
 * Frees it.
 */
void
pki_validation_data_free (PkiValidationData *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->certificates);
  g_ptr_array_unref (self->ocsps);
  g_ptr_array_unref (self->crls);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->origins);
  g_free (self);
}

static gboolean
is_new (PkiValidationData *self, const char *sha256)
{
  return g_hash_table_add (self->known, g_strdup (sha256));
}

/**
 * pki_validation_data_add_certificate:
 * @self: a collection
 * @certificate: a certificate
 *
 * Adds a certificate, unless it is there already.
 */
void
pki_validation_data_add_certificate (PkiValidationData *self, PkiCertificate *certificate)
{
  if (is_new (self, pki_certificate_get_sha256 (certificate)))
    g_ptr_array_add (self->certificates, pki_certificate_ref (certificate));
}

/**
 * pki_validation_data_add_ocsp:
 * @self: a collection
 * @ocsp: an answer
 *
 * Adds an answer, unless it is there already.
 */
void
pki_validation_data_add_ocsp (PkiValidationData *self, PkiOcsp *ocsp)
{
  if (is_new (self, pki_ocsp_get_sha256 (ocsp)))
    g_ptr_array_add (self->ocsps, pki_ocsp_ref (ocsp));
}

/**
 * pki_validation_data_add_crl:
 * @self: a collection
 * @crl: a list
 *
 * Adds a list, unless it is there already.
 */
void
pki_validation_data_add_crl (PkiValidationData *self, PkiCrl *crl)
{
  if (is_new (self, pki_crl_get_sha256 (crl)))
    g_ptr_array_add (self->crls, pki_crl_ref (crl));
}

/**
 * pki_validation_data_note_origin:
 * @self: a collection
 * @sha256: of an answer or a list
 * @origin: where it came from
 * @uri: (nullable): the address that it was asked for at
 *
 * Notes where something came from, unless that is known already.
 */
void
pki_validation_data_note_origin (PkiValidationData *self,
                                 const char *sha256,
                                 PkiOrigin origin,
                                 const char *uri)
{
  Origin *noted;

  if (g_hash_table_contains (self->origins, sha256))
    return;
  noted = g_new0 (Origin, 1);
  noted->origin = origin;
  noted->uri = g_strdup (uri);
  g_hash_table_insert (self->origins, g_strdup (sha256), noted);
}

/**
 * pki_validation_data_find_origin:
 * @self: a collection
 * @sha256: of an answer or a list
 * @uri: (out) (optional) (nullable) (transfer none): the address that it was asked for at
 *
 * Tells where something came from.
 *
 * Returns: what was noted first, or %PKI_ORIGIN_NONE
 */
PkiOrigin
pki_validation_data_find_origin (PkiValidationData *self, const char *sha256, const char **uri)
{
  const Origin *noted = g_hash_table_lookup (self->origins, sha256);

  if (uri != NULL)
    *uri = noted != NULL ? noted->uri : NULL;
  return noted != NULL ? noted->origin : PKI_ORIGIN_NONE;
}

/**
 * pki_validation_data_merge:
 * @self: a collection
 * @other: another
 * @origin: where everything in the other came from
 *
 * Adds what is not there yet.
 */
void
pki_validation_data_merge (PkiValidationData *self, PkiValidationData *other, PkiOrigin origin)
{
  for (guint i = 0; i < other->certificates->len; i++)
    pki_validation_data_add_certificate (self, g_ptr_array_index (other->certificates, i));
  for (guint i = 0; i < other->ocsps->len; i++)
    {
      PkiOcsp *ocsp = g_ptr_array_index (other->ocsps, i);

      pki_validation_data_add_ocsp (self, ocsp);
      pki_validation_data_note_origin (self, pki_ocsp_get_sha256 (ocsp), origin, NULL);
    }
  for (guint i = 0; i < other->crls->len; i++)
    {
      PkiCrl *crl = g_ptr_array_index (other->crls, i);

      pki_validation_data_add_crl (self, crl);
      pki_validation_data_note_origin (self, pki_crl_get_sha256 (crl), origin, NULL);
    }
}

/**
 * pki_validation_data_get_certificates:
 * @self: a collection
 *
 * Gives the certificates.
 *
 * Returns: (transfer none) (element-type PkiCertificate): in the order of adding
 */
GPtrArray *
pki_validation_data_get_certificates (PkiValidationData *self)
{
  return self->certificates;
}

/**
 * pki_validation_data_get_ocsps:
 * @self: a collection
 *
 * Gives the OCSP answers.
 *
 * Returns: (transfer none) (element-type PkiOcsp): in the order of adding
 */
GPtrArray *
pki_validation_data_get_ocsps (PkiValidationData *self)
{
  return self->ocsps;
}

/**
 * pki_validation_data_get_crls:
 * @self: a collection
 *
 * Gives the revocation lists.
 *
 * Returns: (transfer none) (element-type PkiCrl): in the order of adding
 */
GPtrArray *
pki_validation_data_get_crls (PkiValidationData *self)
{
  return self->crls;
}

/**
 * pki_validation_data_spend:
 * @self: a collection
 * @n: how many entries are to be looked at
 *
 * Counts what is looked at in the life of a collection.
 *
 * Returns: %FALSE where it would be more than honest documents need
 */
gboolean
pki_validation_data_spend (PkiValidationData *self, guint n)
{
  if (n > self->budget)
    return FALSE;
  self->budget -= n;
  return TRUE;
}

/* Of two revocations the earlier one counts, and any revocation before any "good": a list of the
 * time before says nothing about what came later. Of two that say "good" the later one. */
static void
note_status (PkiStatus *worst, gboolean *found, const PkiStatus *status)
{
  gboolean revoked = status->kind == PKI_STATUS_REVOKED || status->kind == PKI_STATUS_ON_HOLD;

  if (status->kind == PKI_STATUS_UNKNOWN)
    return;
  if (!*found || (revoked && (worst->kind == PKI_STATUS_GOOD || status->since < worst->since)) ||
      (!revoked && worst->kind == PKI_STATUS_GOOD && status->next_update > worst->next_update))
    *worst = *status;
  *found = TRUE;
}

/* The worst that is said of a certificate. Answers that are not signed by who may, and the status
 * "unknown", are passed over; after very many questions nothing is said any more. */
static gboolean
find_status (PkiValidationData *self, const PkiStatusQuestion *question, PkiStatus *status)
{
  PkiStatusQuestion full = *question;
  gboolean found = FALSE;
  PkiStatus one;

  g_return_val_if_fail (self != NULL && status != NULL, FALSE);

  if (!pki_validation_data_spend (self, self->ocsps->len + self->crls->len))
    return FALSE;
  if (full.others == NULL)
    full.others = self->certificates;
  for (guint i = 0; i < self->ocsps->len; i++)
    if (pki_ocsp_check (g_ptr_array_index (self->ocsps, i), &full, &one, NULL))
      note_status (status, &found, &one);
  for (guint i = 0; i < self->crls->len; i++)
    if (pki_crl_check (g_ptr_array_index (self->crls, i), &full, &one, NULL))
      note_status (status, &found, &one);
  return found;
}

static gboolean
is_end (const PkiValidationChain *chain, PkiCertificate *certificate)
{
  return pki_certificate_is_self_signed (certificate) ||
         pki_chain_contains (chain->roots, certificate);
}

static gboolean
has_answer (PkiValidationData *self, const PkiStatusQuestion *question, gint64 used)
{
  PkiStatus status;

  return find_status (self, question, &status) && status.next_update >= used;
}

static PkiCertificate *
find_issuer (PkiValidationData *self, const PkiValidationChain *chain, PkiCertificate *certificate)
{
  PkiCertificate *issuer = pki_chain_find_issuer (certificate, chain->others);

  if (!pki_validation_data_spend (self, self->certificates->len))
    return NULL;
  if (issuer == NULL)
    issuer = pki_chain_find_issuer (certificate, self->certificates);
  return issuer != NULL ? issuer : pki_chain_find_issuer (certificate, chain->roots);
}

/**
 * pki_validation_data_is_complete:
 * @self: a collection
 * @chain: whose chain
 *
 * Tells whether there is an answer for every certificate of a chain, up to where it ends: at a
 * root, or at the last issuer that is there.
 *
 * Returns: whether it is complete
 */
gboolean
pki_validation_data_is_complete (PkiValidationData *self, const PkiValidationChain *chain)
{
  PkiCertificate *certificate = chain->leaf;

  for (guint depth = 0; depth < PKI_CHAIN_MAX_DEPTH; depth++)
    {
      PkiStatusQuestion question = {certificate, NULL, PKI_STATUS_ANY_TIME, NULL};

      if (is_end (chain, certificate))
        return TRUE;
      question.issuer = find_issuer (self, chain, certificate);
      if (question.issuer == NULL)
        return depth > 0;
      if (!pki_ocsp_is_nocheck (certificate) && !has_answer (self, &question, chain->used))
        return FALSE;
      certificate = question.issuer;
    }
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-proof.h"

struct _PkiProof {
  gint64 now;
  GHashTable *times; /* SHA-256 → gint64, the earliest */
};

/**
 * pki_proof_new:
 * @now: the moment of judgement, seconds since 1970, UTC
 *
 * Starts with nothing proven: all that is at hand exists now.
 *
 * Returns: (transfer full): the proofs
 */
PkiProof *
pki_proof_new (gint64 now)
{
  PkiProof *self = g_new0 (PkiProof, 1);

  self->now = now;
  self->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * pki_proof_free:
 * @self: (transfer full) (nullable): the proofs
 *
 * Frees them.
 */
void
pki_proof_free (PkiProof *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->times);
  g_free (self);
}

/**
 * pki_proof_add:
 * @self: the proofs
 * @sha256: of a thing
 * @time: when it is known to have existed
 *
 * Notes a proof; the earliest counts.
 */
void
pki_proof_add (PkiProof *self, const char *sha256, gint64 time)
{
  gint64 *known = g_hash_table_lookup (self->times, sha256);

  if (known != NULL)
    *known = MIN (*known, time);
  else
    g_hash_table_insert (self->times, g_strdup (sha256), g_memdup2 (&time, sizeof time));
}

/**
 * pki_proof_add_data:
 * @self: the proofs
 * @data: what a time-stamp is over
 * @time: its time
 *
 * Notes a proof of everything in a collection.
 */
void
pki_proof_add_data (PkiProof *self, PkiValidationData *data, gint64 time)
{
  GPtrArray *certificates = pki_validation_data_get_certificates (data);
  GPtrArray *ocsps = pki_validation_data_get_ocsps (data);
  GPtrArray *crls = pki_validation_data_get_crls (data);

  for (guint i = 0; i < certificates->len; i++)
    pki_proof_add (self, pki_certificate_get_sha256 (g_ptr_array_index (certificates, i)), time);
  for (guint i = 0; i < ocsps->len; i++)
    pki_proof_add (self, pki_ocsp_get_sha256 (g_ptr_array_index (ocsps, i)), time);
  for (guint i = 0; i < crls->len; i++)
    pki_proof_add (self, pki_crl_get_sha256 (g_ptr_array_index (crls, i)), time);
}

/**
 * pki_proof_forget:
 * @self: the proofs
 *
 * Starts again with nothing proven.
 */
void
pki_proof_forget (PkiProof *self)
{
  g_hash_table_remove_all (self->times);
}

/**
 * pki_proof_find:
 * @self: the proofs
 * @sha256: of a thing at hand
 *
 * Tells since when a thing is known to exist.
 *
 * Returns: seconds since 1970, UTC; the moment of judgement where nothing proves it to be older
 */
gint64
pki_proof_find (PkiProof *self, const char *sha256)
{
  const gint64 *known = g_hash_table_lookup (self->times, sha256);

  return known != NULL ? MIN (*known, self->now) : self->now;
}

/**
 * pki_proof_get_now:
 * @self: the proofs
 *
 * Gives the moment of judgement.
 *
 * Returns: seconds since 1970, UTC
 */
gint64
pki_proof_get_now (PkiProof *self)
{
  return self->now;
}

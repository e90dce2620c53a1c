/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-validation-data.h"

G_BEGIN_DECLS

/* Proofs of existence (EN 319 102-1, 5.6.2.3): since when each thing is known to have been there,
 * by time-stamps that are good themselves. What is at hand exists now. Things are named by the
 * SHA-256 of their encoding, lower-case hexadecimal. */
typedef struct _PkiProof PkiProof;

PkiProof *pki_proof_new      (gint64             now);
void      pki_proof_free     (PkiProof          *self);
void      pki_proof_add      (PkiProof          *self,
                              const char        *sha256,
                              gint64             time);
/* All certificates, answers and lists of a collection. */
void      pki_proof_add_data (PkiProof          *self,
                              PkiValidationData *data,
                              gint64             time);
void      pki_proof_forget   (PkiProof          *self);
/* Seconds since 1970, UTC. */
gint64    pki_proof_find     (PkiProof          *self,
                              const char        *sha256);
gint64    pki_proof_get_now  (PkiProof          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiProof, pki_proof_free)

G_END_DECLS

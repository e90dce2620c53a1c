/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-timestamp.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* What an archive-time-stamp-v3 is over (EN 319 122-1, 5.5): the signature itself, and what its
 * index names of all that lies beside it. */
typedef struct {
  PkiValidationData *data;   /* certificates, lists and answers that the index names */
  GPtrArray         *values; /* GBytes: values of unsigned attributes, such as tokens */
} PkiCovered;

PkiCmsCheck pki_hash_index_check (PkiCms       *cms,
                                  PkiTimestamp *token,
                                  GBytes       *content_digest,
                                  PkiCovered   *covered);
void        pki_covered_clear    (PkiCovered   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PkiCovered, pki_covered_clear)

G_END_DECLS

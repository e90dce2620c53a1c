/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-trust.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* Asks issuers' services what is needed to prove a certificate's validity later. What one run of
 * many documents learned is not asked again while it is valid. */
typedef struct _PkiCollector PkiCollector;

typedef struct {
  PkiCertificate *leaf;
  GPtrArray      *others; /* PkiCertificate: what came along; or NULL */
  gint64          now;    /* answers have to be valid now */
  gint64          used;   /* when it was used: a later revocation is recorded, no error */
} PkiCollectRequest;

PkiCollector *pki_collector_new     (PkiFetch                *fetch,
                                     PkiTrust                *roots);
void          pki_collector_free    (PkiCollector            *self);
gboolean      pki_collector_collect (PkiCollector            *self,
                                     const PkiCollectRequest *request,
                                     PkiValidationData       *data,
                                     GCancellable            *cancellable,
                                     GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCollector, pki_collector_free)

G_END_DECLS

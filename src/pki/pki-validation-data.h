/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-crl.h"
#include "pki-ocsp.h"

G_BEGIN_DECLS

/* What proves later that certificates were valid: certificates, OCSP answers and CRLs, each once. */
typedef struct _PkiValidationData PkiValidationData;

PkiValidationData *pki_validation_data_new              (void);
void               pki_validation_data_free             (PkiValidationData       *self);

void               pki_validation_data_add_certificate  (PkiValidationData       *self,
                                                         PkiCertificate          *certificate);
void               pki_validation_data_add_ocsp         (PkiValidationData       *self,
                                                         PkiOcsp                 *ocsp);
void               pki_validation_data_add_crl          (PkiValidationData       *self,
                                                         PkiCrl                  *crl);

/* Where something came from: the first that is noted. */
typedef enum {
  PKI_ORIGIN_NONE,
  PKI_ORIGIN_STORE,     /* "document": the document's security store */
  PKI_ORIGIN_SIGNATURE, /* "signature": it came along with a signature */
  PKI_ORIGIN_ONLINE,    /* "online": it was asked for now */
} PkiOrigin;

void               pki_validation_data_note_origin      (PkiValidationData       *self,
                                                         const char              *sha256,
                                                         PkiOrigin                origin,
                                                         const char              *uri);
PkiOrigin          pki_validation_data_find_origin      (PkiValidationData       *self,
                                                         const char              *sha256,
                                                         const char             **uri);
/* Everything in other that is not there yet, with where it came from. */
void               pki_validation_data_merge            (PkiValidationData       *self,
                                                         PkiValidationData       *other,
                                                         PkiOrigin                origin);

GPtrArray         *pki_validation_data_get_certificates (PkiValidationData       *self);
GPtrArray         *pki_validation_data_get_ocsps        (PkiValidationData       *self); /* PkiOcsp */
GPtrArray         *pki_validation_data_get_crls         (PkiValidationData       *self); /* PkiCrl */

/* Looking at n more entries, each of which may cost a signature check: FALSE when the collection has
 * been looked through more often than honest documents need. */
gboolean           pki_validation_data_spend            (PkiValidationData       *self,
                                                         guint                    n);

/* Is there an answer for every certificate of this chain that needs one? others: what came along
 * with the leaf; roots: where the chain may end besides at what is self-signed. Both may be NULL. */
typedef struct {
  PkiCertificate *leaf;
  GPtrArray      *others;
  GPtrArray      *roots;
  gint64          used;   /* answers that were out of date by then do not count, or
                             PKI_STATUS_ANY_TIME */
} PkiValidationChain;

gboolean           pki_validation_data_is_complete      (PkiValidationData        *self,
                                                         const PkiValidationChain *chain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiValidationData, pki_validation_data_free)

G_END_DECLS

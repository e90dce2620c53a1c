/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* A signer in the office of a certification authority: it puts signatures under certificates,
 * revocation lists and status answers, wherever its key lives. */
typedef struct _PkiIssuer PkiIssuer;

PkiIssuer      *pki_issuer_new             (PkiSigner     *signer,
                                            GCancellable  *cancellable,
                                            GError       **error);
PkiIssuer      *pki_issuer_new_unasked     (PkiSigner *signer);
void            pki_issuer_free            (PkiIssuer *self);
PkiCertificate *pki_issuer_get_certificate (PkiIssuer *self);
GBytes         *pki_issuer_get_algorithm   (PkiIssuer     *self,
                                            GCancellable  *cancellable,
                                            GError       **error);
GBytes         *pki_issuer_complete        (PkiIssuer     *self,
                                            GBytes        *tbs,
                                            GBytes        *tail,
                                            GCancellable  *cancellable,
                                            GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiIssuer, pki_issuer_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* What somebody says to a machine and signs: a detached CMS whose content type is one of its own, so
 * that it can never pass for the signature of a document, whose content is data (EN 319 122-1, 5.1.1),
 * nor the other way round. */
#define PKI_STATEMENT_TYPE "2.25.113586357026017873806660918049897772972.20"

GBytes         *pki_statement_sign  (PkiSigner    *signer,
                                     const char   *text,
                                     GCancellable *cancellable,
                                     GError      **error);
PkiCertificate *pki_statement_check (GBytes      *cms,
                                     const char  *text,
                                     GError     **error);

G_END_DECLS

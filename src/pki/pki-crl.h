/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-fetch.h"
#include "pki-status.h"

G_BEGIN_DECLS

/* A certificate revocation list (RFC 5280, 5). */
typedef struct _PkiCrl PkiCrl;

PkiCrl  *pki_crl_fetch   (PkiFetch                *fetch,
                          const char              *uri,
                          GCancellable            *cancellable,
                          GError                 **error);
PkiCrl  *pki_crl_new     (const void              *data,
                          gsize                    length,
                          GError                 **error); /* DER or PEM */
PkiCrl  *pki_crl_ref     (PkiCrl                  *self);
void     pki_crl_unref   (PkiCrl                  *self);

GBytes  *pki_crl_get_der (PkiCrl                  *self);
const char *pki_crl_get_sha256 (PkiCrl            *self); /* lower-case hex */
/* Does it name only what changed since a complete list (RFC 5280, 5.2.4)? */
gboolean pki_crl_is_delta (PkiCrl                 *self);
/* Was it issued in the name of this certificate's issuer, or of whom it names instead? Cheap, and
 * proves nothing. */
gboolean pki_crl_is_about (PkiCrl                 *self,
                           PkiCertificate         *certificate);
/* Does it cover this certificate, is it signed by its issuer, and valid at the time asked for? */
gboolean pki_crl_check   (PkiCrl                  *self,
                          const PkiStatusQuestion *question,
                          PkiStatus               *status,
                          GError                 **error);
/* The same; signer is lent by the question's others, NULL: the certificate's issuer. */
gboolean pki_crl_check_by (PkiCrl                  *self,
                           const PkiStatusQuestion *question,
                           PkiStatus               *status,
                           PkiCertificate         **signer,
                           GError                 **error);
/* The same for a delta list together with the complete one that it goes on from. */
gboolean pki_crl_check_delta (PkiCrl                  *self,
                              PkiCrl                  *base,
                              const PkiStatusQuestion *question,
                              PkiStatus               *status,
                              GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCrl, pki_crl_unref)

G_END_DECLS

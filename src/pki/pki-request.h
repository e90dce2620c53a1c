/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* Who asks; each may be NULL. Lent. */
typedef struct {
  const char *country;      /* two letters, ISO 3166-1 */
  const char *organisation;
  const char *common_name;
} PkiRequestName;

/* A certification request (PKCS#10, RFC 2986). */
GBytes *pki_request_read      (GBytes               *request,
                               GError              **error);
GBytes *pki_spki_read         (GBytes               *spki,
                               GError              **error);
GBytes *pki_request_make      (PkiSigner            *signer,
                               GBytes               *spki,
                               const PkiRequestName *name,
                               GCancellable         *cancellable,
                               GError              **error);
GBytes *pki_spki_make_canonical (GBytes *spki);
GBytes *pki_spki_digest       (GBytes *spki);

G_END_DECLS

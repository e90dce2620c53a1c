/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"

G_BEGIN_DECLS

/* A certificate that is not good at present. */
typedef struct {
  char  *serial; /* upper-case hex */
  gint64 since;  /* revocationDate */
  int    reason; /* CRLReason (RFC 5280, 5.3.1); 0 is left out, 6 is certificateHold */
  gint64 invalid_since; /* invalidityDate, 0 for none */
} PkiRevoked;

void        pki_revoked_free         (PkiRevoked *revoked);
GBytes *pki_revocation_list_make (PkiIssuer     *issuer,
                                  GPtrArray     *revoked,
                                  gint64         number,
                                  gint64         this_update,
                                  gint64         next_update,
                                  GCancellable  *cancellable,
                                  GError       **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* The answering side of time-stamps (RFC 3161). */
typedef struct {
  PkiSigner *signer;  /* with a time-stamping certificate */
  const char *policy; /* OID under which tokens are given */
  gint64 now;
  gboolean clock_trusted; /* FALSE: each request is refused with timeNotAvailable */
} PkiTimestamper;

GBytes *pki_timestamper_answer (const PkiTimestamper *timestamper,
                                GBytes *request,
                                GCancellable *cancellable,
                                GError **error);
/* What is said while the key or the store is away. */
GBytes *pki_timestamper_fail (void);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-fetch.h"

G_BEGIN_DECLS

/* The real PkiFetch: HTTP and HTTPS by libsoup, synchronous, with time-out (seconds), redirect and
 * size limits; errors told apart as PKI_ERROR_FETCH_*. One per thread. */
PkiFetch *client_fetch_new        (guint timeout);
void      client_fetch_set_memory (PkiFetch   *fetch,
                                   const char *folder);

G_END_DECLS

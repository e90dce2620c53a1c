/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pki-error.h"

G_BEGIN_DECLS

/* The seam between documents and the network: libsoup fills it in `client`, a table in tests. */
typedef struct _PkiFetch PkiFetch;

struct _PkiFetch {
  /* POSTs body with its content type, or GETs where body is NULL; at most limit bytes come back.
   * Fails with PKI_ERROR_FETCH_*. */
  GBytes *(*fetch) (PkiFetch      *self,
                    const char    *uri,
                    const char    *content_type,
                    GBytes        *body,
                    gsize          limit,
                    GCancellable  *cancellable,
                    GError       **error);
  void    (*free)  (PkiFetch *self);
};

void pki_fetch_free (PkiFetch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiFetch, pki_fetch_free)

G_END_DECLS

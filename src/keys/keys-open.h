/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-bundle.h"

G_BEGIN_DECLS

/* A key in a file, of whatever kind that is: PKCS#12, or PEM. All of it is lent. */
typedef struct {
  const char *path;
  const char *certificates; /* PEM or DER, where they are in a file of their own; or NULL */
  const char *password;     /* may be empty; used and not kept */
} KeysSource;

PkiSigner *keys_open                (const KeysSource *source,
                                     GError          **error);
/* A file that cannot be read is locked for all we know. */
gboolean   keys_open_needs_password (const char       *path);
/* The certificate and what there is of its chain, as far as it takes no password. */
GPtrArray *keys_open_peek           (const KeysSource *source);
/* The same key as PKCS#12 under the same password. */
GBytes    *keys_open_as_pkcs12      (const KeysSource *source,
                                     PkiCertificate  **certificate,
                                     GError          **error);

G_END_DECLS

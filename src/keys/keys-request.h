/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-request.h"

G_BEGIN_DECLS

/* Lent. */
typedef struct {
  const char           *kind;     /* as for keys_pkcs12_generate() */
  const char           *password;
  const PkiRequestName *name;     /* or NULL, where the authority knows it */
} KeysNewKey;

/* The request (PKCS#10) for a certificate of a key that is made, PKCS#8 in PEM under the password. */
GBytes *keys_request_new   (const char        *path,
                            const KeysNewKey  *wish,
                            GError           **error);
/* The request for a certificate of a key that has one already. */
GBytes *keys_request_again (const char        *path,
                            const char        *password,
                            GError           **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* What only the token can compute, for OpenSSL, which does the rest: input is a cipher text, or the
 * other's point on the curve (SEC 1, 2.3.3, uncompressed). pkcs1: the padding is the token's to
 * take off. NULL: it could not. */
typedef GBytes *(*KeysTokenProxyFunc) (GBytes   *input,
                                       gboolean  pkcs1,
                                       gpointer  data);

EVP_PKEY *keys_token_proxy_new (EVP_PKEY           *public_key,
                                KeysTokenProxyFunc  compute,
                                gpointer            data);

G_END_DECLS

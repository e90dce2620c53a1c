/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

#include "pki-signer.h"

G_BEGIN_DECLS

/* Keys and certificates as a file gives them, in no order. */
typedef struct {
  GPtrArray *keys;         /* EVP_PKEY */
  GPtrArray *certificates; /* PkiCertificate */
} KeysBundle;

void       keys_bundle_init  (KeysBundle        *self);
void       keys_bundle_clear (KeysBundle        *self);
/* The first key that has its certificate there, with the chain in order; lent by the bundle. */
EVP_PKEY  *keys_bundle_find  (const KeysBundle  *self,
                              GPtrArray        **chain,
                              GError           **error);
PkiSigner *keys_bundle_open  (const KeysBundle  *self,
                              GError           **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeysBundle, keys_bundle_clear)

G_END_DECLS

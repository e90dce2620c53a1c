/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

#include "pki-signer.h"

G_BEGIN_DECLS

/* A private key in this process's memory as signer. Takes the key; the certificates
 * (PkiCertificate, its own first) are shared. */
PkiSigner *keys_key_new          (EVP_PKEY   *key,
                                  GPtrArray  *certificates);
gboolean   keys_key_is_supported (EVP_PKEY   *key);

/* How a key signs. */
typedef struct {
  EVP_PKEY      *key;
  PkiDigestType  digest;
  gboolean       pss;
} KeysKeyUse;

GBytes    *keys_key_dup_algorithm (const KeysKeyUse *use);
gboolean   keys_key_verify        (const KeysKeyUse *use,
                                   GBytes           *tbs,
                                   GBytes           *signature);

G_END_DECLS

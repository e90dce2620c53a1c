/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

#include "keys-session.h"
#include "keys-token.h"

G_BEGIN_DECLS

/* A private key on a token, found and logged in to, as signer. */
typedef struct {
  KeysModules      *modules; /* taken */
  KeysSession      *session; /* taken */
  CK_OBJECT_HANDLE  key;
  GPtrArray        *chain;   /* PkiCertificate, the key's own first; empty with public_key */
  EVP_PKEY         *public_key; /* taken; NULL: it is in the certificate */
} KeysTokenKeyParts;

PkiSigner *keys_token_key_new (const KeysTokenKeyParts *parts,
                               const KeysTokenRequest  *request);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-session.h"
#include "keys-token.h"

G_BEGIN_DECLS

/* A private key on a token, found and logged in to, as signer. */
typedef struct {
  KeysModules      *modules; /* taken */
  KeysSession      *session; /* taken */
  CK_OBJECT_HANDLE  key;
  GPtrArray        *chain;   /* PkiCertificate, the key's own first */
} KeysTokenKeyParts;

PkiSigner *keys_token_key_new (const KeysTokenKeyParts *parts,
                               const KeysTokenRequest  *request);

G_END_DECLS

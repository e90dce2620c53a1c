/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-token.h"

G_BEGIN_DECLS

/* A key that waits on a token for its certificate: made there, and never anywhere else. */
typedef struct _KeysTokenWaiting KeysTokenWaiting;

/* Lent. */
typedef struct {
  const char *kind;    /* "rsa2048", "rsa3072", "p256" or "p384"; NULL: none is made */
  const char *purpose; /* no secret: what is asked for, of whom; another purpose has another key */
} KeysTokenWish;

KeysTokenWaiting *keys_token_waiting_open    (const KeysTokenRequest  *request,
                                              const KeysTokenWish     *wish,
                                              GError                 **error);
/* The key of a certificate on a token, for a further one. */
KeysTokenWaiting *keys_token_waiting_again   (const KeysTokenRequest  *request,
                                              GError                 **error);
/* PKCS#10; lent. */
GBytes           *keys_token_waiting_get_request (KeysTokenWaiting    *self);
gboolean          keys_token_waiting_is_old  (KeysTokenWaiting        *self);
/* Puts the certificates beside it, and tells the address (RFC 7512) of the key's own. */
char             *keys_token_waiting_finish  (KeysTokenWaiting        *self,
                                              GPtrArray               *chain,
                                              GError                 **error);
void              keys_token_waiting_free    (KeysTokenWaiting        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysTokenWaiting, keys_token_waiting_free)

G_END_DECLS

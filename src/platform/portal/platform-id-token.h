/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "platform-key-set.h"

G_BEGIN_DECLS

/* What an ID token has to say; all lent. */
typedef struct {
  const char *issuer;
  const char *client;
  const char *nonce;
  gint64 now;
  gint64 since; /* not 0: that the person has logged in since (auth_time) */
} PlatformIdTokenWanted;

/**
 * PlatformIdTokenResult:
 * @PLATFORM_ID_TOKEN_GOOD: it is in order
 * @PLATFORM_ID_TOKEN_BAD: it is not
 * @PLATFORM_ID_TOKEN_NO_KEY: none of the keys can have signed it; there may be newer ones
 *
 * What became of a token.
 */
typedef enum {
  PLATFORM_ID_TOKEN_GOOD,
  PLATFORM_ID_TOKEN_BAD,
  PLATFORM_ID_TOKEN_NO_KEY,
} PlatformIdTokenResult;

PlatformIdTokenResult platform_id_token_check (const char                   *token,
                                               PlatformKeySet               *keys,
                                               const PlatformIdTokenWanted  *wanted,
                                               JsonObject                  **claims,
                                               const char                  **why);

G_END_DECLS

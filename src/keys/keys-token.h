/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"

G_BEGIN_DECLS

/* Smart cards, USB keys and HSMs: whatever has a PKCS#11 module. */

/**
 * KeysPinState:
 * @KEYS_PIN_OK: nobody mistyped it
 * @KEYS_PIN_COUNT_LOW: it was mistyped since it was last right
 * @KEYS_PIN_FINAL_TRY: one more wrong one locks the token
 * @KEYS_PIN_LOCKED: the token takes none any more
 * @KEYS_PIN_NOT_SET: nobody has set one yet
 */
typedef enum {
  KEYS_PIN_OK,
  KEYS_PIN_COUNT_LOW,
  KEYS_PIN_FINAL_TRY,
  KEYS_PIN_LOCKED,
  KEYS_PIN_NOT_SET,
} KeysPinState;

typedef enum {
  KEYS_TOKEN_KEY_ABSENT,
  KEYS_TOKEN_KEY_PRESENT,
  KEYS_TOKEN_KEY_UNKNOWN, /* keys may be invisible before the login */
} KeysTokenKey;

/* A certificate on a token, or a token without one. */
typedef struct {
  char           *uri;         /* RFC 7512 */
  char           *module;      /* to open it with, or NULL: it is registered */
  char           *token;       /* the token's label */
  char           *model;
  char           *serial;
  char           *label;       /* the certificate's own; may be empty */
  PkiCertificate *certificate; /* NULL: there is none, or none is visible before the login */
  GPtrArray      *chain;       /* PkiCertificate: it and its issuers as far as they show; or NULL */
  KeysTokenKey    key;
  gboolean        signs;       /* FALSE: a certificate to encrypt with only */
  KeysPinState    pin;
  gboolean        pad;         /* the PIN is typed on the device */
  gboolean        needs_login;
} KeysTokenEntry;

GPtrArray *keys_token_list       (const char             *module,
                                  GError                **error);
void       keys_token_entry_free (KeysTokenEntry         *entry);

/* What the one who is asked for a PIN should see. All of it is lent. */
typedef struct {
  const char     *token;
  const char     *serial;
  PkiCertificate *certificate;
  KeysPinState    pin;
  gboolean        pad;         /* say that it is typed on the device, and return "" */
  gboolean        every_time;  /* the key wants it before each signature */
} KeysPinRequest;

/* Gives the PIN, which is wiped and freed with g_free(); NULL to give up, with or without an
 * error. */
typedef char *(*KeysPinFunc) (const KeysPinRequest   *request,
                              gpointer                data,
                              GError                **error);

typedef struct {
  const char  *uri;
  const char  *module; /* or NULL */
  gint64       now;    /* a certificate that may not sign then is refused before the PIN is asked */
  KeysPinFunc  pin;
  gpointer     data;   /* for pin; outlives the signer */
} KeysTokenRequest;

GPtrArray *keys_token_peek       (const KeysTokenRequest *request,
                                  GError                **error);
PkiSigner *keys_token_open       (const KeysTokenRequest *request,
                                  GCancellable           *cancellable,
                                  GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysTokenEntry, keys_token_entry_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <p11-kit/pkcs11.h>

G_BEGIN_DECLS

/* How the token of mock-pkcs11.so behaves: tests that load the module find this as its symbol
 * mock_pkcs11. It really signs, with the key of a PEM file; what is mocked is the refusing.
 * Another process sets it up by environment: MOCK_PKCS11_PEM, MOCK_PKCS11_FLAGS (of the token,
 * hexadecimal), MOCK_PKCS11_FAIL (such as "C_Sign=0x32"), MOCK_PKCS11_LOG (a file that names each
 * login). */
typedef struct {
  const char *pem;           /* the key and its certificates */
  const char *pin;           /* "123456" */
  const char *label;         /* of the key; "authority" */
  guint       tries;         /* left; the token locks at none */
  CK_FLAGS    flags;         /* of CK_TOKEN_INFO, besides those that follow from the rest */
  const char *failing;       /* the function that fails */
  CK_RV       answer;        /* with this */
  gboolean    removed;       /* the slot is empty */
  const char *removed_at;    /* it becomes so when this function is called */
  gboolean    always;        /* CKA_ALWAYS_AUTHENTICATE */
  gboolean    no_key;        /* there is the certificate alone */
  gboolean    wrong_key;     /* it signs something else */
  gboolean    cannot_sign;   /* CKA_SIGN is false */
  const char *lying;         /* the function that tells absurd counts and lengths */
  gulong      delay;         /* microseconds that C_Sign takes */
  guint       n_logins;      /* calls of C_Login */
  guint       n_signatures;
  gboolean    null_pin;      /* the last C_Login came without a PIN */
  guint       n_sessions;    /* open now */
} MockPkcs11;

G_END_DECLS

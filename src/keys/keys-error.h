/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KeysError:
 * @KEYS_ERROR_UNREADABLE: the file cannot be opened
 * @KEYS_ERROR_NOT_KEY_FILE: the file is neither PKCS#12 nor PEM
 * @KEYS_ERROR_PASSWORD: the password is wrong
 * @KEYS_ERROR_NO_KEY: no private key in it
 * @KEYS_ERROR_NO_CERTIFICATE: no certificate for the key
 * @KEYS_ERROR_UNSUPPORTED: an encryption or key type that is not served
 * @KEYS_ERROR_UNPROTECTED: a key in the clear is to be kept, and was given no password
 * @KEYS_ERROR_STORE: the key folder cannot be written
 * @KEYS_ERROR_EXISTS: this certificate is already there
 * @KEYS_ERROR_PIN: the token says that the PIN is wrong
 * @KEYS_ERROR_PIN_LOW: it is wrong, and few tries are left
 * @KEYS_ERROR_PIN_FINAL_TRY: it is wrong, and one try is left
 * @KEYS_ERROR_PIN_LOCKED: too many wrong ones: the token takes none any more
 * @KEYS_ERROR_PIN_FORM: a length or characters that no PIN of this token has
 * @KEYS_ERROR_PIN_EXPIRED: it has to be changed before anything else
 * @KEYS_ERROR_PIN_NOT_SET: nobody has set one yet
 * @KEYS_ERROR_CANCELLED: the person who was to enter the PIN did not, or refused on the device
 * @KEYS_ERROR_TOKEN_REMOVED: pulled out while it was in use
 * @KEYS_ERROR_TOKEN_MISSING: no such token is plugged in
 * @KEYS_ERROR_TOKEN_DEVICE: the device or its driver failed, for no reason that has a name
 * @KEYS_ERROR_TOKEN_SESSION: it forgot that the PIN was given
 * @KEYS_ERROR_TOKEN_BUSY: another program, or another of its users, holds it
 * @KEYS_ERROR_TOKEN_NO_CERTIFICATE: no certificate on it that was asked for
 * @KEYS_ERROR_TOKEN_SEVERAL: several that the address fits
 * @KEYS_ERROR_TOKEN_NO_KEY: no private key belongs to the certificate
 * @KEYS_ERROR_TOKEN_MECHANISM: the key does not sign in this way
 * @KEYS_ERROR_TOKEN_MISMATCH: its signature does not fit the certificate
 * @KEYS_ERROR_TOKEN_URI: no address of a certificate on a token (RFC 7512)
 * @KEYS_ERROR_MODULE: the driver, a PKCS#11 module, cannot be loaded or is misbehaving
 */
typedef enum {
  KEYS_ERROR_UNREADABLE,
  KEYS_ERROR_NOT_KEY_FILE,
  KEYS_ERROR_PASSWORD,
  KEYS_ERROR_NO_KEY,
  KEYS_ERROR_NO_CERTIFICATE,
  KEYS_ERROR_UNSUPPORTED,
  KEYS_ERROR_UNPROTECTED,
  KEYS_ERROR_STORE,
  KEYS_ERROR_EXISTS,
  KEYS_ERROR_PIN,
  KEYS_ERROR_PIN_LOW,
  KEYS_ERROR_PIN_FINAL_TRY,
  KEYS_ERROR_PIN_LOCKED,
  KEYS_ERROR_PIN_FORM,
  KEYS_ERROR_PIN_EXPIRED,
  KEYS_ERROR_PIN_NOT_SET,
  KEYS_ERROR_CANCELLED,
  KEYS_ERROR_TOKEN_REMOVED,
  KEYS_ERROR_TOKEN_MISSING,
  KEYS_ERROR_TOKEN_DEVICE,
  KEYS_ERROR_TOKEN_SESSION,
  KEYS_ERROR_TOKEN_BUSY,
  KEYS_ERROR_TOKEN_NO_CERTIFICATE,
  KEYS_ERROR_TOKEN_SEVERAL,
  KEYS_ERROR_TOKEN_NO_KEY,
  KEYS_ERROR_TOKEN_MECHANISM,
  KEYS_ERROR_TOKEN_MISMATCH,
  KEYS_ERROR_TOKEN_URI,
  KEYS_ERROR_MODULE,
  KEYS_N_ERRORS
} KeysError;

#define KEYS_ERROR (keys_error_quark ())

GQuark   keys_error_quark   (void);
gboolean keys_error_explain (int          code,
                             const char **what,
                             const char **why,
                             const char **remedy);

G_END_DECLS

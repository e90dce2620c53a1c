/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KeysError:
 * @KEYS_ERROR_UNREADABLE: the file cannot be opened
 * @KEYS_ERROR_NOT_KEY_FILE: the file is no PKCS#12
 * @KEYS_ERROR_PASSWORD: the password is wrong
 * @KEYS_ERROR_NO_KEY: no private key in it
 * @KEYS_ERROR_NO_CERTIFICATE: no certificate for the key
 * @KEYS_ERROR_UNSUPPORTED: an encryption or key type that is not served
 * @KEYS_ERROR_STORE: the key folder cannot be written
 * @KEYS_ERROR_EXISTS: this certificate is already there
 */
typedef enum {
  KEYS_ERROR_UNREADABLE,
  KEYS_ERROR_NOT_KEY_FILE,
  KEYS_ERROR_PASSWORD,
  KEYS_ERROR_NO_KEY,
  KEYS_ERROR_NO_CERTIFICATE,
  KEYS_ERROR_UNSUPPORTED,
  KEYS_ERROR_STORE,
  KEYS_ERROR_EXISTS,
  KEYS_N_ERRORS
} KeysError;

#define KEYS_ERROR (keys_error_quark ())

GQuark   keys_error_quark   (void);
gboolean keys_error_explain (int          code,
                             const char **what,
                             const char **why,
                             const char **remedy);

G_END_DECLS

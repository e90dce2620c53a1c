/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-process.h"

#include <openssl/crypto.h>

/**
 * pki_process_init:
 *
 * For a program that does its work and ends, before anything else of this layer: OpenSSL is not to
 * tidy up at the end. Taking its tables apart costs half as much as verifying a signature; keys are
 * wiped by those who free them.
 */
void
pki_process_init (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A public key as JSON Web Keys have it (RFC 7517, 7518), for signatures of three kinds and no
 * other: what a token says of its own algorithm chooses among them, and nothing else does. */
typedef struct _PkiJoseKey PkiJoseKey;

/**
 * PkiJoseAlgorithm:
 * @PKI_JOSE_NONE: none that is taken: "none", keyed hashes and all the rest
 * @PKI_JOSE_RS256: RSASSA-PKCS1-v1_5 with SHA-256
 * @PKI_JOSE_PS256: RSASSA-PSS with SHA-256, and as many bytes of salt
 * @PKI_JOSE_ES256: ECDSA on P-256 with SHA-256
 *
 * How a token is signed (RFC 7518, 3.1).
 */
typedef enum {
  PKI_JOSE_NONE,
  PKI_JOSE_RS256,
  PKI_JOSE_PS256,
  PKI_JOSE_ES256,
} PkiJoseAlgorithm;

PkiJoseAlgorithm pki_jose_algorithm_find (const char *name);
char            *pki_jose_encode         (const void *data,
                                          gsize       length);
GBytes          *pki_jose_decode         (const char *text,
                                          gsize       length);
PkiJoseKey      *pki_jose_key_new_rsa    (GBytes     *modulus,
                                          GBytes     *exponent);
PkiJoseKey      *pki_jose_key_new_p256   (GBytes     *x,
                                          GBytes     *y);
void             pki_jose_key_free       (PkiJoseKey *self);
gboolean         pki_jose_key_is_for     (PkiJoseKey      *self,
                                          PkiJoseAlgorithm algorithm);
gboolean         pki_jose_key_verify     (PkiJoseKey      *self,
                                          PkiJoseAlgorithm algorithm,
                                          GBytes          *text,
                                          GBytes          *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiJoseKey, pki_jose_key_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  PKI_DIGEST_NONE,
  PKI_DIGEST_MD5,  /* read only: never written */
  PKI_DIGEST_SHA1, /* the same */
  PKI_DIGEST_SHA256,
  PKI_DIGEST_SHA384,
  PKI_DIGEST_SHA512,
  PKI_DIGEST_SHAKE256, /* of 512 bits, for Ed448 alone (RFC 8419) */
  PKI_DIGEST_RIPEMD160, /* from here on: read only */
  PKI_DIGEST_SHA224,
  PKI_DIGEST_SHA512_256,
  PKI_DIGEST_SHA3_224,
  PKI_DIGEST_SHA3_256,
  PKI_DIGEST_SHA3_384,
  PKI_DIGEST_SHA3_512,
  PKI_N_DIGESTS
} PkiDigestType;

typedef struct _PkiDigest PkiDigest;

PkiDigest    *pki_digest_new       (PkiDigestType  type);
PkiDigest    *pki_digest_copy      (PkiDigest     *self);
void          pki_digest_update    (PkiDigest     *self,
                                    const void    *data,
                                    gsize          length);
GBytes       *pki_digest_finish    (PkiDigest     *self);
GBytes       *pki_digest_bytes     (PkiDigestType  type,
                                    const void    *data,
                                    gsize          length);
void          pki_digest_free      (PkiDigest     *self);
gsize         pki_digest_get_size  (PkiDigestType  type);
const char   *pki_digest_get_name  (PkiDigestType  type); /* "sha256" */
PkiDigestType pki_digest_from_name (const char    *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiDigest, pki_digest_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-digest.h"

#include <openssl/evp.h>

#include "pki-openssl.h"

struct _PkiDigest {
  EVP_MD_CTX *context;
};

static const struct {
  const char *name;
  const EVP_MD *(*md) (void);
} digests[] = {
    [PKI_DIGEST_SHA1] = {"sha1", EVP_sha1},
    [PKI_DIGEST_SHA256] = {"sha256", EVP_sha256},
    [PKI_DIGEST_SHA384] = {"sha384", EVP_sha384},
    [PKI_DIGEST_SHA512] = {"sha512", EVP_sha512},
};

const EVP_MD *
pki_digest_get_md (PkiDigestType type)
{
  if (type <= PKI_DIGEST_NONE || type >= G_N_ELEMENTS (digests))
    return NULL;
  return digests[type].md ();
}

PkiDigestType
pki_digest_from_nid (int nid)
{
  for (guint i = PKI_DIGEST_SHA1; i < G_N_ELEMENTS (digests); i++)
    if (EVP_MD_get_type (digests[i].md ()) == nid)
      return i;
  return PKI_DIGEST_NONE;
}

/**
 * pki_digest_bytes:
 * @type: which digest
 * @data: what to hash
 * @length: its length in bytes
 *
 * Hashes bytes at once.
 *
 * Returns: (transfer full): the hash
 */
GBytes *
pki_digest_bytes (PkiDigestType type, const void *data, gsize length)
{
  g_autoptr (PkiDigest) digest = pki_digest_new (type);

  pki_digest_update (digest, data, length);
  return pki_digest_finish (digest);
}

/**
 * pki_digest_new:
 * @type: any but %PKI_DIGEST_NONE
 *
 * Starts a digest.
 *
 * Returns: (transfer full): a digest to feed
 */
PkiDigest *
pki_digest_new (PkiDigestType type)
{
  PkiDigest *self;

  g_return_val_if_fail (pki_digest_get_md (type) != NULL, NULL);

  self = g_new0 (PkiDigest, 1);
  self->context = EVP_MD_CTX_new ();
  if (EVP_DigestInit_ex (self->context, pki_digest_get_md (type), NULL) != 1)
    g_error ("OpenSSL does not offer %s", digests[type].name);
  return self;
}

/**
 * pki_digest_copy:
 * @self: a digest, not finished
 *
 * Copies a digest with all it was fed so far.
 *
 * Returns: (transfer full): another digest in the same state
 */
PkiDigest *
pki_digest_copy (PkiDigest *self)
{
  PkiDigest *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (PkiDigest, 1);
  copy->context = EVP_MD_CTX_new ();
  EVP_MD_CTX_copy_ex (copy->context, self->context);
  return copy;
}

/**
 * pki_digest_update:
 * @self: a digest, not finished
 * @data: bytes to add
 * @length: how many
 *
 * Feeds bytes.
 */
void
pki_digest_update (PkiDigest *self, const void *data, gsize length)
{
  g_return_if_fail (self != NULL);

  EVP_DigestUpdate (self->context, data, length);
}

/**
 * pki_digest_finish:
 * @self: a digest, not finished; only good to be freed afterwards
 *
 * Ends the digest.
 *
 * Returns: (transfer full): its value
 */
GBytes *
pki_digest_finish (PkiDigest *self)
{
  guint8 value[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  g_return_val_if_fail (self != NULL, NULL);

  EVP_DigestFinal_ex (self->context, value, &length);
  return g_bytes_new (value, length);
}

/**
 * pki_digest_free:
 * @self: (transfer full) (nullable): a digest
 *
 * Frees a digest, finished or not.
 */
void
pki_digest_free (PkiDigest *self)
{
  if (self == NULL)
    return;
  EVP_MD_CTX_free (self->context);
  g_free (self);
}

/**
 * pki_digest_get_name:
 * @type: a digest
 *
 * Gives the name as the command line spells it.
 *
 * Returns: (nullable): "sha256" and the like, or %NULL for %PKI_DIGEST_NONE
 */
const char *
pki_digest_get_name (PkiDigestType type)
{
  return pki_digest_get_md (type) != NULL ? digests[type].name : NULL;
}

/**
 * pki_digest_from_name:
 * @name: "sha256" and the like
 *
 * Finds a digest by name, whatever the case.
 *
 * Returns: the digest, or %PKI_DIGEST_NONE
 */
PkiDigestType
pki_digest_from_name (const char *name)
{
  for (guint i = PKI_DIGEST_SHA1; name != NULL && i < G_N_ELEMENTS (digests); i++)
    if (g_ascii_strcasecmp (name, digests[i].name) == 0)
      return i;
  return PKI_DIGEST_NONE;
}

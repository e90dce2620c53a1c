/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "pki-openssl.h"

/* RFC 8419, 3.1: SHAKE256 gives as much as one asks for; a signature wants 512 bits. */
#define SHAKE256_SIZE 64
#define SHAKE256_LEN "2.16.840.1.101.3.4.2.18"

struct _PkiDigest {
  PkiDigestType type;
  EVP_MD_CTX *context;
};

static const struct {
  const char *name;
  const EVP_MD *(*md) (void);
} digests[] = {
    [PKI_DIGEST_MD5] = {"md5", EVP_md5},
    [PKI_DIGEST_SHA1] = {"sha1", EVP_sha1},
    [PKI_DIGEST_SHA256] = {"sha256", EVP_sha256},
    [PKI_DIGEST_SHA384] = {"sha384", EVP_sha384},
    [PKI_DIGEST_SHA512] = {"sha512", EVP_sha512},
    [PKI_DIGEST_SHAKE256] = {"shake256", EVP_shake256},
    [PKI_DIGEST_RIPEMD160] = {"ripemd160", EVP_ripemd160},
    [PKI_DIGEST_SHA224] = {"sha224", EVP_sha224},
    [PKI_DIGEST_SHA512_256] = {"sha512-256", EVP_sha512_256},
    [PKI_DIGEST_SHA3_224] = {"sha3-224", EVP_sha3_224},
    [PKI_DIGEST_SHA3_256] = {"sha3-256", EVP_sha3_256},
    [PKI_DIGEST_SHA3_384] = {"sha3-384", EVP_sha3_384},
    [PKI_DIGEST_SHA3_512] = {"sha3-512", EVP_sha3_512},
};

/**
 * pki_digest_get_md:
 * @type: a digest
 *
 * Returns: (transfer none) (nullable): OpenSSL's form, or %NULL for none
 */
const EVP_MD *
pki_digest_get_md (PkiDigestType type)
{
  if (type <= PKI_DIGEST_NONE || type >= G_N_ELEMENTS (digests))
    return NULL;
  return digests[type].md ();
}

/* Where OpenSSL is held to FIPS 140 it has fewer. */
static gboolean
is_offered (int nid)
{
  EVP_MD *md = EVP_MD_fetch (NULL, OBJ_nid2sn (nid), NULL);

  EVP_MD_free (md);
  ERR_clear_error ();
  return md != NULL;
}

/**
 * pki_digest_from_nid:
 * @nid: OpenSSL's number of a digest
 *
 * Returns: the digest, or %PKI_DIGEST_NONE where it is unknown or not offered here
 */
PkiDigestType
pki_digest_from_nid (int nid)
{
  for (guint i = PKI_DIGEST_MD5; i < PKI_N_DIGESTS; i++)
    if (i != PKI_DIGEST_SHAKE256 && EVP_MD_get_type (digests[i].md ()) == nid)
      return (i >= PKI_DIGEST_SHA1 && i <= PKI_DIGEST_SHA512) || is_offered (nid) ? i
                                                                                  : PKI_DIGEST_NONE;
  return PKI_DIGEST_NONE;
}

/**
 * pki_digest_from_algorithm:
 * @algorithm: an AlgorithmIdentifier
 *
 * Reads a digest. id-shake256-len names its length (RFC 8419, 2.3), id-shake256 has one of 512 bits
 * in a CMS (RFC 8702, 3.1).
 *
 * Returns: the digest, or %PKI_DIGEST_NONE
 */
PkiDigestType
pki_digest_from_algorithm (const X509_ALGOR *algorithm)
{
  g_autoptr (ASN1_OBJECT) with_length = OBJ_txt2obj (SHAKE256_LEN, 1);
  const ASN1_OBJECT *object;
  const void *value;
  int type;

  X509_ALGOR_get0 (&object, &type, &value, algorithm);
  if (OBJ_obj2nid (object) == NID_shake256 && (type == V_ASN1_UNDEF || type == V_ASN1_NULL))
    return PKI_DIGEST_SHAKE256;
  if (OBJ_cmp (object, with_length) == 0)
    return type == V_ASN1_INTEGER && ASN1_INTEGER_get (value) == 8 * SHAKE256_SIZE
               ? PKI_DIGEST_SHAKE256
               : PKI_DIGEST_NONE;
  return pki_digest_from_nid (OBJ_obj2nid (object));
}

/**
 * pki_digest_set_algorithm:
 * @type: a digest
 * @algorithm: what is to name it
 *
 * Writes what pki_digest_from_algorithm() reads.
 *
 * Returns: %FALSE where memory is short
 */
gboolean
pki_digest_set_algorithm (PkiDigestType type, X509_ALGOR *algorithm)
{
  ASN1_INTEGER *bits;

  if (type != PKI_DIGEST_SHAKE256)
    {
      X509_ALGOR_set_md (algorithm, pki_digest_get_md (type));
      return TRUE;
    }
  bits = ASN1_INTEGER_new ();
  return ASN1_INTEGER_set (bits, 8 * SHAKE256_SIZE) == 1 &&
         X509_ALGOR_set0 (algorithm, OBJ_txt2obj (SHAKE256_LEN, 1), V_ASN1_INTEGER, bits) == 1;
}

/**
 * pki_digest_get_size:
 * @type: any but %PKI_DIGEST_NONE
 *
 * Tells how long a digest's values are.
 *
 * Returns: bytes
 */
gsize
pki_digest_get_size (PkiDigestType type)
{
  g_return_val_if_fail (pki_digest_get_md (type) != NULL, 0);

  return type == PKI_DIGEST_SHAKE256 ? SHAKE256_SIZE
                                     : (gsize) EVP_MD_get_size (pki_digest_get_md (type));
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
  self->type = type;
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
  copy->type = self->type;
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
  gsize size;

  g_return_val_if_fail (self != NULL, NULL);

  size = pki_digest_get_size (self->type);
  if (self->type == PKI_DIGEST_SHAKE256)
    EVP_DigestFinalXOF (self->context, value, size);
  else
    EVP_DigestFinal_ex (self->context, value, NULL);
  return g_bytes_new (value, size);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-algorithm.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/rsa.h>

#include "pki-algorithm-private.h"
#include "pki-openssl.h"

/* Midnight UTC at the start of these days. */
#define DAY_2004_08_17 G_GINT64_CONSTANT (1092700800)
#define DAY_2005_08_01 G_GINT64_CONSTANT (1122854400)
#define DAY_2009_08_01 G_GINT64_CONSTANT (1249084800)
#define DAY_2010_08_01 G_GINT64_CONSTANT (1280620800)
#define DAY_2013_02_01 G_GINT64_CONSTANT (1359676800)
#define DAY_2014_08_01 G_GINT64_CONSTANT (1406851200)
#define DAY_2016_02_01 G_GINT64_CONSTANT (1454284800)
#define DAY_2019_10_01 G_GINT64_CONSTANT (1569888000)
#define DAY_2029_01_01 G_GINT64_CONSTANT (1861920000)

/* MD2 and MD4 were given up before there were lists; the day stands for the collisions of Wang et
 * al. MD5: ETSI TS 102 176-1 V1.1.1 and later no longer has it. SHA-1: TS 102 176-1 V2.0.0 and
 * later; SOG-IS Agreed Cryptographic Mechanisms 1.0 and later do not have it for signatures.
 * RIPEMD-160: TS 119 312 V1.1.1. SHA-224, a "legacy" mechanism: TS 119 312 V1.5.1. */
static const struct {
  int nid;
  PkiAlgorithmEnd end;
} digests[] = {
    {NID_md2, {DAY_2004_08_17, "MD2"}},        {NID_md4, {DAY_2004_08_17, "MD4"}},
    {NID_md5, {DAY_2005_08_01, "MD5"}},        {NID_sha1, {DAY_2009_08_01, "SHA-1"}},
    {NID_mdc2, {DAY_2004_08_17, "MDC-2"}},     {NID_ripemd160, {DAY_2014_08_01, "RIPEMD-160"}},
    {NID_sha224, {DAY_2029_01_01, "SHA-224"}},
};

/* Keys of fewer bits than this end then: TS 102 176-1 V2.1.1 for the smallest, TS 119 312 V1.3.1
 * and SOG-IS 1.2 (modulus of at least 1900 bits), TS 119 312 V1.5.1 (1900 to 2999 bits are
 * "legacy"; its last day is 2028-12-31). Curves: TS 102 176-1 V2.1.1. */
typedef struct {
  int bits;
  gint64 until;
} Size;

static const Size rsa_sizes[] = {
    {1024, DAY_2010_08_01}, {1900, DAY_2019_10_01}, {3000, DAY_2029_01_01}};
static const Size dsa_sizes[] = {{2048, DAY_2016_02_01}, {3000, DAY_2029_01_01}};
static const Size curve_sizes[] = {{224, DAY_2013_02_01}, {256, DAY_2016_02_01}};

static const PkiAlgorithmEnd no_end = {G_MAXINT64, NULL};

/**
 * pki_algorithm_end_first:
 * @a: an end
 * @b: another
 *
 * Compares ends.
 *
 * Returns: the one that comes first
 */
PkiAlgorithmEnd
pki_algorithm_end_first (PkiAlgorithmEnd a, PkiAlgorithmEnd b)
{
  return b.until < a.until ? b : a;
}

static PkiAlgorithmEnd
end_of_digest_nid (int nid)
{
  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    if (digests[i].nid == nid)
      return digests[i].end;
  return no_end;
}

/**
 * pki_algorithm_end_of_digest:
 * @digest: a digest
 *
 * Tells until when a digest was strong enough for signatures.
 *
 * Returns: its end
 */
PkiAlgorithmEnd
pki_algorithm_end_of_digest (PkiDigestType digest)
{
  const EVP_MD *md = pki_digest_get_md (digest);

  return md != NULL ? end_of_digest_nid (EVP_MD_get_type (md)) : no_end;
}

static PkiAlgorithmEnd
end_of_size (const Size *sizes, guint n, int bits, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (bits < sizes[i].bits)
      return (PkiAlgorithmEnd){sizes[i].until, name};
  return no_end;
}

/**
 * pki_algorithm_end_of_key:
 * @certificate: a certificate
 *
 * Tells until when a key of this kind and size was strong enough.
 *
 * Returns: its end, with the name that the certificate's key type has; lent by @certificate
 */
PkiAlgorithmEnd
pki_algorithm_end_of_key (PkiCertificate *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (pki_certificate_get_x509 (certificate));
  const char *name = pki_certificate_get_key_type (certificate);
  int bits = key != NULL ? EVP_PKEY_get_bits (key) : 0;

  if (key == NULL)
    return no_end;
  if (EVP_PKEY_is_a (key, "RSA") || EVP_PKEY_is_a (key, "RSA-PSS"))
    return end_of_size (rsa_sizes, G_N_ELEMENTS (rsa_sizes), bits, name);
  if (EVP_PKEY_is_a (key, "DSA"))
    return end_of_size (dsa_sizes, G_N_ELEMENTS (dsa_sizes), bits, name);
  if (EVP_PKEY_is_a (key, "EC"))
    return end_of_size (curve_sizes, G_N_ELEMENTS (curve_sizes), bits, name);
  return no_end;
}

/**
 * pki_algorithm_end_of_certificate:
 * @certificate: a certificate
 *
 * Tells until when the digest was strong enough that its issuer's signature is over.
 *
 * Returns: its end
 */
PkiAlgorithmEnd
pki_algorithm_end_of_certificate (PkiCertificate *certificate)
{
  int digest = NID_undef;

  X509_get_signature_info (pki_certificate_get_x509 (certificate), &digest, NULL, NULL, NULL);
  ERR_clear_error ();
  return end_of_digest_nid (digest);
}

/* RFC 4055, 3.1: the digest of RSASSA-PSS is among its parameters, SHA-1 where none is named. */
static int
read_pss_digest (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object = NULL;
  const void *value = NULL;
  int type = V_ASN1_UNDEF;
  int nid = NID_sha1;
  RSA_PSS_PARAMS *params = NULL;

  X509_ALGOR_get0 (NULL, &type, &value, algorithm);
  if (type == V_ASN1_SEQUENCE)
    params = ASN1_item_unpack (value, ASN1_ITEM_rptr (RSA_PSS_PARAMS));
  if (params != NULL && params->hashAlgorithm != NULL)
    {
      X509_ALGOR_get0 (&object, NULL, NULL, params->hashAlgorithm);
      nid = OBJ_obj2nid (object);
    }
  RSA_PSS_PARAMS_free (params);
  ERR_clear_error ();
  return nid;
}

static PkiAlgorithmEnd
end_of_signature (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object = NULL;
  int digest = NID_undef;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  if (OBJ_obj2nid (object) == NID_rsassaPss)
    digest = read_pss_digest (algorithm);
  else
    OBJ_find_sigid_algs (OBJ_obj2nid (object), &digest, NULL);
  ERR_clear_error ();
  return end_of_digest_nid (digest);
}

/**
 * pki_algorithm_end_of_ocsp:
 * @ocsp: an answer
 *
 * Tells until when the digest was strong enough that the answer's signature is over.
 *
 * Returns: its end
 */
PkiAlgorithmEnd
pki_algorithm_end_of_ocsp (PkiOcsp *ocsp)
{
  return end_of_signature (pki_ocsp_get_signature_algorithm (ocsp));
}

/**
 * pki_algorithm_end_of_crl:
 * @crl: a list
 *
 * Tells until when the digest was strong enough that the list's signature is over.
 *
 * Returns: its end
 */
PkiAlgorithmEnd
pki_algorithm_end_of_crl (PkiCrl *crl)
{
  return end_of_signature (pki_crl_get_signature_algorithm (crl));
}

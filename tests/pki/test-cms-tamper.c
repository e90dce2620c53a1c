/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <string.h>

#include "pki-cms.h"
#include "pki-der.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "support-ca.h"
#include "support-clock.h"

#define FLAGS (CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL)

static const char content[] = "合同 contract 42";
static SupportCa *ca;
static SupportIdentity *signer;
static GBytes *content_digest;
static PkiCertificatePool *pool;

/* Whether its certificates were met before says nothing about a CMS. */
static PkiCmsCheck
check_both (PkiCms *cms, PkiCms *pooled)
{
  PkiCmsCheck check = pki_cms_check (cms, content_digest);
  GPtrArray *certificates = pki_cms_get_certificates (cms);
  GPtrArray *others = pki_cms_get_certificates (pooled);

  g_assert_cmpuint (pki_cms_get_size (pooled), ==, pki_cms_get_size (cms));
  g_assert_cmpint (pki_cms_get_digest (pooled), ==, pki_cms_get_digest (cms));
  g_assert_cmpuint (others->len, ==, certificates->len);
  for (guint i = 0; i < certificates->len; i++)
    g_assert_cmpstr (pki_certificate_get_sha256 (g_ptr_array_index (others, i)), ==,
                     pki_certificate_get_sha256 (g_ptr_array_index (certificates, i)));
  g_assert_true ((pki_cms_get_signer (pooled) != NULL) == (pki_cms_get_signer (cms) != NULL));
  g_assert_cmpint (pki_cms_check (pooled, content_digest), ==, check);
  return check;
}

static PkiCmsCheck
check_bytes (const void *data, gsize length)
{
  g_autoptr (PkiCms) cms = pki_cms_new (data, length, NULL);
  g_autoptr (PkiCms) pooled = pki_cms_new_pooled (data, length, pool, NULL);

  g_assert_true ((pooled != NULL) == (cms != NULL));
  return cms != NULL ? check_both (cms, pooled) : PKI_CMS_MALFORMED;
}

/* A CMS by OpenSSL itself, for the forms that the builder never makes. */
typedef struct {
  CMS_ContentInfo *cms;
  CMS_SignerInfo *si;
} Foreign;

static Foreign
foreign_begin (SupportIdentity *identity, unsigned int flags, const EVP_MD *md)
{
  Foreign foreign = {.cms = CMS_sign (NULL, NULL, NULL, NULL, FLAGS | flags)};

  foreign.si = CMS_add1_signer (foreign.cms, identity->x509, identity->key, md, FLAGS | flags);
  g_assert_nonnull (foreign.si);
  return foreign;
}

static GBytes *
foreign_end (Foreign *foreign, unsigned int flags)
{
  BIO *bio = BIO_new_mem_buf (content, sizeof content);
  BIO *out = BIO_new (BIO_s_mem ());
  char *data;
  long length;
  GBytes *bytes;

  if (flags & CMS_STREAM)
    g_assert_cmpint (i2d_CMS_bio_stream (out, foreign->cms, bio, (int) (FLAGS | flags)), ==, 1);
  else
    {
      g_assert_cmpint (CMS_final (foreign->cms, bio, NULL, FLAGS | flags), ==, 1);
      g_assert_cmpint (i2d_CMS_bio (out, foreign->cms), ==, 1);
    }
  length = BIO_get_mem_data (out, &data);
  bytes = g_bytes_new (data, length);
  BIO_free (bio);
  BIO_free (out);
  CMS_ContentInfo_free (foreign->cms);
  return bytes;
}

static GBytes *
make_good (void)
{
  g_autoptr (PkiSigner) key = support_identity_new_signer (signer);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = content_digest};

  return pki_cms_sign (key, &request, NULL, NULL);
}

/* The signed attributes as a range of the DER: SignerInfo's [0], found by the attribute it starts
 * with in our own order: contentType. */
static gsize
find_signed_attrs (const guint8 *der, gsize size, PkiDer *set)
{
  /* [0], length on one or two octets, SEQUENCE { OID 1.2.840.113549.1.9.3 } */
  static const guint8 content_type[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                        0xf7, 0x0d, 0x01, 0x09, 0x03};
  const guint8 *found = memmem (der, size, content_type, sizeof content_type);

  for (const guint8 *p = found; p > der; p--)
    {
      const guint8 *cursor = p;

      if (*p == 0xa0 && pki_der_next (&cursor, der + size, set) && set->content == found - 2)
        return p - der;
    }
  g_assert_not_reached ();
}

static gboolean
is_within (const guint8 *p, const void *start, gsize size)
{
  return p >= (const guint8 *) start && p < (const guint8 *) start + size;
}

static gboolean
is_inside (const guint8 *p, const guint8 *der, gsize size, GBytes *part)
{
  gsize length;
  const void *needle = g_bytes_get_data (part, &length);
  const void *found = memmem (der, size, needle, length);

  g_assert_nonnull (found);
  return is_within (p, found, length);
}

/* Every bit of every byte turned. The signer's certificate, all signed attributes and the value
 * must not survive it. Outside of them lie the issuer's certificate, which the chain's own check
 * judges, two version numbers, the list of digests, and the letter case of the issuer's name, none
 * of which says anything that the signature does not say again. */
static void
test_every_bit (void)
{
  g_autoptr (GBytes) good = make_good ();
  gsize size;
  const guint8 *der = g_bytes_get_data (good, &size);
  g_autofree guint8 *copy = g_memdup2 (der, size);
  g_autoptr (PkiCms) cms = pki_cms_new (der, size, NULL);
  GBytes *issuer = pki_certificate_get_der (g_ptr_array_index (signer->chain, 1));
  guint harmless = 0;
  PkiDer set;

  find_signed_attrs (der, size, &set);
  for (gsize i = 0; i < size; i++)
    for (int bit = 0; bit < 8; bit++)
      {
        copy[i] ^= 1 << bit;
        if (check_bytes (copy, size) == PKI_CMS_INTACT)
          {
            harmless += is_inside (der + i, der, size, issuer) ? 0 : 1;
            g_assert_false (is_within (der + i, set.start, set.size));
            g_assert_false (
                is_inside (der + i, der, size, pki_certificate_get_der (signer->chain->pdata[0])));
            g_assert_false (is_inside (der + i, der, size, pki_cms_get_signature (cms)));
          }
        copy[i] ^= 1 << bit;
      }
  g_assert_cmpint (check_bytes (copy, size), ==, PKI_CMS_INTACT);
  g_assert_cmpuint (harmless, <, 128);
}

static void
test_random (void)
{
  g_autoptr (GBytes) good = make_good ();
  gsize size;
  const guint8 *der = g_bytes_get_data (good, &size);

  for (int i = 0; i < 20000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (der, size);
      gsize length = size;

      for (int n = g_test_rand_int_range (1, 12); n > 0; n--)
        copy[g_test_rand_int_range (0, (int) size)] = (guint8) g_test_rand_int ();
      if (i % 4 == 0)
        length = g_test_rand_int_range (0, (int) size);
      check_bytes (copy, length);
    }
}

static void
test_truncated (void)
{
  g_autoptr (GBytes) good = make_good ();
  gsize size;
  const guint8 *der = g_bytes_get_data (good, &size);

  for (gsize length = 0; length < size; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (der, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (pki_cms_new (copy, length, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

static void
test_padded (void)
{
  g_autoptr (GBytes) good = make_good ();
  gsize size = g_bytes_get_size (good);
  g_autofree guint8 *padded = g_malloc0 (size + 4096);
  g_autoptr (PkiCms) cms = NULL;

  memcpy (padded, g_bytes_get_data (good, NULL), size);
  cms = pki_cms_new (padded, size + 4096, NULL);
  g_assert_nonnull (cms);
  g_assert_cmpuint (pki_cms_get_size (cms), ==, size);
  g_assert_cmpint (pki_cms_check (cms, content_digest), ==, PKI_CMS_INTACT);
}

/* Signs anew whatever signed attributes are there; the value of an RSA signature has one length and
 * lies at the end. */
static void
sign_again (guint8 *der, gsize size, SupportIdentity *identity)
{
  g_autoptr (PkiSigner) key = support_identity_new_signer (identity);
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) value = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  PkiDer set;
  gsize at = find_signed_attrs (der, size, &set);

  der[at] = 0x31;
  tbs = g_bytes_new (der + at, set.size);
  der[at] = 0xa0;
  g_assert_true (
      key->funcs->sign (key, PKI_DIGEST_SHA256, FALSE, tbs, &value, &algorithm, NULL, NULL));
  memcpy (der + size - g_bytes_get_size (value), g_bytes_get_data (value, NULL),
          g_bytes_get_size (value));
}

/* Signed over exactly these unsorted bytes, so that nothing but their order is wrong. The second
 * and third attributes change places: the first is what the range is found by. */
static void
test_order (void)
{
  g_autoptr (SupportIdentity) rsa = support_ca_issue (ca, &(SupportProfile){.kind = "rsa2048"});
  g_autoptr (PkiSigner) key = support_identity_new_signer (rsa);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = content_digest};
  g_autoptr (GBytes) good = pki_cms_sign (key, &request, NULL, NULL);
  gsize size = g_bytes_get_size (good);
  g_autofree guint8 *der = g_memdup2 (g_bytes_get_data (good, NULL), size);
  g_autofree guint8 *copy = NULL;
  PkiDer set;
  PkiDer attributes[3];
  const guint8 *p;

  sign_again (der, size, rsa);
  g_assert_cmpint (check_bytes (der, size), ==, PKI_CMS_INTACT);
  find_signed_attrs (der, size, &set);
  p = set.content;
  for (int i = 0; i < 3; i++)
    g_assert_true (pki_der_next (&p, set.content + set.content_size, &attributes[i]));
  copy = g_memdup2 (attributes[1].start, attributes[1].size);
  memmove ((guint8 *) attributes[1].start, attributes[2].start, attributes[2].size);
  memcpy ((guint8 *) attributes[1].start + attributes[2].size, copy, attributes[1].size);
  sign_again (der, size, rsa);
  g_assert_cmpint (check_bytes (der, size), ==, PKI_CMS_MALFORMED);
}

/* One message-digest attribute with two values: which of them is meant? */
static void
test_two_values (void)
{
  g_autoptr (SupportIdentity) rsa = support_ca_issue (ca, &(SupportProfile){.kind = "rsa2048"});

  for (int n = 1; n <= 2; n++)
    {
      Foreign foreign = foreign_begin (rsa, CMS_CADES, EVP_sha256 ());
      X509_ATTRIBUTE *attribute = X509_ATTRIBUTE_create_by_NID (
          NULL, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING,
          g_bytes_get_data (content_digest, NULL), (int) g_bytes_get_size (content_digest));
      guint8 zeros[256] = {0};
      unsigned char *der = NULL;
      int size;

      if (n == 2)
        X509_ATTRIBUTE_set1_data (attribute, V_ASN1_OCTET_STRING, zeros, 32);
      CMS_signed_add1_attr_by_NID (foreign.si, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                   OBJ_nid2obj (NID_pkcs7_data), -1);
      CMS_signed_add1_attr (foreign.si, attribute);
      X509_ATTRIBUTE_free (attribute);
      ASN1_STRING_set (CMS_SignerInfo_get0_signature (foreign.si), zeros, sizeof zeros);
      size = i2d_CMS_ContentInfo (foreign.cms, &der);
      CMS_ContentInfo_free (foreign.cms);
      sign_again (der, size, rsa);
      g_assert_cmpint (check_bytes (der, size), ==, n == 1 ? PKI_CMS_INTACT : PKI_CMS_MALFORMED);
      OPENSSL_free (der);
    }
}

static void
test_foreign_forms (void)
{
  static const struct {
    const char *what;
    unsigned int flags;
    PkiCmsCheck check;
    gboolean ess;
    gboolean with_content;
  } table[] = {
      {"with ESS", CMS_CADES, PKI_CMS_INTACT, TRUE, FALSE},
      {"without ESS", 0, PKI_CMS_INTACT, FALSE, FALSE},
      {"without certificates", CMS_CADES | CMS_NOCERTS, PKI_CMS_NO_CERTIFICATE, TRUE, FALSE},
      {"by key identifier", CMS_CADES | CMS_USE_KEYID, PKI_CMS_INTACT, TRUE, FALSE},
      {"without attributes", CMS_NOATTR, PKI_CMS_INTACT, FALSE, FALSE},
      {"in BER", CMS_CADES | CMS_STREAM, PKI_CMS_INTACT, TRUE, TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      Foreign foreign = foreign_begin (signer, table[i].flags, EVP_sha256 ());
      g_autoptr (GBytes) der = foreign_end (&foreign, table[i].flags);
      g_autoptr (GError) error = NULL;
      g_autoptr (PkiCms)
          cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);

      g_test_message ("%s", table[i].what);
      g_assert_no_error (error);
      g_assert_cmpint (pki_cms_check (cms, content_digest), ==, table[i].check);
      g_assert_cmpint (pki_cms_has_signing_certificate (cms), ==, table[i].ess);
      g_assert_cmpint (pki_cms_has_content (cms), ==, table[i].with_content);
      if (!(table[i].flags & CMS_NOATTR))
        g_assert_cmpint (ABS (pki_cms_get_signing_time (cms) - g_get_real_time () / 1000000), <,
                         600);
    }
}

/* Without attributes the value is over the content itself, and over nothing else: not over the
 * attributes that somebody took away. */
static void
test_without_attributes (void)
{
  Foreign foreign = foreign_begin (signer, CMS_NOATTR, EVP_sha256 ());
  g_autoptr (GBytes) der = foreign_end (&foreign, CMS_NOATTR);
  g_autoptr (PkiCms) cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  g_autoptr (GBytes) other = pki_digest_bytes (PKI_DIGEST_SHA256, content, sizeof content - 1);
  g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (content_digest, NULL), 20);
  g_autoptr (GBytes) good = make_good ();
  gsize size = g_bytes_get_size (good);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (good, NULL), size);
  gsize at;
  PkiDer set;

  g_assert_cmpint (pki_cms_check (cms, content_digest), ==, PKI_CMS_INTACT);
  g_assert_cmpint (pki_cms_check (cms, other), ==, PKI_CMS_SIGNATURE_WRONG);
  g_assert_cmpint (pki_cms_check (cms, cut), ==, PKI_CMS_SIGNATURE_WRONG);
  at = find_signed_attrs (bytes, size, &set);
  memmove (bytes + at, bytes + at + set.size, size - at - set.size);
  memset (bytes + size - set.size, 0, set.size);
  g_assert_cmpint (check_bytes (bytes, size), !=, PKI_CMS_INTACT);
}

static void
test_content_inside (void)
{
  CMS_ContentInfo *cms = CMS_sign (NULL, NULL, NULL, NULL, CMS_BINARY | CMS_PARTIAL);
  BIO *bio = BIO_new_mem_buf (content, sizeof content);
  unsigned char *der = NULL;
  int length;
  g_autoptr (PkiCms) parsed = NULL;

  CMS_add1_signer (cms, signer->x509, signer->key, EVP_sha256 (), CMS_BINARY | CMS_PARTIAL);
  CMS_final (cms, bio, NULL, CMS_BINARY);
  length = i2d_CMS_ContentInfo (cms, &der);
  parsed = pki_cms_new (der, length, NULL);
  g_assert_true (pki_cms_has_content (parsed));
  OPENSSL_free (der);
  BIO_free (bio);
  CMS_ContentInfo_free (cms);
}

static void
test_two_signers (void)
{
  Foreign foreign = foreign_begin (signer, CMS_CADES, EVP_sha256 ());
  g_autoptr (SupportIdentity) other = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (GBytes) der = NULL;
  g_autoptr (PkiCms) cms = NULL;

  CMS_add1_signer (foreign.cms, other->x509, other->key, EVP_sha256 (), FLAGS | CMS_CADES);
  der = foreign_end (&foreign, CMS_CADES);
  cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  g_assert_cmpuint (pki_cms_get_n_signers (cms), ==, 2);
  g_assert_cmpint (pki_cms_check (cms, content_digest), ==, PKI_CMS_MALFORMED);
}

/* id-sha224 by another number, under which nobody has a digest. */
/* A digest of the arc of SHA-2 and SHA-3 that nobody has defined. */
static void
test_unsupported_digest (void)
{
  static const guint8 sha256[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
  Foreign foreign = foreign_begin (signer, 0, EVP_sha256 ());
  g_autoptr (GBytes) der = foreign_end (&foreign, 0);
  gsize size = g_bytes_get_size (der);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (der, NULL), size);
  g_autoptr (PkiCms) cms = NULL;

  for (guint8 *at = bytes; (at = memmem (at, bytes + size - at, sha256, sizeof sha256));)
    at[sizeof sha256 - 1] = 0x7f;
  cms = pki_cms_new (bytes, size, NULL);
  g_assert_cmpint (pki_cms_get_digest (cms), ==, PKI_DIGEST_NONE);
  g_assert_cmpint (pki_cms_check (cms, content_digest), ==, PKI_CMS_UNSUPPORTED);
}

/* Signed by the right key, but the ESS attribute names another certificate: the substitution that
 * it is there to uncover. */
static void
test_other_certificate (void)
{
  g_autoptr (SupportIdentity) other = support_ca_issue (ca, &(SupportProfile){0});
  const EVP_MD *digests[] = {EVP_sha256 (), EVP_sha512 (), EVP_blake2s256 ()};
  const PkiCmsCheck expected[] = {PKI_CMS_CERTIFICATE_MISMATCH, PKI_CMS_CERTIFICATE_MISMATCH,
                                  PKI_CMS_UNSUPPORTED};

  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      Foreign foreign = foreign_begin (signer, 0, EVP_sha256 ());
      ESS_SIGNING_CERT_V2 *ess = OSSL_ESS_signing_cert_v2_new_init (digests[i], other->x509, NULL,
                                                                    1);
      unsigned char *value = NULL;
      int length = i2d_ESS_SIGNING_CERT_V2 (ess, &value);
      g_autoptr (GBytes) der = NULL;

      CMS_signed_add1_attr_by_NID (foreign.si, NID_id_smime_aa_signingCertificateV2,
                                   V_ASN1_SEQUENCE, value, length);
      der = foreign_end (&foreign, 0);
      g_assert_cmpint (check_bytes (g_bytes_get_data (der, NULL), g_bytes_get_size (der)), ==,
                       expected[i]);
      OPENSSL_free (value);
      ESS_SIGNING_CERT_V2_free (ess);
    }
}

/* RFC 2634's first version, by SHA-1, is read. */
static void
test_ess_version_1 (void)
{
  g_autoptr (SupportIdentity) other = support_ca_issue (ca, &(SupportProfile){0});
  SupportIdentity *named[] = {signer, other};
  const PkiCmsCheck expected[] = {PKI_CMS_INTACT, PKI_CMS_CERTIFICATE_MISMATCH};

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      Foreign foreign = foreign_begin (signer, 0, EVP_sha256 ());
      ESS_SIGNING_CERT *ess = OSSL_ESS_signing_cert_new_init (named[i]->x509, NULL, 1);
      unsigned char *value = NULL;
      int length = i2d_ESS_SIGNING_CERT (ess, &value);
      g_autoptr (GBytes) der = NULL;

      CMS_signed_add1_attr_by_NID (foreign.si, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE,
                                   value, length);
      der = foreign_end (&foreign, 0);
      g_assert_cmpint (check_bytes (g_bytes_get_data (der, NULL), g_bytes_get_size (der)), ==,
                       expected[i]);
      OPENSSL_free (value);
      ESS_SIGNING_CERT_free (ess);
    }
}

/* CMSAlgorithmProtection (RFC 6211) as SEQUENCE { digest, [1] signature }. */
static void
test_algorithm_protection (void)
{
  static const guint8 right[] = {
      0x30, 0x19, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
      0x01, 0xa1, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
  };

  for (int i = 0; i < 2; i++)
    {
      Foreign foreign = foreign_begin (signer, CMS_CADES, EVP_sha256 ());
      g_autoptr (GBytes) der = NULL;
      guint8 value[sizeof right];

      memcpy (value, right, sizeof right);
      value[sizeof right - 1] += i; /* ecdsa-with-SHA384 the second time */
      CMS_signed_add1_attr_by_txt (foreign.si, "1.2.840.113549.1.9.52", V_ASN1_SEQUENCE, value,
                                   sizeof value);
      der = foreign_end (&foreign, CMS_CADES);
      g_assert_cmpint (check_bytes (g_bytes_get_data (der, NULL), g_bytes_get_size (der)), ==,
                       i == 0 ? PKI_CMS_INTACT : PKI_CMS_MALFORMED);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  signer = support_ca_issue (ca, &(SupportProfile){0});
  content_digest = pki_digest_bytes (PKI_DIGEST_SHA256, content, sizeof content);
  pool = pki_certificate_pool_new ();
  g_test_add_func ("/pki/cms/every-bit", test_every_bit);
  g_test_add_func ("/pki/cms/random", test_random);
  g_test_add_func ("/pki/cms/truncated", test_truncated);
  g_test_add_func ("/pki/cms/padded", test_padded);
  g_test_add_func ("/pki/cms/order", test_order);
  g_test_add_func ("/pki/cms/foreign-forms", test_foreign_forms);
  g_test_add_func ("/pki/cms/without-attributes", test_without_attributes);
  g_test_add_func ("/pki/cms/content-inside", test_content_inside);
  g_test_add_func ("/pki/cms/two-signers", test_two_signers);
  g_test_add_func ("/pki/cms/unsupported-digest", test_unsupported_digest);
  g_test_add_func ("/pki/cms/other-certificate", test_other_certificate);
  g_test_add_func ("/pki/cms/ess-version-1", test_ess_version_1);
  g_test_add_func ("/pki/cms/two-values", test_two_values);
  g_test_add_func ("/pki/cms/algorithm-protection", test_algorithm_protection);
  status = g_test_run ();
  pki_certificate_pool_free (pool);
  g_bytes_unref (content_digest);
  support_identity_free (signer);
  support_ca_free (ca);
  return status;
}

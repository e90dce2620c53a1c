/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "pki-cms.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "support-ca.h"
#include "support-clock.h"

typedef struct {
  const char *kind;
  PkiDigestType digest;
  gboolean pss;
  const char *algorithm;
  gboolean openssl_verifies; /* OpenSSL 3.0's own CMS cannot do EdDSA */
} Case;

static const Case cases[] = {
    {"rsa2048", PKI_DIGEST_SHA256, FALSE, "RSA", TRUE},
    {"rsa2048", PKI_DIGEST_SHA512, FALSE, "RSA", TRUE},
    {"rsa3072", PKI_DIGEST_SHA384, FALSE, "RSA", TRUE},
    {"rsa2048", PKI_DIGEST_SHA256, TRUE, "RSA-PSS", TRUE},
    {"rsa2048", PKI_DIGEST_SHA384, TRUE, "RSA-PSS", TRUE},
    {"pss", PKI_DIGEST_SHA256, FALSE, "RSA-PSS", TRUE},
    {"pss", PKI_DIGEST_SHA512, TRUE, "RSA-PSS", TRUE},
    {"p256", PKI_DIGEST_SHA256, FALSE, "ECDSA", TRUE},
    {"p384", PKI_DIGEST_SHA384, FALSE, "ECDSA", TRUE},
    {"p384", PKI_DIGEST_SHA256, FALSE, "ECDSA", TRUE},
    {"p521", PKI_DIGEST_SHA512, FALSE, "ECDSA", TRUE},
    {"ed25519", PKI_DIGEST_SHA256, FALSE, "Ed25519", FALSE},
    {"ed448", PKI_DIGEST_SHA256, FALSE, "Ed448", FALSE},
};

static const char content[] = "合同 contract 42";
static SupportCa *ca;

static GBytes *
digest_of (PkiDigestType type, const void *data, gsize length)
{
  return pki_digest_bytes (type, data, length);
}

/* OpenSSL's command as second opinion: chain and signature. */
static void
assert_openssl_verifies (GBytes *der)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-cms-XXXXXX", NULL);
  g_autofree char *cms_path = g_build_filename (folder, "cms", NULL);
  g_autofree char *content_path = g_build_filename (folder, "content", NULL);
  g_autofree char *root_path = g_build_filename (folder, "root.pem", NULL);
  g_autofree char *root = support_certificate_to_pem (support_ca_get_root (ca));
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, SUPPORT_NOW);
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = {"openssl", "cms",     "-verify",  "-binary",   "-inform",
                        "DER",     "-in",     cms_path,   "-content",  content_path,
                        "-CAfile", root_path, "-purpose", "any",       "-attime",
                        at,        "-cades",  "-out",     "/dev/null", NULL};
  int status;

  g_file_set_contents (cms_path, g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
  g_assert_no_error (error);
  g_file_set_contents (content_path, content, sizeof content, &error);
  g_assert_no_error (error);
  g_file_set_contents (root_path, root, -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &errors, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", errors);
  g_assert_cmpint (status, ==, 0);
  g_unlink (cms_path);
  g_unlink (content_path);
  g_unlink (root_path);
  g_rmdir (folder);
}

static void
assert_parts (PkiCms *cms, const Case *c, SupportIdentity *identity)
{
  g_assert_cmpstr (pki_cms_get_algorithm (cms), ==, c->algorithm);
  g_assert_true (pki_certificate_equal (pki_cms_get_signer (cms),
                                        support_identity_get_certificate (identity)));
  /* The signer and the issuing CA; the root is left out. */
  g_assert_cmpuint (pki_cms_get_certificates (cms)->len, ==, 2);
  g_assert_cmpint (pki_cms_get_signing_time (cms), ==, G_MININT64);
  g_assert_true (pki_cms_has_signing_certificate (cms));
  g_assert_false (pki_cms_has_content (cms));
  g_assert_null (pki_cms_get_timestamp (cms));
  g_assert_cmpuint (pki_cms_get_n_signers (cms), ==, 1);
}

static void
test_sign (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){.kind = c->kind});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  PkiCmsRequest request = {.digest = pki_signer_choose_digest (signer, c->digest), .pss = c->pss};
  g_autoptr (GBytes) digest = digest_of (request.digest, content, sizeof content);
  g_autoptr (GBytes) other = digest_of (request.digest, content, sizeof content - 1);
  gsize max_size = pki_cms_get_max_size (signer, &request);
  gsize largest = 0;

  request.content_digest = digest;
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) der = pki_cms_sign (signer, &request, NULL, &error);
      g_autoptr (PkiCms) cms = NULL;

      g_assert_no_error (error);
      largest = MAX (largest, g_bytes_get_size (der));
      cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
      g_assert_no_error (error);
      g_assert_cmpint (pki_cms_get_digest (cms), ==, request.digest);
      g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
      g_assert_cmpint (pki_cms_check (cms, other), ==, PKI_CMS_DIGEST_MISMATCH);
      if (i > 0)
        continue;
      assert_parts (cms, c, identity);
      if (c->openssl_verifies)
        assert_openssl_verifies (der);
    }
  g_assert_cmpuint (largest, <=, max_size);
  /* A bound, not a waste of room: the algorithm's 128 bytes and a few of lengths. */
  g_assert_cmpuint (max_size - largest, <=, 192);
}

static void
test_size_bound (void)
{
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (SupportIdentity)
          identity = support_ca_issue (ca, &(SupportProfile){.kind = i % 2 == 0 ? "p256" : "p384"});
      g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
      PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256};
      g_autoptr (GBytes) digest = digest_of (request.digest, &i, sizeof i);
      g_autoptr (GBytes) der = NULL;

      request.content_digest = digest;
      der = pki_cms_sign (signer, &request, NULL, NULL);
      g_assert_cmpuint (g_bytes_get_size (der), <=, pki_cms_get_max_size (signer, &request));
    }
}

static void
test_chains (void)
{
  g_autoptr (SupportIdentity) alone = support_ca_issue (ca, &(SupportProfile){.self_signed = TRUE});
  g_autoptr (SupportIdentity) under_root = support_ca_issue (ca, &(SupportProfile){0});
  SupportIdentity *identities[] = {alone, under_root};
  /* A self-signed signer is its own chain; a root that is the only issuer goes along. */
  const guint expected[] = {1, 2};

  g_ptr_array_remove_index (under_root->chain, 1);
  for (guint i = 0; i < G_N_ELEMENTS (identities); i++)
    {
      g_autoptr (PkiSigner) signer = support_identity_new_signer (identities[i]);
      g_autoptr (GBytes) digest = digest_of (PKI_DIGEST_SHA256, content, sizeof content);
      PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = digest};
      g_autoptr (GBytes) der = pki_cms_sign (signer, &request, NULL, NULL);
      g_autoptr (PkiCms)
          cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);

      g_assert_cmpuint (pki_cms_get_certificates (cms)->len, ==, expected[i]);
      g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
    }
}

static void
test_refused_digest (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) edwards = support_ca_issue (ca, &(SupportProfile){.kind = "ed25519"});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (PkiSigner) edwards_signer = support_identity_new_signer (edwards);
  g_autoptr (GBytes) digest = digest_of (PKI_DIGEST_SHA1, content, sizeof content);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA1, .content_digest = digest};
  g_autoptr (GError) error = NULL;

  g_assert_null (pki_cms_sign (signer, &request, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED);
  g_assert_cmpuint (pki_cms_get_max_size (signer, &request), ==, 0);
  g_clear_error (&error);
  request.digest = PKI_DIGEST_SHA256;
  g_assert_null (pki_cms_sign (edwards_signer, &request, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED);
}

/* Another digest for the content than the value's own: the first times that SHA-256 or SHA-512 is
 * named, for the message and for its signer. */
static PkiCms *
name_digest (GBytes *der, guint8 from, guint8 to)
{
  const guint8 oid[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, from};
  gsize size = g_bytes_get_size (der);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (der, NULL), size);

  for (guint i = 0; i < 2; i++)
    {
      guint8 *at = memmem (copy, size, oid, sizeof oid);

      g_assert_nonnull (at);
      at[sizeof oid - 1] = to;
    }
  return pki_cms_new (copy, size, NULL);
}

/* RFC 8419, 3.1: EdDSA goes with one digest. */
static void
test_edwards_digest (void)
{
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (ca, &(SupportProfile){.kind = "ed25519"});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (GBytes) digest = digest_of (PKI_DIGEST_SHA512, content, sizeof content);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA512, .content_digest = digest};
  g_autoptr (GBytes) der = pki_cms_sign (signer, &request, NULL, NULL);
  g_autoptr (PkiCms) cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  g_autoptr (PkiCms) other = name_digest (der, 0x03, 0x01);

  g_assert_true (pki_cms_takes_digest (cms));
  g_assert_cmpint (pki_cms_get_digest (other), ==, PKI_DIGEST_SHA256);
  g_assert_false (pki_cms_takes_digest (other));
}

/* The content by SHA3-256, its attributes by SHA-256: it verifies, and says so. */
static void
test_two_digests (void)
{
  static const char *const kinds[] = {"p256", "rsa2048", "rsa2048"};

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (SupportIdentity)
          identity = support_ca_issue (ca, &(SupportProfile){.kind = kinds[i]});
      g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
      g_autoptr (GBytes) digest = digest_of (PKI_DIGEST_SHA3_256, content, sizeof content);
      PkiCmsRequest request = {
          .digest = PKI_DIGEST_SHA256, .pss = i == 2, .content_digest = digest};
      g_autoptr (GBytes) der = pki_cms_sign (signer, &request, NULL, NULL);
      g_autoptr (PkiCms) cms = name_digest (der, 0x01, 0x08);

      g_assert_cmpint (pki_cms_get_digest (cms), ==, PKI_DIGEST_SHA3_256);
      g_assert_cmpint (pki_cms_get_value_digest (cms), ==, PKI_DIGEST_SHA256);
      g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
      g_assert_false (pki_cms_takes_digest (cms));
    }
}

static void
test_key_of_another (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) other = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GBytes) digest = digest_of (PKI_DIGEST_SHA256, content, sizeof content);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = digest};
  g_autoptr (GBytes) der = NULL;
  g_autoptr (PkiCms) cms = NULL;

  EVP_PKEY_free (identity->key);
  EVP_PKEY_up_ref (other->key);
  identity->key = other->key;
  signer = support_identity_new_signer (identity);
  der = pki_cms_sign (signer, &request, NULL, NULL);
  cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), NULL);
  g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_SIGNATURE_WRONG);
}

static void
test_cancelled (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (GBytes) digest = digest_of (PKI_DIGEST_SHA256, content, sizeof content);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = digest};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pki_cms_sign (signer, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/pki/cms/sign/%s%s/%s", cases[i].kind,
                                               cases[i].pss ? "-pss" : "",
                                               pki_digest_get_name (cases[i].digest));

      g_test_add_data_func (name, &cases[i], test_sign);
    }
  g_test_add_func ("/pki/cms/size-bound", test_size_bound);
  g_test_add_func ("/pki/cms/chains", test_chains);
  g_test_add_func ("/pki/cms/refused-digest", test_refused_digest);
  g_test_add_func ("/pki/cms/edwards-digest", test_edwards_digest);
  g_test_add_func ("/pki/cms/two-digests", test_two_digests);
  g_test_add_func ("/pki/cms/key-of-another", test_key_of_another);
  g_test_add_func ("/pki/cms/cancelled", test_cancelled);
  status = g_test_run ();
  support_ca_free (ca);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "pki-error.h"
#include "pki-openssl.h"
#include "pki-trust.h"
#include "support-ca.h"
#include "support-clock.h"

static SupportCa *ca;

typedef struct {
  const char *what;
  SupportProfile profile;
  PkiPurpose purpose;
  gint64 at;
  PkiChainStatus status;
} Case;

#define DOCUMENT PKI_PURPOSE_DOCUMENT
#define TIMESTAMP PKI_PURPOSE_TIMESTAMP
#define NOW SUPPORT_NOW
#define DAY SUPPORT_DAY

static const Case cases[] = {
    {"plain", {0}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
    {"first-second", {.not_before = NOW}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
    {"a-second-early", {.not_before = NOW}, DOCUMENT, NOW - 1, PKI_CHAIN_EXPIRED},
    {"last-second", {.not_after = NOW + 1}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
    {"a-second-late", {.not_after = NOW}, DOCUMENT, NOW + 1, PKI_CHAIN_EXPIRED},
    {"then-valid", {.not_after = NOW - DAY}, DOCUMENT, NOW - 2 * DAY, PKI_CHAIN_TRUSTED},
    {"issuer-over", {.not_after = NOW + 2000 * DAY}, DOCUMENT, NOW + 1500 * DAY, PKI_CHAIN_EXPIRED},
    {"self-signed", {.self_signed = TRUE}, DOCUMENT, NOW, PKI_CHAIN_UNTRUSTED},
    {"encipherment", {.key_usage = "critical,keyEncipherment"}, DOCUMENT, NOW, PKI_CHAIN_INVALID},
    {"non-repudiation", {.key_usage = "nonRepudiation"}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
    {"encipherment-and-expired",
     {.key_usage = "keyEncipherment", .not_after = NOW - DAY},
     DOCUMENT,
     NOW,
     PKI_CHAIN_INVALID},
    {"email", {.extended_key_usage = "emailProtection"}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
    {"document-signing",
     {.extended_key_usage = "1.3.6.1.5.5.7.3.36"},
     DOCUMENT,
     NOW,
     PKI_CHAIN_TRUSTED},
    {"server", {.extended_key_usage = "serverAuth"}, DOCUMENT, NOW, PKI_CHAIN_INVALID},
    {"server-and-client",
     {.extended_key_usage = "serverAuth,clientAuth"},
     DOCUMENT,
     NOW,
     PKI_CHAIN_TRUSTED},
    {"tsa-for-document",
     {.extended_key_usage = "critical,timeStamping"},
     DOCUMENT,
     NOW,
     PKI_CHAIN_INVALID},
    {"tsa", {.extended_key_usage = "critical,timeStamping"}, TIMESTAMP, NOW, PKI_CHAIN_TRUSTED},
    {"tsa-not-critical", {.extended_key_usage = "timeStamping"}, TIMESTAMP, NOW, PKI_CHAIN_INVALID},
    {"tsa-not-alone",
     {.extended_key_usage = "critical,timeStamping,emailProtection"},
     TIMESTAMP,
     NOW,
     PKI_CHAIN_INVALID},
    {"signer-for-time", {0}, TIMESTAMP, NOW, PKI_CHAIN_INVALID},
    {"ed25519", {.kind = "ed25519"}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
    {"rsa-pss", {.kind = "pss"}, DOCUMENT, NOW, PKI_CHAIN_TRUSTED},
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &c->profile);
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (GPtrArray) chain = NULL;

  pki_trust_add (trust, support_ca_get_root (ca));
  g_assert_cmpint (pki_trust_check (trust, support_identity_get_certificate (identity),
                                    identity->chain, c->purpose, c->at, &chain),
                   ==, c->status);
  g_assert_cmpuint (chain->len, ==, c->status == PKI_CHAIN_UNTRUSTED ? 1 : 3);
  g_assert_true (pki_certificate_equal (g_ptr_array_index (chain, 0),
                                        support_identity_get_certificate (identity)));
}

static PkiChainStatus
check (PkiTrust *trust, SupportIdentity *identity, GPtrArray *others)
{
  return pki_trust_check (trust, support_identity_get_certificate (identity), others,
                          PKI_PURPOSE_DOCUMENT, SUPPORT_NOW, NULL);
}

static void
test_no_roots (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiTrust) trust = pki_trust_new ();

  g_assert_cmpuint (pki_trust_get_size (trust), ==, 0);
  g_assert_cmpint (check (trust, identity, identity->chain), ==, PKI_CHAIN_UNTRUSTED);
}

static void
test_missing_issuer (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (PkiTrust) trust = pki_trust_new ();

  pki_trust_add (trust, support_ca_get_root (ca));
  g_assert_cmpint (check (trust, identity, NULL), ==, PKI_CHAIN_UNTRUSTED);
}

/* What the user trusts ends a chain, be it an intermediate or the signer itself. */
static void
test_anchors_below_the_root (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) alone = support_ca_issue (ca, &(SupportProfile){.self_signed = TRUE});
  g_autoptr (PkiTrust) issuer = pki_trust_new ();
  g_autoptr (PkiTrust) leaf = pki_trust_new ();
  g_autoptr (PkiTrust) both = pki_trust_new ();

  pki_trust_add (issuer, support_identity_get_certificate (support_ca_get_issuer (ca)));
  g_assert_cmpint (check (issuer, identity, NULL), ==, PKI_CHAIN_TRUSTED);
  pki_trust_add (leaf, support_identity_get_certificate (identity));
  g_assert_cmpint (check (leaf, identity, NULL), ==, PKI_CHAIN_TRUSTED);
  g_assert_cmpint (check (leaf, alone, NULL), ==, PKI_CHAIN_UNTRUSTED);
  pki_trust_add (both, support_identity_get_certificate (alone));
  g_assert_cmpint (check (both, alone, NULL), ==, PKI_CHAIN_TRUSTED);
}

/* A signer's certificate is no CA, whatever it signs. */
static void
test_issued_by_a_signer (void)
{
  g_autoptr (SupportIdentity) signer = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) victim = support_ca_issue_by (ca, signer, &(SupportProfile){0});
  g_autoptr (PkiTrust) trust = pki_trust_new ();

  pki_trust_add (trust, support_ca_get_root (ca));
  g_assert_cmpint (check (trust, victim, victim->chain), ==, PKI_CHAIN_INVALID);
}

/* pathlen:0 of the issuing CA forbids another below it. */
static void
test_path_length (void)
{
  g_autoptr (SupportIdentity)
      below = support_ca_issue (ca, &(SupportProfile){.common_name = "下级",
                                                      .key_usage = "critical,keyCertSign",
                                                      .constraints = "critical,CA:TRUE"});
  g_autoptr (SupportIdentity) victim = support_ca_issue_by (ca, below, &(SupportProfile){0});
  g_autoptr (PkiTrust) trust = pki_trust_new ();

  pki_trust_add (trust, support_ca_get_root (ca));
  g_assert_cmpint (check (trust, victim, victim->chain), ==, PKI_CHAIN_INVALID);
}

/* Every name is right and the signature is not; expired besides, which must not hide it. */
static void
test_forged (void)
{
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (ca, &(SupportProfile){.not_after = SUPPORT_NOW - SUPPORT_DAY});
  GBytes *der = pki_certificate_get_der (support_identity_get_certificate (identity));
  gsize size = g_bytes_get_size (der);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (der, NULL), size);
  g_autoptr (PkiCertificate) forged = NULL;
  g_autoptr (PkiTrust) trust = pki_trust_new ();

  bytes[size - 1] ^= 1;
  forged = pki_certificate_new_from_der (bytes, size, NULL);
  pki_trust_add (trust, support_ca_get_root (ca));
  g_assert_cmpint (
      pki_trust_check (trust, forged, identity->chain, PKI_PURPOSE_DOCUMENT, SUPPORT_NOW, NULL), ==,
      PKI_CHAIN_INVALID);
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-trust-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "roots", NULL);
  g_autofree char *root = support_certificate_to_pem (support_ca_get_root (ca));
  g_autofree char *two = g_strconcat ("Two roots:\n", root, "\n", root, NULL);
  g_autofree char *cut = g_strconcat (root, "-----BEGIN CERTIFICATE-----\nMIIB", NULL);
  GBytes *der = pki_certificate_get_der (support_ca_get_root (ca));
  g_autoptr (GBytes) p7b = support_certificates_to_p7b (support_ca_get_root_identity (ca)->chain);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (p7b, NULL), g_bytes_get_size (p7b));
  g_autofree char *p7b_pem = g_strconcat ("-----BEGIN PKCS7-----\n", base64,
                                          "\n-----END PKCS7-----\n", NULL);
  const struct {
    const void *data;
    gssize size;
    guint added; /* 0: refused */
  } table[] = {
      {root, -1, 1},
      {two, -1, 2},
      {g_bytes_get_data (der, NULL), g_bytes_get_size (der), 1},
      {cut, -1, 0},
      {"", 0, 0},
      {"nonsense", -1, 0},
      {g_bytes_get_data (p7b, NULL), g_bytes_get_size (p7b), 1},
      {p7b_pem, -1, 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (PkiTrust) trust = pki_trust_new ();
      g_autoptr (GError) error = NULL;

      g_file_set_contents (path, table[i].data, table[i].size, NULL);
      g_assert_cmpint (pki_trust_add_file (trust, path, &error), ==, table[i].added > 0);
      g_assert_cmpuint (pki_trust_get_size (trust), ==, table[i].added);
      if (table[i].added == 0)
        g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_no_file (void)
{
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (pki_trust_add_file (trust, "/nonexistent/roots.pem", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_false (pki_trust_add_file (trust, g_get_tmp_dir (), &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/trust/", cases[i].what, NULL);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/pki/trust/no-roots", test_no_roots);
  g_test_add_func ("/pki/trust/missing-issuer", test_missing_issuer);
  g_test_add_func ("/pki/trust/anchors-below-the-root", test_anchors_below_the_root);
  g_test_add_func ("/pki/trust/issued-by-a-signer", test_issued_by_a_signer);
  g_test_add_func ("/pki/trust/path-length", test_path_length);
  g_test_add_func ("/pki/trust/forged", test_forged);
  g_test_add_func ("/pki/trust/files", test_files);
  g_test_add_func ("/pki/trust/no-file", test_no_file);
  status = g_test_run ();
  support_ca_free (ca);
  return status;
}

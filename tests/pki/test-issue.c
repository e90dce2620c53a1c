/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <string.h>

#include "keys-key.h"
#include "pki-error.h"
#include "pki-issue.h"
#include "pki-openssl.h"
#include "pki-request.h"
#include "pki-revocation-list.h"
#include "support-ca.h"

/* A small authority of our own making, put before OpenSSL's programs. */

#define NOW G_GINT64_CONSTANT (1795680000)
#define DAY 86400

typedef struct {
  char *folder;
  PkiIssuer *root;
  PkiIssuer *authority;
} Fixture;

static GBytes *
spki_of (EVP_PKEY *key)
{
  unsigned char *der = NULL;
  int length = i2d_PUBKEY (key, &der);
  GBytes *bytes = g_bytes_new (der, length);

  OPENSSL_free (der);
  return bytes;
}

static PkiIssuer *
issuer_new (EVP_PKEY *key, PkiCertificate *certificate)
{
  g_autoptr (GPtrArray)
      chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_autoptr (GError) error = NULL;
  PkiIssuer *issuer;

  if (certificate != NULL)
    g_ptr_array_add (chain, pki_certificate_ref (certificate));
  EVP_PKEY_up_ref (key);
  issuer = pki_issuer_new (keys_key_new (key, chain), NULL, &error);
  g_assert_no_error (error);
  return issuer;
}

static PkiCertificate *
issue (PkiIssuer *issuer, PkiProfile profile, EVP_PKEY *key, const char *name)
{
  g_autoptr (GBytes) spki = spki_of (key);
  g_autoptr (GError) error = NULL;
  const PkiIssue what = {
      .profile = profile,
      .spki = spki,
      .common_name = name,
      .organisation = "贵州试验认证有限公司",
      .organisation_id = "NTRCN-91520100MA0000001X",
      .serial_number = "0123456789",
      .country = "CN",
      .policy = "1.3.6.1.4.1.99999.1.1",
      .ocsp = profile == PKI_PROFILE_ROOT ? NULL : "http://127.0.0.1:8480/ocsp",
      .crl = profile == PKI_PROFILE_ROOT ? NULL : "http://127.0.0.1:8480/crl/authority.crl",
      .authority = profile == PKI_PROFILE_ROOT ? NULL : "http://127.0.0.1:8480/ca/authority.cer",
      .not_before = NOW,
      .not_after = NOW + 365 * DAY,
  };
  PkiCertificate *certificate = pki_issue_certificate (issuer, &what, NULL, &error);

  g_assert_no_error (error);
  return certificate;
}

static PkiIssuer *
new_office (PkiIssuer *above, PkiProfile profile, const char *kind, const char *name)
{
  g_autoptr (EVP_PKEY) key = support_key_new (kind);
  g_autoptr (PkiIssuer) own = issuer_new (key, NULL);
  g_autoptr (PkiCertificate) certificate = issue (above ? above : own, profile, key, name);

  return issuer_new (key, certificate);
}

static void
set_up (Fixture *self, gconstpointer kind)
{
  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->root = new_office (NULL, PKI_PROFILE_ROOT, kind, "试验根证书");
  self->authority = new_office (self->root, PKI_PROFILE_AUTHORITY, kind, "试验签发中心");
}

static void
tear_down (Fixture *self, gconstpointer kind)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  pki_issuer_free (self->authority);
  pki_issuer_free (self->root);
  g_free (self->folder);
}

static char *
write_pem (Fixture *self, const char *name, PkiCertificate *certificate)
{
  g_autofree char *pem = support_certificate_to_pem (certificate);
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  return path;
}

static char *
write_crl (Fixture *self, GBytes *der)
{
  g_autofree char *text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_autoptr (GString) pem = g_string_new ("-----BEGIN X509 CRL-----\n");
  char *path = g_build_filename (self->folder, "crl.pem", NULL);

  for (gsize i = 0; i < strlen (text); i += 64)
    g_string_append_printf (pem, "%.64s\n", text + i);
  g_string_append (pem, "-----END X509 CRL-----\n");
  g_assert_true (g_file_set_contents (path, pem->str, pem->len, NULL));
  return path;
}

/* What openssl says; its exit status in @status. */
static char *
openssl (const char *const *arguments, int *status)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err,
                status, &error);
  g_assert_no_error (error);
  return g_strconcat (out, err, NULL);
}

static GBytes *
make_list (Fixture *self, GPtrArray *revoked)
{
  g_autoptr (GError) error = NULL;
  GBytes *list = pki_revocation_list_make (self->authority, revoked, 7, NOW + DAY, NOW + 8 * DAY,
                                           NULL, &error);

  g_assert_no_error (error);
  return list;
}

static void
enter (GPtrArray *revoked, PkiCertificate *certificate, int reason)
{
  PkiRevoked *entry = g_new0 (PkiRevoked, 1);

  entry->serial = g_strdup (pki_certificate_get_serial (certificate));
  entry->since = NOW + 3600;
  entry->reason = reason;
  entry->invalid_since = NOW;
  g_ptr_array_add (revoked, entry);
}

static char *
verify (Fixture *self, const char *leaf, GBytes *list, int *status)
{
  g_autofree char *root = write_pem (self, "root.pem", pki_issuer_get_certificate (self->root));
  g_autofree char *authority = write_pem (self, "authority.pem",
                                          pki_issuer_get_certificate (self->authority));
  g_autofree char *crl = write_crl (self, list);
  g_autofree char *when = g_strdup_printf ("%" G_GINT64_FORMAT, NOW + 2 * DAY);
  const char *const arguments[] = {"openssl",  "verify", "-x509_strict", "-attime", when,
                                   "-CAfile",  root,     "-untrusted",   authority, "-crl_check",
                                   "-CRLfile", crl,      leaf,           NULL};

  return openssl (arguments, status);
}

/* Good before it is revoked, and with the reason in the list afterwards. */
static void
test_person (Fixture *self, gconstpointer kind)
{
  g_autoptr (EVP_PKEY) key = support_key_new ("p256");
  g_autoptr (PkiCertificate) person = issue (self->authority, PKI_PROFILE_PERSON, key, "李雷");
  g_autofree char *leaf = write_pem (self, "leaf.pem", person);
  g_autoptr (GPtrArray)
      revoked = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_revoked_free);
  g_autoptr (GBytes) empty = make_list (self, revoked);
  g_autoptr (GBytes) full = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  int status;

  before = verify (self, leaf, empty, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (pki_certificate_check_signer (person, NOW + DAY, NULL));
  enter (revoked, person, 1);
  full = make_list (self, revoked);
  after = verify (self, leaf, full, &status);
  g_assert_cmpint (status, !=, 0);
  g_assert_nonnull (strstr (after, "certificate revoked"));
}

static void
test_list_text (Fixture *self, gconstpointer kind)
{
  g_autoptr (EVP_PKEY) key = support_key_new ("p256");
  g_autoptr (PkiCertificate) person = issue (self->authority, PKI_PROFILE_PERSON, key, "李雷");
  g_autoptr (GPtrArray)
      revoked = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_revoked_free);
  g_autoptr (GBytes) list = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  int status;

  enter (revoked, person, 6);
  list = make_list (self, revoked);
  path = write_crl (self, list);
  text = openssl ((const char *const[]){"openssl", "crl", "-text", "-noout", "-in", path, NULL},
                  &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (text, "Certificate Hold"));
  g_assert_nonnull (strstr (text, "Invalidity Date"));
  g_assert_nonnull (strstr (text, "X509v3 CRL Number"));
  g_assert_nonnull (strstr (text, pki_certificate_get_serial (person)));
}

static void
test_certificate_text (Fixture *self, gconstpointer kind)
{
  g_autoptr (EVP_PKEY) key = support_key_new ("p256");
  g_autoptr (PkiCertificate) tsa = issue (self->authority, PKI_PROFILE_TIMESTAMP, key, "时间戳");
  g_autofree char *path = write_pem (self, "tsa.pem", tsa);
  g_autofree char *text = NULL;
  static const char *const words[] = {
      "Time Stamping",
      "CA:FALSE",
      "1.3.6.1.4.1.99999.1.1",
      "http://127.0.0.1:8480/ocsp",
      "http://127.0.0.1:8480/crl/authority.crl",
      "organizationIdentifier",
  };
  int status;

  text = openssl ((const char *const[]){"openssl", "x509", "-text", "-noout", "-in", path, NULL},
                  &status);
  g_assert_cmpint (status, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (strstr (text, words[i]));
}

/* Names and addresses that would mean more than they say. */
static void
test_refused (Fixture *self, gconstpointer kind)
{
  g_autoptr (EVP_PKEY) key = support_key_new ("p256");
  g_autoptr (GBytes) spki = spki_of (key);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("garbage", 7);
  const PkiIssue table[] = {
      {.profile = PKI_PROFILE_PERSON, .spki = garbage, .common_name = "a", .not_after = NOW},
      {.profile = PKI_PROFILE_PERSON, .spki = spki, .common_name = "a", .ocsp = "http://a,DNS:b"},
      {.profile = PKI_PROFILE_PERSON, .spki = spki, .common_name = "a", .crl = "http://a\nb"},
      {.profile = PKI_PROFILE_PERSON, .spki = spki, .common_name = "a", .policy = "1.2,CA:TRUE"},
      {.profile = PKI_PROFILE_PERSON, .spki = spki, .common_name = "a", .country = "CHN"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pki_issue_certificate (self->authority, &table[i], NULL, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
    }
}

static GBytes *
make_request (const char *kind, GBytes **spki)
{
  EVP_PKEY *key = support_key_new (kind);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *request;

  *spki = spki_of (key);
  signer = keys_key_new (key, none);
  request = pki_request_make (signer, *spki, NULL, NULL, &error);
  g_assert_no_error (error);
  return request;
}

static void
test_request (Fixture *self, gconstpointer unused)
{
  static const char *const kinds[] = {"rsa2048", "p256", "p384", "p521", "ed25519"};

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) spki = NULL;
      g_autoptr (GBytes) request = make_request (kinds[i], &spki);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) found = pki_request_read (request, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (found, spki));
    }
}

/* One byte changed anywhere, or cut anywhere: it is not taken, or it is the same key. */
static void
test_request_changed (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (GBytes) request = make_request ("p256", &spki);
  gsize length;
  const guint8 *data = g_bytes_get_data (request, &length);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autoptr (GBytes) found = NULL;

      copy[i] ^= 0x21;
      changed = g_bytes_new (copy, length);
      found = pki_request_read (changed, NULL);
      g_assert_true (!found || g_bytes_equal (found, spki));
      g_assert_null (pki_request_read (cut, NULL));
    }
}

#define ADD(name, kind, function) g_test_add (name, Fixture, kind, set_up, function, tear_down)

/* A key of these numbers, which nobody has the other half of. */
static EVP_PKEY *
rsa_of (int bits, BN_ULONG exponent)
{
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new ();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  EVP_PKEY *key = NULL;
  BIGNUM *n = BN_new (), *e = BN_new ();
  OSSL_PARAM *params;

  g_assert_true (BN_rand (n, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) &&
                 BN_set_word (e, exponent));
  OSSL_PARAM_BLD_push_BN (build, OSSL_PKEY_PARAM_RSA_N, n);
  OSSL_PARAM_BLD_push_BN (build, OSSL_PKEY_PARAM_RSA_E, e);
  params = OSSL_PARAM_BLD_to_param (build);
  EVP_PKEY_fromdata_init (context);
  g_assert_cmpint (EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, params), ==, 1);
  OSSL_PARAM_free (params);
  OSSL_PARAM_BLD_free (build);
  EVP_PKEY_CTX_free (context);
  BN_free (n);
  BN_free (e);
  return key;
}

/* The curve is not named but written out (RFC 5480, 2.1.1 forbids it). */
static EVP_PKEY *
ec_written_out (void)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  EVP_PKEY *key = NULL;

  EVP_PKEY_keygen_init (context);
  EVP_PKEY_CTX_set_group_name (context, "P-256");
  EVP_PKEY_CTX_set_ec_param_enc (context, OPENSSL_EC_EXPLICIT_CURVE);
  g_assert_cmpint (EVP_PKEY_generate (context, &key), ==, 1);
  EVP_PKEY_CTX_free (context);
  return key;
}

static GBytes *
request_for (EVP_PKEY *key, EVP_PKEY *signer)
{
  X509_REQ *request = X509_REQ_new ();
  unsigned char *der = NULL;
  GBytes *bytes;
  int length;

  X509_REQ_set_pubkey (request, key);
  g_assert_cmpint (X509_REQ_sign (request, signer, EVP_sha256 ()), >, 0);
  length = i2d_X509_REQ (request, &der);
  bytes = g_bytes_new (der, length);
  OPENSSL_free (der);
  X509_REQ_free (request);
  return bytes;
}

/* Keys that let others sign, that take a verifier's time, or that readers take for others. */
static void
test_bad_keys (void)
{
  EVP_PKEY *written_out = ec_written_out ();
  EVP_PKEY *keys[] = {rsa_of (2048, 0),     rsa_of (2048, 1),      rsa_of (2048, 2),
                      rsa_of (2048, 65536), rsa_of (1024, 65537),  rsa_of (2047, 65537),
                      rsa_of (8193, 65537), rsa_of (16384, 65537), written_out};

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GBytes) request = request_for (keys[i], written_out);
      g_autoptr (GError) error = NULL;

      g_test_message ("key %u", i);
      g_assert_null (pki_request_read (request, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED);
      EVP_PKEY_free (keys[i]);
    }
}

/* A signer's key may do what it can (ETSI EN 319 412-2, 4.3.2), an office's what it is for. */
static void
test_usage (Fixture *self, gconstpointer unused)
{
  static const struct {
    PkiProfile profile;
    const char *kind;
    guint bits; /* RFC 5280, 4.2.1.3: bit 0 is the lowest here */
  } table[] = {
      {PKI_PROFILE_PERSON, "p256", 1 << 0 | 1 << 1 | 1 << 4},
      {PKI_PROFILE_ORGANISATION, "p384", 1 << 0 | 1 << 1 | 1 << 4},
      {PKI_PROFILE_PERSON, "rsa2048", 1 << 0 | 1 << 1 | 1 << 2},
      {PKI_PROFILE_PERSON, "ed25519", 1 << 0 | 1 << 1},
      {PKI_PROFILE_TIMESTAMP, "p256", 1 << 0},
      {PKI_PROFILE_OCSP, "p256", 1 << 0},
      {PKI_PROFILE_REGISTRAR, "p256", 1 << 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EVP_PKEY) key = support_key_new (table[i].kind);
      g_autoptr (PkiCertificate)
          certificate = issue (self->authority, table[i].profile, key, "王小明");
      guint bits = 0;

      for (guint bit = 0; bit < 9; bit++)
        bits |= (guint) pki_certificate_has_key_usage (certificate, bit) << bit;
      g_assert_cmphex (bits, ==, table[i].bits);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pki/issue/person/p256", "p256", test_person);
  ADD ("/pki/issue/person/rsa2048", "rsa2048", test_person);
  ADD ("/pki/issue/person/ed25519", "ed25519", test_person);
  ADD ("/pki/issue/list-text", "p256", test_list_text);
  ADD ("/pki/issue/certificate-text", "p256", test_certificate_text);
  ADD ("/pki/issue/refused", "p256", test_refused);
  ADD ("/pki/request/kinds", "p256", test_request);
  ADD ("/pki/request/changed", "p256", test_request_changed);
  g_test_add ("/pki/issue/usage", Fixture, "p256", set_up, test_usage, tear_down);
  g_test_add_func ("/pki/issue/bad-keys", test_bad_keys);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <string.h>
#include <sys/stat.h>

#include "keys-error.h"
#include "keys-open.h"
#include "keys-pkcs12.h"
#include "pki-cms.h"
#include "pki-openssl.h"
#include "pki-x509.h"
#include "support-ca.h"
#include "support-clock.h"

static char *folder;
static SupportCa *ca;

static char *
write_file (const char *name, const void *data, gssize size)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
  return path;
}

static char *
write_bytes (const char *name, GBytes *bytes)
{
  return write_file (name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_refused (const char *path, const char *password, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (keys_pkcs12_open (path, password, &error));
  g_assert_error (error, KEYS_ERROR, code);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static void
assert_opens (const char *path, const char *password, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = keys_pkcs12_open (path, password, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pki_certificate_get_name (pki_signer_get_certificate (signer)), ==, name);
}

static char *
generate (const char *kind, const char *password)
{
  g_autofree char *name = g_strconcat (kind, ".p12", NULL);
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  keys_pkcs12_generate (path, password, "张三", "示例科技有限公司", kind, SUPPORT_NOW, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_generated_signs (gconstpointer data)
{
  g_autofree char *path = generate (data, "密码 ok");
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = keys_pkcs12_open (path, "密码 ok", &error);
  PkiCmsRequest request = {0};
  g_autoptr (GBytes) digest = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (PkiCms) cms = NULL;
  PkiCertificate *certificate;
  struct stat status;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  certificate = pki_signer_get_certificate (signer);
  g_assert_cmpstr (pki_certificate_get_subject (certificate), ==,
                   "CN=张三,OU=Test identity\\, not verified by anyone,O=示例科技有限公司");
  g_assert_true (pki_certificate_is_self_signed (certificate));
  g_assert_false (pki_certificate_is_ca (certificate));
  g_assert_true (pki_certificate_check_signer (certificate, SUPPORT_NOW, NULL));
  g_assert_true (pki_certificate_check_signer (certificate, SUPPORT_NOW + 729 * SUPPORT_DAY, NULL));
  g_assert_false (
      pki_certificate_check_signer (certificate, SUPPORT_NOW + 731 * SUPPORT_DAY, NULL));

  request.digest = pki_signer_choose_digest (signer, PKI_DIGEST_SHA256);
  digest = pki_digest_bytes (request.digest, "contract", 8);
  request.content_digest = digest;
  der = pki_cms_sign (signer, &request, NULL, &error);
  g_assert_no_error (error);
  cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
}

static void
test_generate_refusals (void)
{
  g_autofree char *path = generate ("p256", "right");
  g_autofree char *nowhere = g_build_filename (folder, "missing", "x.p12", NULL);
  g_autofree char *other = g_build_filename (folder, "other.p12", NULL);
  g_autofree char *long_name = g_strnfill (65, 'x');
  const struct {
    const char *path;
    const char *name;
    const char *kind;
    int code;
  } table[] = {
      {path, "A", "p256", KEYS_ERROR_EXISTS},
      {nowhere, "A", "p256", KEYS_ERROR_STORE},
      {other, "A", "sm9", KEYS_ERROR_UNSUPPORTED},
      {other, long_name, "p256", KEYS_ERROR_UNSUPPORTED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (keys_pkcs12_generate (table[i].path, "p", table[i].name, NULL, table[i].kind,
                                            SUPPORT_NOW, &error));
      g_assert_error (error, KEYS_ERROR, table[i].code);
    }
  assert_opens (path, "right", "张三");
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

static void
test_passwords (void)
{
  static const char *const passwords[] = {"", "plain", "密码", "пароль 🔑", "ä ö"};

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autofree char *path = generate ("p256", passwords[i]);

      assert_opens (path, passwords[i], "张三");
      assert_refused (path, "wrong", KEYS_ERROR_PASSWORD);
      if (passwords[i][0] != '\0')
        assert_refused (path, "", KEYS_ERROR_PASSWORD);
    }
}

/* Some programs export "no password" as none at all, not as an empty one. */
static void
test_no_password (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (GBytes) bytes = support_identity_to_pkcs12 (identity, NULL, TRUE);
  g_autofree char *path = write_bytes ("none.p12", bytes);

  assert_opens (path, "", "张三");
  assert_refused (path, "x", KEYS_ERROR_PASSWORD);
}

static void
test_chain_in_order (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity)
      stranger = support_ca_issue (ca, &(SupportProfile){.common_name = "李四"});
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  GPtrArray *chain;

  g_ptr_array_insert (identity->chain, 1,
                      pki_certificate_ref (support_identity_get_certificate (stranger)));
  bytes = support_identity_to_pkcs12 (identity, "p", TRUE);
  signer = keys_pkcs12_open_bytes (bytes, "p", NULL);
  chain = signer->funcs->get_certificates (signer);
  g_assert_cmpuint (chain->len, ==, 3);
  g_assert_true (pki_certificate_equal (chain->pdata[0], identity->chain->pdata[0]));
  g_assert_cmpstr (pki_certificate_get_name (chain->pdata[1]), ==, "示例签发机构");
  g_assert_cmpstr (pki_certificate_get_name (chain->pdata[2]), ==, "示例根证书");
}

static void
test_no_key (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (GBytes) bytes = support_identity_to_pkcs12 (identity, "p", FALSE);
  g_autofree char *path = write_bytes ("nokey.p12", bytes);

  assert_refused (path, "p", KEYS_ERROR_NO_KEY);
  assert_refused (path, "q", KEYS_ERROR_PASSWORD);
}

static void
test_no_certificate (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) other = support_ca_issue (ca, &(SupportProfile){0});
  PKCS12 *alone = PKCS12_create ("p", NULL, identity->key, NULL, NULL, 0, 0, 100, 1, 0);
  STACK_OF (X509) *others = sk_X509_new_null ();
  PKCS12 *foreign;
  PKCS12 *files[2];

  sk_X509_push (others, other->x509);
  foreign = PKCS12_create ("p", NULL, identity->key, NULL, others, 0, 0, 100, 1, 0);
  files[0] = alone;
  files[1] = foreign;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      unsigned char *der = NULL;
      int size = i2d_PKCS12 (files[i], &der);
      g_autofree char *path = write_file ("nocert.p12", der, size);

      assert_refused (path, "p", KEYS_ERROR_NO_CERTIFICATE);
      OPENSSL_free (der);
      PKCS12_free (files[i]);
    }
  sk_X509_free (others);
}

static void
test_unsupported_key (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){.kind = "sm2"});
  g_autoptr (GBytes) bytes = support_identity_to_pkcs12 (identity, "p", TRUE);
  g_autofree char *path = write_bytes ("sm2.p12", bytes);

  assert_refused (path, "p", KEYS_ERROR_UNSUPPORTED);
}

static void
test_what_is_no_key_file (void)
{
  g_autofree char *empty = write_file ("empty.p12", "", 0);
  g_autofree char *text = write_file ("text.p12", "This is a letter.", -1);
  g_autofree char *pem = support_certificate_to_pem (support_ca_get_root (ca));
  g_autofree char *certificate = write_file ("root.pem", pem, -1);
  g_autofree char *missing = g_build_filename (folder, "missing.p12", NULL);
  g_autofree char *huge = write_file ("huge.p12", "", 0);
  g_autofree char *pipe_path = g_build_filename (folder, "pipe.p12", NULL);

  g_assert_cmpint (truncate (huge, G_GINT64_CONSTANT (4) << 30), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  assert_refused (empty, "p", KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (text, "p", KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (certificate, "p", KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (huge, "p", KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (missing, "p", KEYS_ERROR_UNREADABLE);
  assert_refused (folder, "p", KEYS_ERROR_UNREADABLE);
  assert_refused (pipe_path, "p", KEYS_ERROR_UNREADABLE);
}

/* The files that programs have written since the nineties. */
static void
test_openssl_exports (gconstpointer data)
{
  const char *const *options = data;
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (ca, &(SupportProfile){.kind = "rsa2048"});
  g_autofree char *pem = support_identity_to_pem (identity);
  g_autofree char *input = write_file ("identity.pem", pem, -1);
  g_autofree char *secret = write_file ("secret", "old password\n", -1);
  g_autofree char *pass = g_strconcat ("file:", secret, NULL);
  g_autofree char *output = g_build_filename (folder, "export.p12", NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_strv_builder_add_many (builder, "openssl", "pkcs12", "-export", "-in", input, "-out", output,
                           "-passout", pass, NULL);
  g_strv_builder_addv (builder, (const char **) options);
  argv = g_strv_builder_end (builder);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  assert_opens (output, "old password", "张三");
  if (!g_strv_contains (options, "-nomac"))
    assert_refused (output, "wrong", KEYS_ERROR_PASSWORD);
}

/* A MAC of two thousand million rounds would keep a computer busy for an hour. */
static void
test_costly (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  PKCS12 *pkcs12 = PKCS12_create ("p", NULL, identity->key, identity->x509, NULL, 0, 0, 100, 300,
                                  0);
  const ASN1_INTEGER *rounds;
  unsigned char *der = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autofree char *path = NULL;
  int size;

  PKCS12_get0_mac (NULL, NULL, NULL, &rounds, pkcs12);
  ASN1_INTEGER_set ((ASN1_INTEGER *) rounds, 2000000000);
  size = i2d_PKCS12 (pkcs12, &der);
  path = write_file ("costly.p12", der, size);
  assert_refused (path, "p", KEYS_ERROR_UNSUPPORTED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  OPENSSL_free (der);
  PKCS12_free (pkcs12);
}

static void
test_damaged (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (GBytes) bytes = support_identity_to_pkcs12 (identity, "p", TRUE);
  gsize size = g_bytes_get_size (bytes);
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  for (gsize length = 0; length < size; length += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (keys_pkcs12_open_bytes (cut, "p", &error));
      g_assert_error (error, KEYS_ERROR, KEYS_ERROR_NOT_KEY_FILE);
    }
  for (int i = 0; i < 1000; i++)
    {
      guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (PkiSigner) signer = NULL;
      g_autoptr (GError) error = NULL;

      copy[g_test_rand_int_range (0, (int) size)] ^= 1 << g_test_rand_int_range (0, 8);
      damaged = g_bytes_new_take (copy, size);
      signer = keys_pkcs12_open_bytes (damaged, "p", &error);
      g_assert_true ((signer == NULL) == (error != NULL));
    }
}

static void
test_explanations (void)
{
  const char *what;
  const char *why;
  const char *remedy;

  for (int code = 0; code < KEYS_N_ERRORS; code++)
    {
      what = why = remedy = NULL;
      g_assert_true (keys_error_explain (code, &what, &why, &remedy));
      g_assert_true (what != NULL && why != NULL && remedy != NULL);
    }
  g_assert_false (keys_error_explain (KEYS_N_ERRORS, &what, &why, &remedy));
}

static const char *const modern[] = {NULL};
static const char *const legacy[] = {"-legacy", NULL};
static const char *const triple_des[] = {"-legacy",       "-keypbe", "PBE-SHA1-3DES", "-certpbe",
                                         "PBE-SHA1-3DES", "-macalg", "sha1",          NULL};
static const char *const unencrypted[] = {"-keypbe", "NONE", "-certpbe", "NONE", NULL};
static const char *const no_mac[] = {"-nomac", NULL};

/* In a safe of its own, in the clear or not; with the number of the key, or with none. */
static void
add_certificate (STACK_OF (PKCS7) * *safes,
                 SupportIdentity *identity,
                 gboolean clear,
                 gboolean numbered)
{
  STACK_OF (PKCS12_SAFEBAG) *bags = NULL;
  PkiCertificate *certificate = support_identity_get_certificate (identity);
  PKCS12_SAFEBAG *bag = PKCS12_add_cert (&bags, pki_certificate_get_x509 (certificate));

  g_assert_nonnull (bag);
  if (numbered)
    g_assert_true (PKCS12_add_localkeyid (bag, (unsigned char *) "\1", 1));
  g_assert_true (
      PKCS12_add_safe (safes, bags, clear ? -1 : NID_aes_256_cbc, 1000, clear ? NULL : "secret"));
  sk_PKCS12_SAFEBAG_pop_free (bags, PKCS12_SAFEBAG_free);
}

static char *
write_safes (STACK_OF (PKCS7) * safes)
{
  PKCS12 *pkcs12 = PKCS12_add_safes (safes, 0);
  unsigned char *der = NULL;
  int size;
  char *path;

  g_assert_true (PKCS12_set_mac (pkcs12, "secret", -1, NULL, 0, 1000, EVP_sha256 ()));
  size = i2d_PKCS12 (pkcs12, &der);
  path = write_file ("peek.p12", der, size);
  OPENSSL_free (der);
  PKCS12_free (pkcs12);
  return path;
}

/* Whose key it is shows without the password only by the number that key and certificate share: a
 * certificate that happens to lie in the clear may be anybody's. */
static void
test_peek (void)
{
  static const struct {
    gboolean clear; /* the key's own */
    gboolean numbered;
    gboolean other; /* somebody else's, in the clear and without a number */
    gboolean told;
  } cases[] = {
      {TRUE, TRUE, FALSE, TRUE},   {TRUE, TRUE, TRUE, TRUE},    {FALSE, TRUE, TRUE, FALSE},
      {FALSE, TRUE, FALSE, FALSE}, {TRUE, FALSE, FALSE, FALSE},
  };
  g_autoptr (SupportIdentity) own = support_ca_issue (ca, &(SupportProfile){.common_name = "own"});
  g_autoptr (SupportIdentity) other = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (EVP_PKEY) key = support_key_new ("p256");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      STACK_OF (PKCS7) *safes = NULL;
      STACK_OF (PKCS12_SAFEBAG) *bags = NULL;
      PKCS12_SAFEBAG *bag = PKCS12_add_key (&bags, key, 0, 1000, NID_aes_256_cbc, "secret");
      g_autoptr (GPtrArray) chain = NULL;
      g_autofree char *path = NULL;

      g_assert_true (PKCS12_add_localkeyid (bag, (unsigned char *) "\1", 1));
      add_certificate (&safes, own, cases[i].clear, cases[i].numbered);
      if (cases[i].other)
        add_certificate (&safes, other, TRUE, FALSE);
      g_assert_true (PKCS12_add_safe (&safes, bags, -1, 0, NULL));
      sk_PKCS12_SAFEBAG_pop_free (bags, PKCS12_SAFEBAG_free);
      path = write_safes (safes);
      sk_PKCS7_pop_free (safes, PKCS7_free);
      chain = keys_open_peek (&(KeysSource){path, NULL, ""});
      g_assert_cmpint (chain != NULL, ==, cases[i].told);
      if (chain != NULL)
        g_assert_true (pki_certificate_equal (g_ptr_array_index (chain, 0),
                                              support_identity_get_certificate (own)));
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = {"rsa2048", "rsa3072", "p256", "p384", "ed25519", "ed448"};
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vermilion-keys-XXXXXX", NULL);
  ca = support_ca_new (SUPPORT_NOW);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/keys/pkcs12/generated-signs/", kinds[i], NULL);

      g_test_add_data_func (name, kinds[i], test_generated_signs);
    }
  g_test_add_func ("/keys/pkcs12/peek", test_peek);
  g_test_add_func ("/keys/pkcs12/generate-refusals", test_generate_refusals);
  g_test_add_func ("/keys/pkcs12/passwords", test_passwords);
  g_test_add_func ("/keys/pkcs12/no-password", test_no_password);
  g_test_add_func ("/keys/pkcs12/chain-in-order", test_chain_in_order);
  g_test_add_func ("/keys/pkcs12/no-key", test_no_key);
  g_test_add_func ("/keys/pkcs12/no-certificate", test_no_certificate);
  g_test_add_func ("/keys/pkcs12/unsupported-key", test_unsupported_key);
  g_test_add_func ("/keys/pkcs12/what-is-no-key-file", test_what_is_no_key_file);
  g_test_add_data_func ("/keys/pkcs12/exports/modern", modern, test_openssl_exports);
  g_test_add_data_func ("/keys/pkcs12/exports/legacy", legacy, test_openssl_exports);
  g_test_add_data_func ("/keys/pkcs12/exports/3des", triple_des, test_openssl_exports);
  g_test_add_data_func ("/keys/pkcs12/exports/unencrypted", unencrypted, test_openssl_exports);
  g_test_add_data_func ("/keys/pkcs12/exports/no-mac", no_mac, test_openssl_exports);
  g_test_add_func ("/keys/pkcs12/costly", test_costly);
  g_test_add_func ("/keys/pkcs12/damaged", test_damaged);
  g_test_add_func ("/keys/pkcs12/explanations", test_explanations);
  status = g_test_run ();
  support_ca_free (ca);
  g_spawn_sync (NULL, (char *[]){"rm", "-rf", folder, NULL}, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}

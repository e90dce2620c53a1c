/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens as they are: SoftHSM 2, filled by its own program. */

#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

#include "keys-error.h"
#include "keys-token.h"
#include "pki-cms.h"
#include "pki-error.h"
#include "pki-openssl.h"
#include "support-clock.h"
#include "support-token.h"

#define TEXT "%PDF-1.7\n"

static char *folder;
static SupportCa *ca;
static const char *module;

static const struct {
  const char *kind;
  const char *id;
} keys[] = {
    {"rsa2048", "01"}, {"rsa3072", "02"}, {"p256", "03"},  {"p384", "04"},
    {"p521", "05"},    {"ed25519", "06"}, {"ed448", "07"},
};

/* Counts how often it is asked, and keeps what it was told. */
typedef struct {
  const char *pin;
  guint n_asked;
  KeysPinState state;
} Person;

static char *
answer (const KeysPinRequest *request, gpointer data, GError **error)
{
  Person *person = data;

  g_assert_cmpstr (request->token, ==, SUPPORT_TOKEN_LABEL);
  g_assert_nonnull (request->certificate);
  g_assert_false (request->pad);
  person->n_asked++;
  person->state = request->pin;
  return g_strdup (person->pin);
}

static PkiSigner *
open_token (const char *uri, Person *person, GError **error)
{
  KeysTokenRequest request = {
      .uri = uri,
      .module = module,
      .now = SUPPORT_NOW,
      .pin = answer,
      .data = person,
  };
  PkiSigner *signer = keys_token_open (&request, NULL, error);

  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  return signer;
}

static KeysTokenEntry *
find_entry (GPtrArray *entries, const char *label)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (((KeysTokenEntry *) entries->pdata[i])->label, label) == 0)
      return entries->pdata[i];
  return NULL;
}

static char *
dup_uri (const char *label)
{
  g_autoptr (GPtrArray) entries = keys_token_list (module, NULL);

  return g_strdup (find_entry (entries, label)->uri);
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = keys_token_list (module, &error);

  g_assert_no_error (error);
  /* The issuers' certificates lie there too, and are no choice. */
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (keys) + 2);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      KeysTokenEntry *entry = find_entry (entries, keys[i].kind);
      g_autofree char *id = g_strdup_printf ("id=%%%s;", keys[i].id);

      g_assert_nonnull (entry);
      g_assert_true (g_str_has_prefix (entry->uri, "pkcs11:"));
      g_assert_nonnull (strstr (entry->uri, id));
      g_assert_cmpstr (entry->token, ==, SUPPORT_TOKEN_LABEL);
      g_assert_cmpstr (entry->model, ==, "SoftHSM v2");
      g_assert_cmpuint (strlen (entry->serial), ==, 16);
      g_assert_cmpstr (entry->module, ==, module);
      g_assert_cmpstr (pki_certificate_get_name (entry->certificate), ==, "张三");
      g_assert_cmpint (entry->key, ==, KEYS_TOKEN_KEY_PRESENT);
      g_assert_cmpint (entry->pin, ==, KEYS_PIN_OK);
      g_assert_true (entry->signs && entry->needs_login && !entry->pad);
    }
  g_assert_false (find_entry (entries, "encryption")->signs);
  g_assert_cmpint (find_entry (entries, "alone")->key, ==, KEYS_TOKEN_KEY_UNKNOWN);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* Debian's package registers SoftHSM with p11-kit, as every driver's package should. */
static void
test_without_configuration (void)
{
  g_autoptr (GPtrArray) entries = NULL;
  KeysTokenEntry *entry;

  if (!g_file_test ("/usr/share/p11-kit/modules/softhsm2.module", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("SoftHSM is not registered with p11-kit");
      return;
    }
  entries = keys_token_list (NULL, NULL);
  entry = find_entry (entries, "p256");
  g_assert_nonnull (entry);
  g_assert_null (entry->module);
}

static char *
write_bytes (const char *name, GBytes *bytes)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  return path;
}

/* openssl cms hashes the content itself. */
static void
assert_openssl_agrees (GBytes *der, GBytes *content)
{
  g_autofree char *cms = write_bytes ("cms.der", der);
  g_autofree char *input = write_bytes ("content", content);
  g_autofree char *pem = support_certificate_to_pem (support_ca_get_root (ca));
  g_autoptr (GBytes) pem_bytes = g_bytes_new (pem, strlen (pem));
  g_autofree char *root = write_bytes ("root.pem", pem_bytes);
  g_autofree char *moment = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) SUPPORT_NOW);
  char *argv[] = {"openssl", "cms",      "-verify",  "-binary", "-inform", "DER",  "-in",
                  cms,       "-content", input,      "-CAfile", root,      "-out", "/dev/null",
                  "-attime", moment,     "-purpose", "any",     NULL};
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &err, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("openssl cms: %s", err);
}

static void
sign_and_check (PkiSigner *signer, PkiDigestType wanted, gboolean pss, const char *algorithm)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("contract", 8);
  PkiCmsRequest request = {.digest = pki_signer_choose_digest (signer, wanted), .pss = pss};
  g_autoptr (GBytes) digest = pki_digest_bytes (request.digest, "contract", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (PkiCms) cms = NULL;

  request.content_digest = digest;
  der = pki_cms_sign (signer, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (der), <=, pki_cms_get_max_size (signer, &request));
  cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
  g_assert_cmpstr (pki_cms_get_algorithm (cms), ==, algorithm);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  /* OpenSSL 3.0's CMS knows no EdDSA. */
  if (!g_str_has_prefix (algorithm, "Ed"))
    assert_openssl_agrees (der, content);
}

static void
test_sign (gconstpointer data)
{
  static const PkiDigestType digests[] = {PKI_DIGEST_SHA256, PKI_DIGEST_SHA384, PKI_DIGEST_SHA512};
  const char *kind = data;
  gboolean rsa = g_str_has_prefix (kind, "rsa");
  const char *algorithm = rsa                             ? "RSA"
                          : g_str_equal (kind, "ed25519") ? "Ed25519"
                          : g_str_equal (kind, "ed448")   ? "Ed448"
                                                          : "ECDSA";
  g_autofree char *uri = dup_uri (kind);
  Person person = {.pin = SUPPORT_TOKEN_PIN};
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = open_token (uri, &person, &error);
  GPtrArray *chain;

  g_assert_no_error (error);
  chain = signer->funcs->get_certificates (signer);
  g_assert_cmpuint (chain->len, ==, 3);
  g_assert_cmpstr (pki_certificate_get_name (chain->pdata[2]), ==, "示例根证书");
  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      sign_and_check (signer, digests[i], FALSE, algorithm);
      if (rsa)
        sign_and_check (signer, digests[i], TRUE, "RSA-PSS");
    }
  g_assert_cmpuint (person.n_asked, ==, 1);
}

/* Both of one token: the second needs no PIN, since a process logs in as a whole. */
static void
test_two_signers (void)
{
  g_autofree char *first_uri = dup_uri ("p256");
  g_autofree char *second_uri = dup_uri ("rsa2048");
  Person person = {.pin = SUPPORT_TOKEN_PIN};
  g_autoptr (PkiSigner) first = open_token (first_uri, &person, NULL);
  g_autoptr (PkiSigner) second = open_token (second_uri, &person, NULL);
  g_autoptr (GPtrArray) entries = keys_token_list (module, NULL);

  g_assert_cmpuint (entries->len, >, 0);
  sign_and_check (second, PKI_DIGEST_SHA256, FALSE, "RSA");
  g_clear_pointer (&second, pki_signer_free);
  sign_and_check (first, PKI_DIGEST_SHA256, FALSE, "ECDSA");
  g_assert_cmpuint (person.n_asked, ==, 1);
}

static void
assert_refused (const char *uri, Person *person, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_token (uri, person, &error));
  g_assert_error (error, domain, code);
}

static void
test_wrong_pin (void)
{
  g_autofree char *uri = dup_uri ("p256");
  Person wrong = {.pin = "000000"};
  Person right = {.pin = SUPPORT_TOKEN_PIN};
  Person gone = {NULL};
  g_autoptr (PkiSigner) signer = NULL;

  assert_refused (uri, &wrong, KEYS_ERROR, KEYS_ERROR_PIN_LOW);
  g_assert_cmpuint (wrong.n_asked, ==, 1);
  g_assert_cmpint (wrong.state, ==, KEYS_PIN_OK);
  assert_refused (uri, &wrong, KEYS_ERROR, KEYS_ERROR_PIN_LOW);
  g_assert_cmpint (wrong.state, ==, KEYS_PIN_COUNT_LOW);
  assert_refused (uri, &gone, KEYS_ERROR, KEYS_ERROR_CANCELLED);
  signer = open_token (uri, &right, NULL);
  g_assert_nonnull (signer);
  g_assert_cmpint (right.state, ==, KEYS_PIN_COUNT_LOW);
}

/* What a PIN cannot help with is said before it is asked for. */
static void
test_refused_unasked (void)
{
  g_autofree char *encryption = dup_uri ("encryption");
  g_autofree char *alone = dup_uri ("alone");
  g_autofree char *p256 = dup_uri ("p256");
  g_autofree char *with_pin = g_strconcat (p256, "?pin-value=246810", NULL);
  const struct {
    const char *uri;
    GQuark domain;
    int code;
  } table[] = {
      {"https://example.com/", KEYS_ERROR, KEYS_ERROR_TOKEN_URI},
      {"pkcs11:token=%zz", KEYS_ERROR, KEYS_ERROR_TOKEN_URI},
      {with_pin, KEYS_ERROR, KEYS_ERROR_TOKEN_URI},
      {"pkcs11:token=elsewhere", KEYS_ERROR, KEYS_ERROR_TOKEN_MISSING},
      {"pkcs11:model=SoftHSM%20v2;id=%77", KEYS_ERROR, KEYS_ERROR_TOKEN_NO_CERTIFICATE},
      {"pkcs11:model=SoftHSM%20v2", KEYS_ERROR, KEYS_ERROR_TOKEN_SEVERAL},
      {encryption, PKI_ERROR, PKI_ERROR_KEY_USAGE},
  };
  Person person = {.pin = SUPPORT_TOKEN_PIN};

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    assert_refused (table[i].uri, &person, table[i].domain, table[i].code);
  g_assert_cmpuint (person.n_asked, ==, 0);
  assert_refused (alone, &person, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY);
  g_assert_cmpuint (person.n_asked, ==, 1);
}

/* An address as people shorten it, or copy it from a program that lists keys. */
static void
test_addresses (void)
{
  static const char *const uris[] = {
      "pkcs11:id=%03",
      "pkcs11:object=p256",
      "pkcs11:id=%03;type=private",
      "pkcs11:token=%E5%8D%B0%E7%AB%A0%20token;object=p256;type=cert",
  };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      Person person = {.pin = SUPPORT_TOKEN_PIN};
      g_autoptr (GError) error = NULL;
      g_autoptr (PkiSigner) signer = open_token (uris[i], &person, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (pki_certificate_get_key_type (pki_signer_get_certificate (signer)), ==,
                       "P-256");
    }
}

static void
fill (void)
{
  g_autoptr (SupportIdentity)
      encryption = support_ca_issue (ca, &(SupportProfile){.key_usage = "keyEncipherment"});
  g_autoptr (SupportIdentity) alone = support_ca_issue (ca, &(SupportProfile){0});

  support_token_create (folder);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (SupportIdentity)
          identity = support_ca_issue (ca, &(SupportProfile){.kind = keys[i].kind});

      support_token_add (folder, identity, keys[i].kind, keys[i].id);
    }
  support_token_add (folder, encryption, "encryption", "0e");
  support_token_add_certificate (support_identity_get_certificate (alone), "alone", "0a");
}

static GBytes *
close_to (PkiSigner *signer, gboolean pkcs1)
{
  PkiCertificate *certificate = pki_signer_get_certificate (signer);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GBytes) content = g_bytes_new_static (TEXT, strlen (TEXT));
  STACK_OF (X509) * stack;
  CMS_ContentInfo *cms;
  g_autoptr (BIO) input = NULL;
  g_autoptr (BIO) output = NULL;
  char *data;
  long size;

  g_ptr_array_add (recipients, certificate);
  if (!pkcs1)
    return pki_envelope_close (content, recipients, NULL);
  /* As OpenSSL does it unasked: RSA by PKCS #1 v1.5. */
  stack = sk_X509_new_null ();
  sk_X509_push (stack, pki_certificate_get_x509 (certificate));
  input = BIO_new_mem_buf (TEXT, -1);
  output = BIO_new (BIO_s_mem ());
  cms = CMS_encrypt (stack, input, EVP_aes_256_gcm (), CMS_BINARY);
  g_assert_cmpint (i2d_CMS_bio (output, cms), ==, 1);
  CMS_ContentInfo_free (cms);
  sk_X509_free (stack);
  size = BIO_get_mem_data (output, &data);
  return g_bytes_new (data, (gsize) size);
}

/* What is encrypted to the certificate is opened where the key is. */
static void
test_open (void)
{
  static const char *const kinds[] = {"rsa2048", "rsa3072", "p256", "p384", "p521"};

  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++)
    {
      Person person = {.pin = SUPPORT_TOKEN_PIN};
      g_autofree char *uri = dup_uri (kinds[i / 2]);
      g_autoptr (GError) error = NULL;
      g_autoptr (PkiSigner) signer = open_token (uri, &person, &error);
      g_autoptr (GBytes) closed = close_to (signer, i % 2);
      guint8 *changed = g_memdup2 (g_bytes_get_data (closed, NULL), g_bytes_get_size (closed));
      g_autoptr (GBytes) bad = g_bytes_new_take (changed, g_bytes_get_size (closed));
      g_autoptr (PkiEnvelope) envelope = pki_envelope_new (closed, NULL);
      g_autoptr (PkiEnvelope) other = NULL;
      g_autoptr (GBytes) content = pki_signer_open (signer, envelope, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), TEXT,
                       strlen (TEXT));
      changed[g_bytes_get_size (closed) - 20] ^= 1;
      other = pki_envelope_new (bad, NULL);
      g_assert_null (pki_signer_open (signer, other, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_CHANGED);
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

static void
test_open_refused (void)
{
  Person person = {.pin = SUPPORT_TOKEN_PIN};
  g_autofree char *uri = dup_uri ("ed25519");
  g_autofree char *other = dup_uri ("p256");
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = open_token (uri, &person, NULL);
  g_autoptr (PkiSigner) second = open_token (other, &person, NULL);
  g_autoptr (GBytes) closed = close_to (second, FALSE);
  g_autoptr (PkiEnvelope) envelope = pki_envelope_new (closed, NULL);

  g_assert_null (pki_signer_open (signer, envelope, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_SIGNS_ONLY);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  module = support_token_get_module ();
  if (module == NULL)
    {
      g_print ("1..0 # SKIP SoftHSM 2 is not installed\n");
      return 0;
    }
  folder = g_dir_make_tmp ("vermilion-token-XXXXXX", NULL);
  ca = support_ca_new (SUPPORT_NOW);
  fill ();
  g_test_add_func ("/keys/token/list", test_list);
  g_test_add_func ("/keys/token/without-configuration", test_without_configuration);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *name = g_strconcat ("/keys/token/sign/", keys[i].kind, NULL);

      g_test_add_data_func (name, keys[i].kind, test_sign);
    }
  g_test_add_func ("/keys/token/two-signers", test_two_signers);
  g_test_add_func ("/keys/token/refused-unasked", test_refused_unasked);
  g_test_add_func ("/keys/token/addresses", test_addresses);
  g_test_add_func ("/keys/token/wrong-pin", test_wrong_pin);
  g_test_add_func ("/keys/token/open", test_open);
  g_test_add_func ("/keys/token/open-refused", test_open_refused);
  status = g_test_run ();
  support_ca_free (ca);
  g_spawn_sync (NULL, (char *[]){"rm", "-rf", folder, NULL}, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/err.h>
#include <string.h>

#include "keys-error.h"
#include "keys-folder.h"
#include "keys-open.h"
#include "keys-pkcs12.h"
#include "pki-cms.h"
#include "support-ca.h"
#include "support-clock.h"

static char *folder;
static SupportCa *ca;

static char *
make_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_text (const char *name, const char *text)
{
  char *path = make_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static char *
read_text (const char *path)
{
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_refused (const KeysSource *source, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (keys_open (source, &error));
  g_assert_error (error, KEYS_ERROR, code);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static void
assert_signs (const KeysSource *source, guint chain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiSigner) signer = keys_open (source, &error);
  g_autoptr (GBytes) digest = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (PkiCms) cms = NULL;
  PkiCmsRequest request = {0};

  g_assert_no_error (error);
  g_assert_cmpuint (signer->funcs->get_certificates (signer)->len, ==, chain);
  request.digest = pki_signer_choose_digest (signer, PKI_DIGEST_SHA256);
  digest = pki_digest_bytes (request.digest, "contract", 8);
  request.content_digest = digest;
  der = pki_cms_sign (signer, &request, NULL, &error);
  g_assert_no_error (error);
  cms = pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pki_cms_check (cms, digest), ==, PKI_CMS_INTACT);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

/* How programs write a private key: with OpenSSL's own command, which did. */
typedef struct {
  const char *name;
  const char *kind;
  const char *command; /* from plain.pem to key.pem, the password in the file "secret" */
  gboolean locked;
} Form;

static const Form forms[] = {
    {"pkcs8", "p256", "pkey", FALSE},
    {"pkcs8-aes", "rsa2048", "pkey -aes256 -passout file:secret", TRUE},
    {"pkcs8-scrypt", "p256", "pkcs8 -topk8 -scrypt -scrypt_N 1024 -passout file:secret", TRUE},
    {"pkcs8-3des", "p256", "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout file:secret", TRUE},
    {"pkcs8-rc2", "rsa2048",
     "pkcs8 -provider default -provider legacy -topk8 -v1 PBE-SHA1-RC2-40 -passout file:secret",
     TRUE},
    {"pkcs8-des", "p256",
     "pkcs8 -provider default -provider legacy -topk8 -v1 PBE-MD5-DES -passout file:secret", TRUE},
    {"traditional-rsa", "rsa2048", "rsa -traditional", FALSE},
    {"traditional-rsa-aes", "rsa2048", "rsa -traditional -aes128 -passout file:secret", TRUE},
    {"traditional-rsa-3des", "rsa2048", "rsa -traditional -des3 -passout file:secret", TRUE},
    {"traditional-ec", "p384", "ec", FALSE},
    {"traditional-ec-aes", "p384", "ec -aes256 -passout file:secret", TRUE},
    {"ed25519", "ed25519", "pkey", FALSE},
    {"ed448", "ed448", "pkey -aes256 -passout file:secret", TRUE},
    {"p521", "p521", "pkey -aes256 -passout file:secret", TRUE},
};

static void
make_key (const char *command)
{
  g_autofree char *line = g_strdup_printf ("openssl %s -in plain.pem -out key.pem", command);
  g_auto (GStrv) argv = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  g_spawn_sync (folder, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &output, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", output);
  g_assert_cmpint (status, ==, 0);
}

static char *
chain_to_pem (SupportIdentity *identity)
{
  g_autoptr (GString) pem = g_string_new (NULL);

  for (guint i = 0; i < identity->chain->len; i++)
    {
      g_autofree char *one = support_certificate_to_pem (identity->chain->pdata[i]);

      g_string_append (pem, one);
    }
  return g_strdup (pem->str);
}

/* In two files and in one, the certificates before and after, the words of a mail before all. */
static void
test_form (gconstpointer data)
{
  const Form *form = data;
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (ca, &(SupportProfile){.kind = form->kind});
  g_autofree char *plain = support_identity_to_pem (identity);
  g_autofree char *chain = chain_to_pem (identity);
  g_autofree char *plain_path G_GNUC_UNUSED = write_text ("plain.pem", plain);
  g_autofree char *secret G_GNUC_UNUSED = write_text ("secret", "口令 ok\n");
  g_autofree char *key_path = make_path ("key.pem");
  g_autofree char *certificates = write_text ("chain.pem", chain);
  const char *password = form->locked ? "口令 ok" : "";

  make_key (form->command);
  g_autofree char *key = read_text (key_path);
  g_autofree char *before = g_strconcat ("Dear all,\n", chain, key, NULL);
  g_autofree char *after = g_strconcat (key, chain, NULL);
  g_autofree char *before_path = write_text ("before.pem", before);
  g_autofree char *after_path = write_text ("after.pem", after);

  g_assert_cmpint (keys_open_needs_password (key_path), ==, form->locked);
  assert_signs (&(KeysSource){key_path, certificates, password}, 3);
  assert_signs (&(KeysSource){before_path, NULL, password}, 3);
  assert_signs (&(KeysSource){after_path, NULL, password}, 3);
  assert_refused (&(KeysSource){key_path, NULL, password}, KEYS_ERROR_NO_CERTIFICATE);
  if (!form->locked)
    return;
  assert_refused (&(KeysSource){key_path, certificates, "wrong"}, KEYS_ERROR_PASSWORD);
  assert_refused (&(KeysSource){key_path, certificates, ""}, KEYS_ERROR_PASSWORD);
}

/* Its padding would let one wrong password in 256 pass, were the key not looked at. */
static void
test_wrong_often (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){.kind = "p256"});
  g_autofree char *plain = support_identity_to_pem (identity);
  g_autofree char *plain_path G_GNUC_UNUSED = write_text ("plain.pem", plain);
  g_autofree char *secret G_GNUC_UNUSED = write_text ("secret", "right\n");
  g_autofree char *key_path = make_path ("key.pem");

  make_key ("ec -aes128 -passout file:secret");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *password = g_strdup_printf ("wrong %u", i);

      assert_refused (&(KeysSource){key_path, plain_path, password}, KEYS_ERROR_PASSWORD);
    }
}

static void
test_certificate_in_der (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autofree char *plain = support_identity_to_pem (identity);
  g_autofree char *path = write_text ("plain.pem", plain);
  g_autofree char *certificate = make_path ("own.cer");
  g_autofree char *other = write_text ("other.cer", "no certificate");
  GBytes *der = pki_certificate_get_der (support_identity_get_certificate (identity));

  make_key ("pkey");
  g_free (path);
  path = make_path ("key.pem");
  g_assert_true (g_file_set_contents (certificate, g_bytes_get_data (der, NULL),
                                      (gssize) g_bytes_get_size (der), NULL));
  assert_signs (&(KeysSource){path, certificate, ""}, 1);
  assert_refused (&(KeysSource){path, other, ""}, KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (&(KeysSource){path, "/nowhere", ""}, KEYS_ERROR_UNREADABLE);
}

static void
test_what_is_no_key (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) stranger = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) sm2 = support_ca_issue (ca, &(SupportProfile){.kind = "sm2"});
  g_autofree char *pem = support_identity_to_pem (identity);
  g_autofree char *chain = chain_to_pem (stranger);
  g_autofree char *unserved = support_identity_to_pem (sm2);
  g_autofree char *certificates = write_text ("chain.pem", chain);
  g_autofree char *text = write_text ("text.pem", "This is a letter.");
  g_autofree char *begun = write_text ("begun.pem", "-----BEGIN PRIVATE KEY-----\n");
  g_autofree char *curve = write_text ("curve.pem", unserved);
  g_autofree char *nonsense = write_text ("nonsense.pem",
                                          "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"
                                          "-----END ENCRYPTED PRIVATE KEY-----\n");
  g_autofree char *plain = write_text ("plain.pem", pem);
  g_autofree char *key = make_path ("key.pem");

  make_key ("pkey");
  assert_refused (&(KeysSource){certificates, NULL, ""}, KEYS_ERROR_NO_KEY);
  assert_refused (&(KeysSource){key, certificates, ""}, KEYS_ERROR_NO_CERTIFICATE);
  assert_refused (&(KeysSource){text, NULL, ""}, KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (&(KeysSource){begun, NULL, ""}, KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (&(KeysSource){nonsense, NULL, ""}, KEYS_ERROR_NOT_KEY_FILE);
  assert_refused (&(KeysSource){curve, NULL, ""}, KEYS_ERROR_UNSUPPORTED);
  g_assert_true (keys_open_needs_password ("/nowhere"));
}

/* Cut off anywhere it is refused or still whole, and never more than that. */
static void
test_damaged (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autofree char *pem = support_identity_to_pem (identity);

  for (gsize length = 0; length < strlen (pem); length += 11)
    {
      g_autofree char *part = g_strndup (pem, length);
      g_autofree char *path = write_text ("part.pem", part);
      g_autoptr (GError) error = NULL;
      g_autoptr (PkiSigner) signer = keys_open (&(KeysSource){path, NULL, ""}, &error);

      g_assert_true (signer != NULL || error->domain == KEYS_ERROR);
    }
}

/* A derivation of two thousand million rounds would keep a computer busy for an hour. */
static void
test_costly (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){0});
  g_autofree char *plain = support_identity_to_pem (identity);
  g_autofree char *plain_path G_GNUC_UNUSED = write_text ("plain.pem", plain);
  g_autofree char *secret G_GNUC_UNUSED = write_text ("secret", "p\n");
  g_autofree char *key = make_path ("key.pem");

  make_key ("pkcs8 -topk8 -iter 5000001 -passout file:secret");
  assert_refused (&(KeysSource){key, plain_path, "p"}, KEYS_ERROR_UNSUPPORTED);
}

static void
test_import (void)
{
  g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &(SupportProfile){.kind = "p384"});
  g_autofree char *pem = support_identity_to_pem (identity);
  g_autofree char *path = write_text ("plain.pem", pem);
  g_autofree char *among = make_path ("keys");
  g_autoptr (GError) error = NULL;
  g_autoptr (KeysEntry) entry = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  g_assert_null (keys_folder_import (among, &(KeysSource){path, NULL, ""}, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_UNPROTECTED);
  g_clear_error (&error);
  entry = keys_folder_import (among, &(KeysSource){path, NULL, "new one"}, &error);
  g_assert_no_error (error);
  signer = keys_pkcs12_open (entry->path, "new one", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (signer->funcs->get_certificates (signer)->len, ==, 3);
  assert_refused (&(KeysSource){entry->path, NULL, ""}, KEYS_ERROR_PASSWORD);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vermilion-pem-XXXXXX", NULL);
  ca = support_ca_new (SUPPORT_NOW);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *name = g_strconcat ("/keys/pem/", forms[i].name, NULL);

      g_test_add_data_func (name, &forms[i], test_form);
    }
  g_test_add_func ("/keys/pem/wrong-often", test_wrong_often);
  g_test_add_func ("/keys/pem/certificate-in-der", test_certificate_in_der);
  g_test_add_func ("/keys/pem/what-is-no-key", test_what_is_no_key);
  g_test_add_func ("/keys/pem/damaged", test_damaged);
  g_test_add_func ("/keys/pem/costly", test_costly);
  g_test_add_func ("/keys/pem/import", test_import);
  status = g_test_run ();
  support_ca_free (ca);
  g_spawn_sync (NULL, (char *[]){"rm", "-rf", folder, NULL}, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}

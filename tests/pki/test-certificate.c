/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-error.h"
#include "pki-openssl.h"
#include "support-ca.h"
#include "support-clock.h"

static SupportCa *ca;

/* A certificate whose only common name is of this ASN.1 type. */
static PkiCertificate *
make_named (int type, const void *bytes, int length)
{
  g_autoptr (EVP_PKEY) key = support_key_new ("p256");
  g_autoptr (X509) x509 = X509_new ();
  X509_NAME *name = X509_NAME_new ();
  PkiCertificate *certificate;

  X509_NAME_add_entry_by_NID (name, NID_commonName, type, bytes, length, -1, 0);
  X509_set_subject_name (x509, name);
  X509_set_issuer_name (x509, name);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), 1);
  ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) SUPPORT_NOW);
  ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) SUPPORT_NOW);
  X509_set_pubkey (x509, key);
  X509_sign (x509, key, EVP_sha256 ());
  certificate = pki_certificate_new_from_x509 (x509, NULL);
  X509_NAME_free (name);
  return certificate;
}

/* Whatever a certificate claims to be called, what is shown is what is there. */
static void
test_names (void)
{
  static const struct {
    int type;
    const char *bytes;
    int length;
    const char *name;
    const char *subject;
  } table[] = {
      {V_ASN1_UTF8STRING, "示例（北京）科技有限公司", -1, "示例（北京）科技有限公司",
       "CN=示例（北京）科技有限公司"},
      {V_ASN1_BMPSTRING, "\x5f\x20\x4e\x09", 4, "张三", "CN=张三"},
      {V_ASN1_UNIVERSALSTRING, "\0\2\x0b\xb7\0\0\x4e\x09", 8, "𠮷三", "CN=𠮷三"},
      {V_ASN1_T61STRING, "M\xfcller", 6, "Müller", "CN=Müller"},
      {V_ASN1_T61STRING, "张三", 6, "张三", "CN=张三"},
      {V_ASN1_PRINTABLESTRING, "Li, Lei + Co", -1, "Li, Lei + Co", "CN=Li\\, Lei \\+ Co"},
      {V_ASN1_UTF8STRING, "bank.example\0.evil.example", 26, "bank.example\\00.evil.example",
       "CN=bank.example\\00.evil.example"},
      {V_ASN1_UTF8STRING,
       "A\xe2\x80\xae"
       "cod",
       7, "A\\E2\\80\\AEcod", "CN=A\\E2\\80\\AEcod"},
      {V_ASN1_UTF8STRING, "A\nB\x1b[2J", 7, "A\\0AB\\1B[2J", "CN=A\\0AB\\1B[2J"},
      {V_ASN1_UTF8STRING, "zero\xe2\x80\x8bwidth", 12, "zero\\E2\\80\\8Bwidth",
       "CN=zero\\E2\\80\\8Bwidth"},
      {V_ASN1_UTF8STRING, " #x", 3, " #x", "CN=\\ #x"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (PkiCertificate)
          certificate = make_named (table[i].type, table[i].bytes, table[i].length);

      g_assert_cmpstr (pki_certificate_get_name (certificate), ==, table[i].name);
      g_assert_cmpstr (pki_certificate_get_issuer_name (certificate), ==, table[i].name);
      g_assert_cmpstr (pki_certificate_get_subject (certificate), ==, table[i].subject);
      g_assert_true (g_utf8_validate (pki_certificate_get_name (certificate), -1, NULL));
      g_assert_null (pki_certificate_get_organisation (certificate));
    }
}

static void
test_fields (void)
{
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (ca, &(SupportProfile){.common_name = "欧阳明月",
                                                         .not_before = SUPPORT_NOW,
                                                         .not_after = SUPPORT_NOW + SUPPORT_DAY});
  PkiCertificate *certificate = support_identity_get_certificate (identity);
  PkiCertificate *root = support_ca_get_root (ca);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256,
                                                          pki_certificate_get_der (certificate));

  g_assert_cmpstr (pki_certificate_get_name (certificate), ==, "欧阳明月");
  g_assert_cmpstr (pki_certificate_get_organisation (certificate), ==, "示例科技有限公司");
  g_assert_cmpstr (pki_certificate_get_subject (certificate), ==,
                   "CN=欧阳明月,O=示例科技有限公司,C=CN");
  g_assert_cmpstr (pki_certificate_get_issuer_name (certificate), ==, "示例签发机构");
  g_assert_cmpstr (pki_certificate_get_issuer (certificate), ==,
                   "CN=示例签发机构,O=示例认证中心,C=CN");
  g_assert_cmpstr (pki_certificate_get_sha256 (certificate), ==, sha256);
  g_assert_true (g_str_has_prefix (pki_certificate_get_serial (certificate), "10"));
  g_assert_cmpint (pki_certificate_get_not_before (certificate), ==, SUPPORT_NOW);
  g_assert_cmpint (pki_certificate_get_not_after (certificate), ==, SUPPORT_NOW + SUPPORT_DAY);
  g_assert_false (pki_certificate_is_ca (certificate));
  g_assert_false (pki_certificate_is_self_signed (certificate));
  g_assert_true (pki_certificate_is_ca (root));
  g_assert_true (pki_certificate_is_self_signed (root));
  g_assert_false (pki_certificate_equal (certificate, root));
}

static void
test_key_types (void)
{
  static const char *const table[][2] = {
      {"rsa2048", "RSA-2048"}, {"rsa3072", "RSA-3072"}, {"pss", "RSA-PSS-2048"},
      {"p256", "P-256"},       {"p384", "P-384"},       {"p521", "P-521"},
      {"ed25519", "Ed25519"},  {"ed448", "Ed448"},      {"secp256k1", "EC-secp256k1"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (SupportIdentity)
          identity = support_ca_issue (ca, &(SupportProfile){.kind = table[i][0]});

      g_assert_cmpstr (pki_certificate_get_key_type (support_identity_get_certificate (identity)),
                       ==, table[i][1]);
    }
}

static void
test_check_signer (void)
{
  static const struct {
    SupportProfile profile;
    int code; /* -1: may sign */
  } table[] = {
      {{0}, -1},
      {{.key_usage = "digitalSignature"}, -1},
      {{.key_usage = "nonRepudiation"}, -1},
      {{.key_usage = "keyEncipherment,keyAgreement"}, PKI_ERROR_KEY_USAGE},
      {{.not_before = SUPPORT_NOW}, -1},
      {{.not_after = SUPPORT_NOW}, -1},
      {{.not_before = SUPPORT_NOW + 1}, PKI_ERROR_NOT_YET_VALID},
      {{.not_after = SUPPORT_NOW - 1}, PKI_ERROR_EXPIRED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (SupportIdentity) identity = support_ca_issue (ca, &table[i].profile);
      g_autoptr (GError) error = NULL;
      gboolean may = pki_certificate_check_signer (support_identity_get_certificate (identity),
                                                   SUPPORT_NOW, &error);

      g_assert_cmpint (may, ==, table[i].code < 0);
      if (!may)
        g_assert_error (error, PKI_ERROR, table[i].code);
    }
}

static void
test_damaged (void)
{
  GBytes *der = pki_certificate_get_der (support_ca_get_root (ca));
  gsize size = g_bytes_get_size (der);
  g_autofree guint8 *bytes = g_malloc0 (size + 1);
  g_autoptr (GError) error = NULL;

  memcpy (bytes, g_bytes_get_data (der, NULL), size);
  g_assert_null (pki_certificate_new_from_der (bytes, size + 1, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
  g_clear_error (&error);
  g_assert_null (pki_certificate_new_from_der (NULL, 0, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
  for (gsize length = 0; length < size; length++)
    g_assert_null (pki_certificate_new_from_der (bytes, length, NULL));
  for (gsize i = 0; i < size * 8; i++)
    {
      g_autoptr (PkiCertificate) certificate = NULL;

      bytes[i / 8] ^= 1 << (i % 8);
      certificate = pki_certificate_new_from_der (bytes, size, NULL);
      bytes[i / 8] ^= 1 << (i % 8);
      g_assert_cmpuint (ERR_peek_error (), ==, 0);
    }
}

static void
test_pem (void)
{
  g_autofree char *root = support_certificate_to_pem (support_ca_get_root (ca));
  g_autofree char *two = g_strconcat ("# roots\n", root, "text between\n", root, NULL);
  static const char encrypted[] = "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
                                  "DEK-Info: AES-128-CBC,00000000000000000000000000000000\n\n"
                                  "AAAA\n-----END CERTIFICATE-----\n";
  g_autoptr (GPtrArray) list = pki_certificate_list_from_pem (two, strlen (two), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_null (pki_certificate_list_from_pem ("", 0, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
  g_clear_error (&error);
  /* No question at the terminal. */
  g_assert_null (pki_certificate_list_from_pem (encrypted, sizeof encrypted - 1, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
}

static void
test_explanations (void)
{
  const char *what;
  const char *why;
  const char *remedy;

  for (int code = 0; code < PKI_N_ERRORS; code++)
    {
      what = why = remedy = NULL;
      g_assert_true (pki_error_explain (code, &what, &why, &remedy));
      g_assert_true (what != NULL && why != NULL && remedy != NULL);
    }
  g_assert_false (pki_error_explain (PKI_N_ERRORS, &what, &why, &remedy));
  g_assert_false (pki_error_explain (-1, &what, &why, &remedy));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  g_test_add_func ("/pki/certificate/names", test_names);
  g_test_add_func ("/pki/certificate/fields", test_fields);
  g_test_add_func ("/pki/certificate/key-types", test_key_types);
  g_test_add_func ("/pki/certificate/check-signer", test_check_signer);
  g_test_add_func ("/pki/certificate/damaged", test_damaged);
  g_test_add_func ("/pki/certificate/pem", test_pem);
  g_test_add_func ("/pki/certificate/explanations", test_explanations);
  status = g_test_run ();
  support_ca_free (ca);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-ca.h"

#include <openssl/conf.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include "keys-key.h"
#include "pki-openssl.h"
#include "support-clock.h"

struct _SupportCa {
  gint64 now;
  SupportIdentity *root;
  SupportIdentity *issuer;
  char *ocsp;
  char *crl;
  char *issuers;
  long next_serial;
};

EVP_PKEY *
support_key_new (const char *kind)
{
  static const struct {
    const char *kind;
    const char *type;
    const char *group;
    size_t bits;
  } table[] = {
      {"rsa1024", "RSA", NULL, 1024},  {"rsa2048", "RSA", NULL, 2048},
      {"rsa3072", "RSA", NULL, 3072},  {"pss", "RSA-PSS", NULL, 2048},
      {"p256", "EC", "P-256", 0},      {"p384", "EC", "P-384", 0},
      {"p521", "EC", "P-521", 0},      {"secp256k1", "EC", "secp256k1", 0},
      {"ed25519", "ED25519", NULL, 0}, {"ed448", "ED448", NULL, 0},
      {"sm2", "SM2", NULL, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      EVP_PKEY_CTX *context;
      EVP_PKEY *key = NULL;

      if (!g_str_equal (kind, table[i].kind))
        continue;
      context = EVP_PKEY_CTX_new_from_name (NULL, table[i].type, NULL);
      g_assert_cmpint (EVP_PKEY_keygen_init (context), ==, 1);
      if (table[i].group != NULL)
        g_assert_cmpint (EVP_PKEY_CTX_set_group_name (context, table[i].group), ==, 1);
      if (table[i].bits != 0)
        g_assert_cmpint (EVP_PKEY_CTX_set_rsa_keygen_bits (context, (int) table[i].bits), ==, 1);
      g_assert_cmpint (EVP_PKEY_generate (context, &key), ==, 1);
      EVP_PKEY_CTX_free (context);
      return key;
    }
  g_error ("no kind of key is called %s", kind);
}

static void
add_name (X509 *x509, int nid, const char *value)
{
  g_assert_cmpint (X509_NAME_add_entry_by_NID (X509_get_subject_name (x509), nid, MBSTRING_UTF8,
                                               (const unsigned char *) value, -1, -1, 0),
                   ==, 1);
}

static void
add_extension (X509 *x509, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

/* Some kinds look into a configuration, even an empty one. */
static void
add_named_extension (X509 *x509, const char *name, const char *value)
{
  CONF *configuration = NCONF_new (NULL);
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, NULL, x509, NULL, NULL, 0);
  X509V3_set_nconf (&context, configuration);
  extension = X509V3_EXT_nconf (configuration, &context, name, value);
  g_assert_nonnull (extension);
  X509_add_ext (x509, extension, -1);
  X509_EXTENSION_free (extension);
  NCONF_free (configuration);
}

static void
add_addresses (SupportCa *self, X509 *x509, X509 *issuer)
{
  g_autoptr (GString) access = g_string_new (NULL);

  if (self->ocsp != NULL)
    g_string_append_printf (access, "OCSP;URI:%s", self->ocsp);
  if (self->issuers != NULL)
    g_string_append_printf (access, "%scaIssuers;URI:%s", access->len > 0 ? "," : "",
                            self->issuers);
  if (access->len > 0)
    add_extension (x509, issuer, NID_info_access, access->str);
  if (self->crl != NULL)
    {
      g_autofree char *points = g_strconcat ("URI:", self->crl, NULL);

      add_extension (x509, issuer, NID_crl_distribution_points, points);
    }
}

static void
add_extensions (SupportCa *self, X509 *x509, X509 *issuer, const SupportProfile *profile)
{
  const char *usage = profile->key_usage;

  if (profile->constraints != NULL)
    add_extension (x509, issuer, NID_basic_constraints, profile->constraints);
  add_extension (x509, issuer, NID_key_usage,
                 usage != NULL ? usage : "critical,digitalSignature,nonRepudiation");
  if (profile->extended_key_usage != NULL)
    add_extension (x509, issuer, NID_ext_key_usage, profile->extended_key_usage);
  add_extension (x509, issuer, NID_subject_key_identifier, "hash");
  if (issuer != x509)
    add_extension (x509, issuer, NID_authority_key_identifier, "keyid");
  if (profile->nocheck)
    add_extension (x509, issuer, NID_id_pkix_OCSP_noCheck, "ignored");
  for (guint i = 0; profile->extensions != NULL && profile->extensions[i] != NULL; i += 2)
    add_named_extension (x509, profile->extensions[i], profile->extensions[i + 1]);
  add_addresses (self, x509, issuer);
}

static void
add_names (X509 *x509, const SupportProfile *profile)
{
  add_name (x509, NID_countryName, "CN");
  add_name (x509, NID_organizationName,
            profile->organisation != NULL ? profile->organisation : "示例科技有限公司");
  add_name (x509, NID_commonName, profile->common_name != NULL ? profile->common_name : "张三");
}

static EVP_PKEY *
make_key (const SupportProfile *profile)
{
  if (profile->twin == NULL)
    return support_key_new (profile->kind != NULL ? profile->kind : "p256");
  EVP_PKEY_up_ref (profile->twin->key);
  return profile->twin->key;
}

static X509 *
make_certificate (SupportCa *self,
                  EVP_PKEY *key,
                  SupportIdentity *issuer,
                  const SupportProfile *profile)
{
  X509 *x509 = X509_new ();
  EVP_PKEY *issuer_key = issuer != NULL ? issuer->key : key;
  X509 *issuer_x509 = issuer != NULL ? issuer->x509 : x509;
  gboolean edwards = EVP_PKEY_is_a (issuer_key, "ED25519") || EVP_PKEY_is_a (issuer_key, "ED448");
  const EVP_MD *md = edwards ? NULL : profile->md != NULL ? profile->md : EVP_sha256 ();
  gint64 from = profile->not_before != 0 ? profile->not_before : self->now - 30 * SUPPORT_DAY;
  gint64 to = profile->not_after != 0 ? profile->not_after : self->now + 365 * SUPPORT_DAY;

  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), self->next_serial++);
  if (profile->twin != NULL)
    X509_set_subject_name (x509, X509_get_subject_name (profile->twin->x509));
  else
    add_names (x509, profile);
  X509_set_issuer_name (x509, X509_get_subject_name (issuer_x509));
  ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) from);
  ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) to);
  X509_set_pubkey (x509, key);
  add_extensions (self, x509, issuer_x509, profile);
  g_assert_cmpint (X509_sign (x509, issuer_key, md), >, 0);
  return x509;
}

SupportIdentity *
support_ca_issue_by (SupportCa *self, SupportIdentity *issuer, const SupportProfile *profile)
{
  SupportIdentity *identity = g_new0 (SupportIdentity, 1);
  SupportIdentity *above = profile->self_signed ? NULL : issuer;
  g_autoptr (GError) error = NULL;

  identity->key = make_key (profile);
  identity->x509 = make_certificate (self, identity->key, above, profile);
  identity->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_ptr_array_add (identity->chain, pki_certificate_new_from_x509 (identity->x509, &error));
  g_assert_no_error (error);
  for (guint i = 0; above != NULL && i < above->chain->len; i++)
    g_ptr_array_add (identity->chain, pki_certificate_ref (g_ptr_array_index (above->chain, i)));
  return identity;
}

SupportIdentity *
support_ca_issue (SupportCa *self, const SupportProfile *profile)
{
  return support_ca_issue_by (self, self->issuer, profile);
}

SupportCa *
support_ca_new (gint64 now)
{
  return support_ca_new_known (now, &(SupportAddresses){0});
}

SupportCa *
support_ca_new_known (gint64 now, const SupportAddresses *addresses)
{
  SupportCa *self = g_new0 (SupportCa, 1);

  self->now = now;
  self->next_serial = 0x1000;
  self->root = support_ca_issue_by (self, NULL,
                                    &(SupportProfile){
                                        .kind = "p256",
                                        .common_name = "示例根证书",
                                        .organisation = "示例认证中心",
                                        .key_usage = "critical,keyCertSign,cRLSign",
                                        .constraints = "critical,CA:TRUE",
                                        .not_before = now - 3650 * SUPPORT_DAY,
                                        .not_after = now + 3650 * SUPPORT_DAY,
                                        .self_signed = TRUE,
                                    });
  support_ca_set_addresses (self, addresses);
  self->issuer = support_ca_issue_by (self, self->root,
                                      &(SupportProfile){
                                          .kind = "p256",
                                          .common_name = "示例签发机构",
                                          .organisation = "示例认证中心",
                                          .key_usage = "critical,keyCertSign,cRLSign",
                                          .constraints = "critical,CA:TRUE,pathlen:0",
                                          .not_before = now - 1000 * SUPPORT_DAY,
                                          .not_after = now + 1000 * SUPPORT_DAY,
                                      });
  support_ca_set_addresses (self, &(SupportAddresses){0});
  return self;
}

void
support_ca_free (SupportCa *self)
{
  support_identity_free (self->root);
  support_identity_free (self->issuer);
  g_free (self->ocsp);
  g_free (self->crl);
  g_free (self->issuers);
  g_free (self);
}

void
support_ca_set_addresses (SupportCa *self, const SupportAddresses *addresses)
{
  g_free (self->ocsp);
  g_free (self->crl);
  g_free (self->issuers);
  self->ocsp = g_strdup (addresses->ocsp);
  self->crl = g_strdup (addresses->crl);
  self->issuers = g_strdup (addresses->issuer);
}

gint64
support_ca_get_now (SupportCa *self)
{
  return self->now;
}

PkiCertificate *
support_ca_get_root (SupportCa *self)
{
  return support_identity_get_certificate (self->root);
}

SupportIdentity *
support_ca_get_root_identity (SupportCa *self)
{
  return self->root;
}

SupportIdentity *
support_ca_get_issuer (SupportCa *self)
{
  return self->issuer;
}

PkiSigner *
support_identity_new_signer (SupportIdentity *self)
{
  EVP_PKEY_up_ref (self->key);
  return keys_key_new (self->key, self->chain);
}

PkiCertificate *
support_identity_get_certificate (SupportIdentity *self)
{
  return g_ptr_array_index (self->chain, 0);
}

GBytes *
support_identity_to_pkcs12 (SupportIdentity *self, const char *password, gboolean with_key)
{
  STACK_OF (X509) *others = sk_X509_new_null ();
  unsigned char *der = NULL;
  PKCS12 *pkcs12;
  GBytes *bytes;
  int length;

  /* From the root down, so that whoever opens it has to order them. */
  for (guint i = self->chain->len; i > (with_key ? 1 : 0); i--)
    sk_X509_push (others, pki_certificate_get_x509 (g_ptr_array_index (self->chain, i - 1)));
  pkcs12 = PKCS12_create (password, NULL, with_key ? self->key : NULL, with_key ? self->x509 : NULL,
                          others, 0, 0, 2048, 1, 0);
  g_assert_nonnull (pkcs12);
  length = i2d_PKCS12 (pkcs12, &der);
  bytes = g_bytes_new (der, length);
  OPENSSL_free (der);
  PKCS12_free (pkcs12);
  sk_X509_free (others);
  return bytes;
}

static char *
bio_to_text (BIO *bio)
{
  char *data;
  long length = BIO_get_mem_data (bio, &data);
  char *text = g_strndup (data, length);

  BIO_free (bio);
  return text;
}

char *
support_certificate_to_pem (PkiCertificate *certificate)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_X509 (bio, pki_certificate_get_x509 (certificate));
  return bio_to_text (bio);
}

GBytes *
support_certificates_to_p7b (GPtrArray *certificates)
{
  PKCS7 *message = PKCS7_new ();
  unsigned char *der = NULL;
  int length;
  GBytes *bytes;

  PKCS7_set_type (message, NID_pkcs7_signed);
  PKCS7_content_new (message, NID_pkcs7_data);
  for (guint i = 0; i < certificates->len; i++)
    PKCS7_add_certificate (message, pki_certificate_get_x509 (g_ptr_array_index (certificates, i)));
  length = i2d_PKCS7 (message, &der);
  bytes = g_bytes_new (der, length);
  OPENSSL_free (der);
  PKCS7_free (message);
  return bytes;
}

/* Key and certificate, as `openssl pkcs12 -export` reads them. */
char *
support_identity_to_pem (SupportIdentity *self)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  PEM_write_bio_PrivateKey (bio, self->key, NULL, NULL, 0, NULL, NULL);
  for (guint i = 0; i < self->chain->len; i++)
    PEM_write_bio_X509 (bio, pki_certificate_get_x509 (g_ptr_array_index (self->chain, i)));
  return bio_to_text (bio);
}

void
support_identity_free (SupportIdentity *self)
{
  if (self == NULL)
    return;
  EVP_PKEY_free (self->key);
  X509_free (self->x509);
  g_ptr_array_unref (self->chain);
  g_free (self);
}

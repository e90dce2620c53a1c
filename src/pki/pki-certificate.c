/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-error.h"
#include "pki-name.h"
#include "pki-openssl.h"

/* Honest certificates are under 10 kB; post-quantum ones will be under 100. */
#define MAX_CERTIFICATE_SIZE (1024 * 1024)
#define MAX_PEM_CERTIFICATES 1024

struct _PkiCertificate {
  gatomicrefcount ref_count;
  X509 *x509;
  GBytes *der;
  char *name;
  char *organisation;
  char *subject;
  char *issuer;
  char *issuer_name;
  char *serial;
  char *sha256;
  char *key_type;
  gint64 not_before;
  gint64 not_after;
};

static char *
describe_name (const X509_NAME *name)
{
  static const int order[] = {NID_commonName, NID_organizationName};

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      char *part = pki_name_dup_part (name, order[i]);

      if (part != NULL && part[0] != '\0')
        return part;
      g_free (part);
    }
  return pki_name_to_text (name);
}

static char *
describe_serial (const ASN1_INTEGER *serial)
{
  BIGNUM *number = ASN1_INTEGER_to_BN (serial, NULL);
  char *hex = number != NULL ? BN_bn2hex (number) : NULL;
  char *copy = g_strdup (hex != NULL ? hex : "");

  OPENSSL_free (hex);
  BN_free (number);
  return copy;
}

static char *
describe_curve (EVP_PKEY *key)
{
  static const struct {
    int nid;
    const char *name;
  } curves[] = {
      {NID_X9_62_prime256v1, "P-256"},
      {NID_secp384r1, "P-384"},
      {NID_secp521r1, "P-521"},
  };
  char group[64] = "";

  if (EVP_PKEY_get_group_name (key, group, sizeof group, NULL) != 1)
    return g_strdup ("EC");
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    if (OBJ_sn2nid (group) == curves[i].nid)
      return g_strdup (curves[i].name);
  return g_strdup_printf ("EC-%s", group);
}

static char *
describe_key (EVP_PKEY *key)
{
  static const struct {
    const char *type;
    const char *name;
  } plain[] = {{"ED25519", "Ed25519"}, {"ED448", "Ed448"}, {"SM2", "SM2"}};

  if (key == NULL)
    return g_strdup ("unknown");
  if (EVP_PKEY_is_a (key, "EC"))
    return describe_curve (key);
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (EVP_PKEY_is_a (key, plain[i].type))
      return g_strdup (plain[i].name);
  return g_strdup_printf ("%s-%d", EVP_PKEY_get0_type_name (key), EVP_PKEY_get_bits (key));
}

static char *
describe_sha256 (GBytes *der)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);
}

static PkiCertificate *
certificate_new (X509 *x509, GBytes *der)
{
  PkiCertificate *self = g_new0 (PkiCertificate, 1);
  const X509_NAME *subject = X509_get_subject_name (x509);
  const X509_NAME *issuer = X509_get_issuer_name (x509);

  g_atomic_ref_count_init (&self->ref_count);
  self->x509 = x509;
  self->der = g_bytes_ref (der);
  self->name = describe_name (subject);
  self->organisation = pki_name_dup_part (subject, NID_organizationName);
  self->subject = pki_name_to_text (subject);
  self->issuer = pki_name_to_text (issuer);
  self->issuer_name = describe_name (issuer);
  self->serial = describe_serial (X509_get0_serialNumber (x509));
  self->sha256 = describe_sha256 (der);
  self->key_type = describe_key (X509_get0_pubkey (x509));
  /* OpenSSL fills its cache of extensions at the first question; after this one, reading from
   * several threads only reads. */
  X509_check_purpose (x509, -1, 0);
  ERR_clear_error ();
  return self;
}

/* Takes x509 in every case. */
static PkiCertificate *
certificate_new_checked (X509 *x509, GBytes *der, GError **error)
{
  g_autoptr (PkiCertificate) self = certificate_new (x509, der);

  if (!pki_time_from_asn1 (X509_get0_notBefore (x509), &self->not_before) ||
      !pki_time_from_asn1 (X509_get0_notAfter (x509), &self->not_after))
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_PARSE,
                           "the certificate's validity is no time");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * pki_certificate_new_from_x509:
 * @x509: OpenSSL's form, of which a reference is taken
 * @error: return location for %PKI_ERROR_PARSE
 *
 * Returns: (transfer full): the certificate, or %NULL with @error set
 */
PkiCertificate *
pki_certificate_new_from_x509 (X509 *x509, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  unsigned char *data = NULL;
  int length = i2d_X509 (x509, &data);

  if (length <= 0)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "cannot encode the certificate");
      return NULL;
    }
  der = g_bytes_new (data, length);
  OPENSSL_free (data);
  X509_up_ref (x509);
  return certificate_new_checked (x509, der, error);
}

/**
 * pki_certificate_get_x509:
 * @self: a certificate
 *
 * Returns: (transfer none): OpenSSL's form
 */
X509 *
pki_certificate_get_x509 (PkiCertificate *self)
{
  return self->x509;
}

/**
 * pki_certificate_new_from_der:
 * @der: exactly one certificate
 * @length: its size
 * @error: %PKI_ERROR_PARSE
 *
 * Reads a certificate (RFC 5280, 4.1). One whose key is of an unknown kind is read too.
 *
 * Returns: (transfer full): the certificate
 */
PkiCertificate *
pki_certificate_new_from_der (const void *der, gsize length, GError **error)
{
  const unsigned char *p = der;
  g_autoptr (X509) x509 = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (der != NULL || length == 0, NULL);

  ERR_clear_error ();
  if (length > 0 && length <= MAX_CERTIFICATE_SIZE)
    x509 = d2i_X509 (NULL, &p, (long) length);
  if (x509 == NULL || p != (const unsigned char *) der + length)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "not an X.509 certificate");
      return NULL;
    }
  bytes = g_bytes_new (der, length);
  return certificate_new_checked (g_steal_pointer (&x509), bytes, error);
}

/**
 * pki_certificate_list_from_pem:
 * @pem: text with at least one CERTIFICATE block
 * @length: its size
 * @error: %PKI_ERROR_PARSE
 *
 * Reads all certificates of a PEM text (RFC 7468), in order.
 *
 * Returns: (transfer full) (element-type PkiCertificate): the certificates
 */
GPtrArray *
pki_certificate_list_from_pem (const char *pem, gsize length, GError **error)
{
  g_autoptr (GPtrArray)
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_autoptr (BIO) bio = NULL;
  X509 *x509;

  g_return_val_if_fail (pem != NULL, NULL);

  ERR_clear_error ();
  bio = BIO_new_mem_buf (pem, (int) MIN (length, G_MAXINT));
  while (list->len < MAX_PEM_CERTIFICATES &&
         (x509 = PEM_read_bio_X509 (bio, NULL, pki_openssl_no_password, NULL)) != NULL)
    {
      PkiCertificate *certificate = pki_certificate_new_from_x509 (x509, error);

      X509_free (x509);
      if (certificate == NULL)
        return NULL;
      g_ptr_array_add (list, certificate);
    }
  if (list->len == 0 || ERR_GET_REASON (ERR_peek_last_error ()) != PEM_R_NO_START_LINE)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "not a list of certificates");
      return NULL;
    }
  ERR_clear_error ();
  return g_steal_pointer (&list);
}

/**
 * pki_certificate_ref:
 * @self: a certificate
 *
 * Takes a reference, from any thread.
 *
 * Returns: (transfer full): @self
 */
PkiCertificate *
pki_certificate_ref (PkiCertificate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * pki_certificate_unref:
 * @self: (transfer full) (nullable): a certificate
 *
 * Drops a reference, from any thread.
 */
void
pki_certificate_unref (PkiCertificate *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  X509_free (self->x509);
  g_bytes_unref (self->der);
  g_free (self->name);
  g_free (self->organisation);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->issuer_name);
  g_free (self->serial);
  g_free (self->sha256);
  g_free (self->key_type);
  g_free (self);
}

/**
 * pki_certificate_get_der:
 * @self: a certificate
 *
 * Gives its encoding.
 *
 * Returns: (transfer none): the DER
 */
GBytes *
pki_certificate_get_der (PkiCertificate *self)
{
  return self->der;
}

/**
 * pki_certificate_get_name:
 * @self: a certificate
 *
 * Gives the name to show for it: the common name, else the organisation, else the subject.
 *
 * Returns: (transfer none): UTF-8 without control characters, never %NULL
 */
const char *
pki_certificate_get_name (PkiCertificate *self)
{
  return self->name;
}

/**
 * pki_certificate_get_organisation:
 * @self: a certificate
 *
 * Gives the organisation in its subject.
 *
 * Returns: (transfer none) (nullable): UTF-8, or %NULL
 */
const char *
pki_certificate_get_organisation (PkiCertificate *self)
{
  return self->organisation;
}

/**
 * pki_certificate_get_subject:
 * @self: a certificate
 *
 * Gives its whole subject in the form of RFC 4514, with letters of every script as they are.
 *
 * Returns: (transfer none): UTF-8
 */
const char *
pki_certificate_get_subject (PkiCertificate *self)
{
  return self->subject;
}

/**
 * pki_certificate_get_issuer:
 * @self: a certificate
 *
 * Gives its whole issuer in the form of RFC 4514.
 *
 * Returns: (transfer none): UTF-8
 */
const char *
pki_certificate_get_issuer (PkiCertificate *self)
{
  return self->issuer;
}

/**
 * pki_certificate_get_issuer_name:
 * @self: a certificate
 *
 * Gives the name to show for its issuer.
 *
 * Returns: (transfer none): UTF-8
 */
const char *
pki_certificate_get_issuer_name (PkiCertificate *self)
{
  return self->issuer_name;
}

/**
 * pki_certificate_get_serial:
 * @self: a certificate
 *
 * Gives its serial number.
 *
 * Returns: (transfer none): upper-case hexadecimal digits
 */
const char *
pki_certificate_get_serial (PkiCertificate *self)
{
  return self->serial;
}

/**
 * pki_certificate_get_sha256:
 * @self: a certificate
 *
 * Gives its fingerprint.
 *
 * Returns: (transfer none): lower-case hexadecimal digits
 */
const char *
pki_certificate_get_sha256 (PkiCertificate *self)
{
  return self->sha256;
}

/**
 * pki_certificate_dup_spki:
 * @self: a certificate
 *
 * Gives its public key.
 *
 * Returns: (transfer full): DER SubjectPublicKeyInfo (RFC 5280, 4.1.2.7)
 */
GBytes *
pki_certificate_dup_spki (PkiCertificate *self)
{
  unsigned char *der = NULL;
  int length = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (self->x509), &der);
  GBytes *bytes = g_bytes_new (der, MAX (length, 0));

  OPENSSL_free (der);
  return bytes;
}

/**
 * pki_certificate_get_key_type:
 * @self: a certificate
 *
 * Gives the kind of its key: "RSA-2048", "RSA-PSS-3072", "P-256", "Ed25519" and so on.
 *
 * Returns: (transfer none): a word, "unknown" at worst
 */
const char *
pki_certificate_get_key_type (PkiCertificate *self)
{
  return self->key_type;
}

/**
 * pki_certificate_get_not_before:
 * @self: a certificate
 *
 * Gives the first moment of its validity.
 *
 * Returns: seconds since 1970, UTC
 */
gint64
pki_certificate_get_not_before (PkiCertificate *self)
{
  return self->not_before;
}

/**
 * pki_certificate_get_not_after:
 * @self: a certificate
 *
 * Gives the last moment of its validity.
 *
 * Returns: seconds since 1970, UTC
 */
gint64
pki_certificate_get_not_after (PkiCertificate *self)
{
  return self->not_after;
}

/**
 * pki_certificate_is_self_signed:
 * @self: a certificate
 *
 * Tells whether it names itself as issuer. The signature is not verified.
 *
 * Returns: whether it is self-issued by its own key
 */
gboolean
pki_certificate_is_self_signed (PkiCertificate *self)
{
  return (X509_get_extension_flags (self->x509) & EXFLAG_SS) != 0;
}

/**
 * pki_certificate_is_ca:
 * @self: a certificate
 *
 * Tells whether it may issue certificates (RFC 5280, 4.2.1.9).
 *
 * Returns: whether its basic constraints say so
 */
gboolean
pki_certificate_is_ca (PkiCertificate *self)
{
  return X509_check_ca (self->x509) == 1;
}

/**
 * pki_certificate_has_key_usage:
 * @self: a certificate
 * @bit: the number of a use (RFC 5280, 4.2.1.3), 0 to 8
 *
 * Tells whether it may be used for this. Without the extension it may be used for everything.
 *
 * Returns: whether it may
 */
gboolean
pki_certificate_has_key_usage (PkiCertificate *self, guint bit)
{
  /* DER counts bits from the left: the ninth is the first of a second byte. */
  guint32 mask = bit < 8 ? 0x80U >> bit : bit == 8 ? 0x8000U : 0;

  return (X509_get_key_usage (self->x509) & mask) != 0;
}

/**
 * pki_certificate_equal:
 * @a: a certificate
 * @b: another
 *
 * Compares their encodings.
 *
 * Returns: whether they are the same
 */
gboolean
pki_certificate_equal (PkiCertificate *a, PkiCertificate *b)
{
  return a == b || g_bytes_equal (a->der, b->der);
}

static char *
describe_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("?");
}

/**
 * pki_certificate_check_time:
 * @self: a certificate
 * @now: seconds since 1970, UTC
 * @error: %PKI_ERROR_EXPIRED or %PKI_ERROR_NOT_YET_VALID
 *
 * Tells whether it is valid at this moment (RFC 5280, 4.1.2.5).
 *
 * Returns: %TRUE if it is
 */
gboolean
pki_certificate_check_time (PkiCertificate *self, gint64 now, GError **error)
{
  g_autofree char *limit = NULL;

  if (now < self->not_before)
    {
      limit = describe_time (self->not_before);
      g_set_error (error, PKI_ERROR, PKI_ERROR_NOT_YET_VALID, "the certificate is valid from %s on",
                   limit);
      return FALSE;
    }
  if (now > self->not_after)
    {
      limit = describe_time (self->not_after);
      g_set_error (error, PKI_ERROR, PKI_ERROR_EXPIRED, "the certificate expired at %s", limit);
      return FALSE;
    }
  return TRUE;
}

/**
 * pki_certificate_check_signer:
 * @self: a certificate
 * @now: seconds since 1970, UTC
 * @error: %PKI_ERROR_EXPIRED, %PKI_ERROR_NOT_YET_VALID or %PKI_ERROR_KEY_USAGE
 *
 * Tells whether it may sign documents at this moment: the validity, and key usage
 * (RFC 5280, 4.2.1.3), which where present must grant digitalSignature or nonRepudiation.
 *
 * Returns: %TRUE if it may
 */
gboolean
pki_certificate_check_signer (PkiCertificate *self, gint64 now, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!pki_certificate_check_time (self, now, error))
    return FALSE;
  /* Without the extension OpenSSL gives all bits. */
  if ((X509_get_key_usage (self->x509) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_KEY_USAGE,
                           "keyUsage grants neither digitalSignature nor nonRepudiation");
      return FALSE;
    }
  return TRUE;
}

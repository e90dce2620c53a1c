/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-x509.h"

#include <openssl/x509v3.h>

#include "pki-random.h"

/* RFC 5280, 4.1.2.2: up to 20 octets, positive, not to be guessed. */
#define SERIAL_SIZE 16

/**
 * pki_x509_set_serial:
 * @x509: a certificate in the making
 *
 * Gives it a serial number of random bits.
 *
 * Returns: %FALSE when there is no memory
 */
gboolean
pki_x509_set_serial (X509 *x509)
{
  guint8 bytes[SERIAL_SIZE];
  BIGNUM *number;
  gboolean ok;

  pki_random_bytes (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  ok = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509)) != NULL;
  BN_free (number);
  return ok;
}

/**
 * pki_x509_add_name:
 * @name: a name in the making
 * @nid: which attribute
 * @value: (nullable): UTF-8; nothing is added for %NULL or none
 *
 * Adds an attribute to a name.
 *
 * Returns: %FALSE when the attribute cannot have such a value
 */
gboolean
pki_x509_add_name (X509_NAME *name, int nid, const char *value)
{
  /* Country and serial number are PrintableString by their definition (RFC 5280, A.1). */
  int type = nid == NID_countryName || nid == NID_serialNumber ? MBSTRING_ASC : MBSTRING_UTF8;

  return value == NULL || value[0] == '\0' ||
         X509_NAME_add_entry_by_NID (name, nid, type, (const unsigned char *) value, -1, -1, 0) ==
             1;
}

/**
 * pki_x509_add_extension:
 * @x509: a certificate in the making
 * @issuer: who will sign it, itself for a self-signed one
 * @nid: which extension
 * @value: (nullable): in OpenSSL's words; nothing is added for %NULL
 *
 * Adds an extension.
 *
 * Returns: %FALSE when it cannot have such a value
 */
gboolean
pki_x509_add_extension (X509 *x509, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;
  gboolean ok;

  if (value == NULL)
    return TRUE;
  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  ok = extension != NULL && X509_add_ext (x509, extension, -1) == 1;
  X509_EXTENSION_free (extension);
  return ok;
}

/**
 * pki_x509_get_signer_usage:
 * @key: somebody's public key
 *
 * Tells what it may be used for. Whoever signs may also be written to so that nobody else can read
 * it: of ETSI EN 319 412-2, 4.3.2, type F. A key of an Edwards curve can only sign, type B.
 *
 * Returns: (transfer none): as OpenSSL writes keyUsage
 */
const char *
pki_x509_get_signer_usage (EVP_PKEY *key)
{
  if (EVP_PKEY_is_a (key, "RSA"))
    return "critical,digitalSignature,nonRepudiation,keyEncipherment";
  if (EVP_PKEY_is_a (key, "EC"))
    return "critical,digitalSignature,nonRepudiation,keyAgreement";
  return "critical,digitalSignature,nonRepudiation";
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-export.h"

#include <openssl/pkcs7.h>
#include <string.h>

#include "pki-openssl.h"

/**
 * pki_pem_encode:
 * @label: what it is, in capitals
 * @der: the thing itself
 *
 * Writes DER as text (RFC 7468, 2: lines of 64 characters).
 *
 * Returns: (transfer full): the text
 */
GBytes *
pki_pem_encode (const char *label, GBytes *der)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (der, &length);
  g_autofree char *base64 = g_base64_encode (data, length);
  GString *pem = g_string_new (NULL);

  g_string_append_printf (pem, "-----BEGIN %s-----\n", label);
  for (gsize at = 0, end = strlen (base64); at < end; at += 64)
    g_string_append_printf (pem, "%.64s\n", base64 + at);
  g_string_append_printf (pem, "-----END %s-----\n", label);
  return g_string_free_to_bytes (pem);
}

/**
 * pki_certificate_to_pem:
 * @certificate: a certificate
 *
 * Writes a certificate as text (RFC 7468).
 *
 * Returns: (transfer full): the text
 */
char *
pki_certificate_to_pem (PkiCertificate *certificate)
{
  g_autoptr (GBytes) pem = pki_pem_encode ("CERTIFICATE", pki_certificate_get_der (certificate));

  return g_strndup (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
}

/**
 * pki_certificates_to_p7b:
 * @certificates: (element-type PkiCertificate): a chain, or any others
 *
 * Writes certificates into one file (RFC 5652, 5.1: signed data that nobody signed).
 *
 * Returns: (transfer full): DER
 */
GBytes *
pki_certificates_to_p7b (GPtrArray *certificates)
{
  PKCS7 *message = PKCS7_new ();
  unsigned char *der = NULL;
  GBytes *bytes;
  int length;

  PKCS7_set_type (message, NID_pkcs7_signed);
  PKCS7_content_new (message, NID_pkcs7_data);
  for (guint i = 0; i < certificates->len; i++)
    PKCS7_add_certificate (message, pki_certificate_get_x509 (g_ptr_array_index (certificates, i)));
  length = i2d_PKCS7 (message, &der);
  bytes = g_bytes_new (der, (gsize) MAX (length, 0));
  OPENSSL_free (der);
  PKCS7_free (message);
  return bytes;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/err.h>

#include "pki-cms-private.h"
#include "pki-der-write.h"
#include "pki-error.h"

/* A signature value without a CMS, as PDF 1.3 had it (ISO 32000-1, 12.8.3.2), put into the CMS that
 * says the same: one SignerInfo without attributes. */

/* AlgorithmIdentifier { sha1, NULL } and { rsaEncryption, NULL } (RFC 3370, 2.1 and 3.2). */
static const guint8 sha1[] = {0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00};
static const guint8 rsa[] = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                             0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

/* version 1; ContentInfo { id-data } without content; id-signedData (RFC 5652, 4 and 5.1). */
static const guint8 one[] = {0x02, 0x01, 0x01};
static const guint8 data_type[] = {0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48,
                                   0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
static const guint8 signed_type[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                     0xf7, 0x0d, 0x01, 0x07, 0x02};

static void
append_identity (GByteArray *out, X509 *x509)
{
  g_autoptr (GByteArray) identity = g_byte_array_new ();
  unsigned char *name = NULL;
  unsigned char *serial = NULL;
  int name_size = i2d_X509_NAME (X509_get_issuer_name (x509), &name);
  int serial_size = i2d_ASN1_INTEGER (X509_get0_serialNumber (x509), &serial);

  g_byte_array_append (identity, name, (guint) MAX (name_size, 0));
  g_byte_array_append (identity, serial, (guint) MAX (serial_size, 0));
  pki_der_append_wrapped (out, PKI_DER_SEQUENCE, identity);
  OPENSSL_free (name);
  OPENSSL_free (serial);
}

static void
append_signer_infos (GByteArray *out, X509 *x509, const PkiDer *value)
{
  g_autoptr (GByteArray) info = g_byte_array_new ();
  g_autoptr (GByteArray) set = g_byte_array_new ();

  g_byte_array_append (info, one, sizeof one);
  append_identity (info, x509);
  g_byte_array_append (info, sha1, sizeof sha1);
  g_byte_array_append (info, rsa, sizeof rsa);
  g_byte_array_append (info, value->start, (guint) value->size);
  pki_der_append_wrapped (set, PKI_DER_SEQUENCE, info);
  pki_der_append_wrapped (out, PKI_DER_SET, set);
}

static GBytes *
build (GPtrArray *certificates, const PkiDer *value)
{
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  g_autoptr (GByteArray) part = g_byte_array_new ();
  g_autoptr (GByteArray) outer = g_byte_array_new ();
  PkiCertificate *signer = g_ptr_array_index (certificates, 0);
  guint i;

  g_byte_array_append (part, sha1, sizeof sha1);
  g_byte_array_append (inner, one, sizeof one);
  pki_der_append_wrapped (inner, PKI_DER_SET, part);
  g_byte_array_append (inner, data_type, sizeof data_type);
  g_byte_array_set_size (part, 0);
  for (i = 0; i < certificates->len; i++)
    pki_der_append (part, pki_certificate_get_der (g_ptr_array_index (certificates, i)));
  pki_der_append_wrapped (inner, PKI_DER_CONTEXT (0), part);
  append_signer_infos (inner, pki_certificate_get_x509 (signer), value);
  g_byte_array_set_size (part, 0);
  pki_der_append_wrapped (part, PKI_DER_SEQUENCE, inner);
  g_byte_array_append (outer, signed_type, sizeof signed_type);
  pki_der_append_wrapped (outer, PKI_DER_CONTEXT (0), part);
  return pki_der_wrap (PKI_DER_SEQUENCE, outer);
}

/**
 * pki_cms_new_bare:
 * @data: bytes that begin with an OCTET STRING
 * @length: how many
 * @certificates: (element-type PkiCertificate): the signer's first
 * @used: (out): how many of the bytes it is
 * @error: %PKI_ERROR_PARSE
 *
 * Reads an RSA signature over a SHA-1 digest that is no CMS (ISO 32000-1, 12.8.3.2), whose
 * certificates stand elsewhere.
 *
 * Returns: (transfer full): the CMS that says the same, nothing of it verified yet
 */
PkiCms *
pki_cms_new_bare (
    const void *data, gsize length, GPtrArray *certificates, gsize *used, GError **error)
{
  const guint8 *cursor = data;
  g_autoptr (GBytes) der = NULL;
  PkiDer value;

  g_return_val_if_fail ((data != NULL || length == 0) && certificates != NULL, NULL);

  if (certificates->len == 0 ||
      !pki_der_expect (&cursor, cursor + length, V_ASN1_UNIVERSAL, V_ASN1_OCTET_STRING, &value) ||
      value.indefinite)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE,
                             "no signature value, or no certificate for it");
      return NULL;
    }
  *used = value.size;
  der = build (certificates, &value);
  return pki_cms_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-certificate-pool.h"

#include <openssl/err.h>

#include "pki-openssl.h"

struct _PkiCertificatePool {
  GHashTable *known; /* GBytes to PkiCertificate */
};

/**
 * pki_certificate_pool_new:
 *
 * Starts without a certificate.
 *
 * Returns: (transfer full): a pool
 */
PkiCertificatePool *
pki_certificate_pool_new (void)
{
  PkiCertificatePool *self = g_new0 (PkiCertificatePool, 1);

  self->known = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                       (GDestroyNotify) pki_certificate_unref);
  return self;
}

/**
 * pki_certificate_pool_free:
 * @self: (transfer full) (nullable): a pool
 *
 * Frees it; certificates that somebody else has stay.
 */
void
pki_certificate_pool_free (PkiCertificatePool *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known);
  g_free (self);
}

/**
 * pki_certificate_pool_add:
 * @self: a pool
 * @certificate: one that was decoded already
 *
 * Puts a certificate into the pool.
 */
void
pki_certificate_pool_add (PkiCertificatePool *self, PkiCertificate *certificate)
{
  g_return_if_fail (self != NULL && certificate != NULL);

  g_hash_table_insert (self->known, g_bytes_ref (pki_certificate_get_der (certificate)),
                       pki_certificate_ref (certificate));
}

/**
 * pki_certificate_pool_get:
 * @self: a pool
 * @data: the encoding of one certificate (RFC 5280, 4.1), DER or BER
 * @length: its size
 *
 * Gives the certificate of these bytes, decoding it when they are new.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL when the bytes are none
 */
PkiCertificate *
pki_certificate_pool_get (PkiCertificatePool *self, const void *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  PkiCertificate *certificate = g_hash_table_lookup (self->known, bytes);
  const unsigned char *p = data;
  g_autoptr (X509) x509 = NULL;

  if (certificate != NULL)
    return pki_certificate_ref (certificate);
  if (length > 0 && length <= G_MAXINT)
    x509 = d2i_X509 (NULL, &p, (long) length);
  if (x509 != NULL && p == (const unsigned char *) data + length)
    certificate = pki_certificate_new_from_x509 (x509, NULL);
  ERR_clear_error ();
  if (certificate == NULL)
    return NULL;
  g_hash_table_insert (self->known, g_steal_pointer (&bytes), pki_certificate_ref (certificate));
  return certificate;
}

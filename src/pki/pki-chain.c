/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-chain.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

#include "pki-openssl.h"

/* Collections of a whole authority's certificates exist, and are still small. */
#define MAX_ISSUERS_SIZE (256 * 1024)
#define MAX_ISSUERS 64

/**
 * pki_chain_is_issuer:
 * @issuer: a certificate
 * @certificate: another
 *
 * Tells whether the key of one signed the other, by name and signature.
 *
 * Returns: whether it did
 */
gboolean
pki_chain_is_issuer (PkiCertificate *issuer, PkiCertificate *certificate)
{
  X509 *above = pki_certificate_get_x509 (issuer);
  X509 *below = pki_certificate_get_x509 (certificate);
  gboolean is = X509_check_issued (above, below) == X509_V_OK &&
                X509_verify (below, X509_get0_pubkey (above)) == 1;

  ERR_clear_error ();
  return is;
}

/**
 * pki_chain_find_issuer:
 * @certificate: a certificate
 * @candidates: (nullable) (element-type PkiCertificate): where to look
 *
 * Finds whose key signed a certificate.
 *
 * Returns: (transfer none) (nullable): the issuer, lent by @candidates
 */
PkiCertificate *
pki_chain_find_issuer (PkiCertificate *certificate, GPtrArray *candidates)
{
  for (guint i = 0; candidates != NULL && i < candidates->len; i++)
    if (pki_chain_is_issuer (g_ptr_array_index (candidates, i), certificate))
      return g_ptr_array_index (candidates, i);
  return NULL;
}

/**
 * pki_chain_contains:
 * @certificates: (nullable) (element-type PkiCertificate): certificates
 * @certificate: the one looked for
 *
 * Tells whether a certificate is among others.
 *
 * Returns: whether it is
 */
gboolean
pki_chain_contains (GPtrArray *certificates, PkiCertificate *certificate)
{
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    if (pki_certificate_equal (g_ptr_array_index (certificates, i), certificate))
      return TRUE;
  return FALSE;
}

/* RFC 5280, 4.2.2.1: a "certs-only" CMS message; in PEM it is a block PKCS7 or CMS. */
static PKCS7 *
decode_cms (const guint8 *data, gsize length)
{
  const unsigned char *p = data;
  PKCS7 *message = d2i_PKCS7 (NULL, &p, (long) length);

  if (message == NULL)
    {
      g_autoptr (BIO) bio = BIO_new_mem_buf (data, (int) length);

      message = PEM_read_bio_PKCS7 (bio, NULL, pki_openssl_no_password, NULL);
    }
  return message;
}

static GPtrArray *
list_from_cms (const guint8 *data, gsize length)
{
  PKCS7 *message = length > 0 && length <= G_MAXINT ? decode_cms (data, length) : NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  STACK_OF (X509) *stack = NULL;

  if (message != NULL && PKCS7_type_is_signed (message) && message->d.sign != NULL)
    stack = message->d.sign->cert;
  for (int i = 0; i < MIN (sk_X509_num (stack), MAX_ISSUERS); i++)
    {
      PkiCertificate *one = pki_certificate_new_from_x509 (sk_X509_value (stack, i), NULL);

      if (one != NULL)
        g_ptr_array_add (list, one);
    }
  PKCS7_free (message);
  ERR_clear_error ();
  return list;
}

/**
 * pki_chain_read:
 * @bytes: one certificate in DER, some in PEM, or a "certs-only" CMS in either
 *
 * Reads certificates in every form in which they are handed around.
 *
 * Returns: (transfer full) (nullable) (element-type PkiCertificate): at least one certificate, or
 *   %NULL
 */
GPtrArray *
pki_chain_read (GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  PkiCertificate *single = pki_certificate_new_from_der (data, length, NULL);
  g_autoptr (GPtrArray) list = NULL;

  if (single != NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
      g_ptr_array_add (list, single);
      return g_steal_pointer (&list);
    }
  if (length > 0)
    list = pki_certificate_list_from_pem ((const char *) data, length, NULL);
  if (list == NULL)
    list = list_from_cms (data, length);
  return list->len > 0 ? g_steal_pointer (&list) : NULL;
}

/**
 * pki_chain_fetch_issuers:
 * @fetch: the way to the network
 * @uri: a caIssuers address out of a certificate
 * @cancellable: (nullable): handed to @fetch
 * @error: %PKI_ERROR_PARSE, or an error of @fetch
 *
 * Gets what may be an issuer's certificate. None of it is trusted for that: its key has to fit.
 *
 * Returns: (transfer full) (element-type PkiCertificate): at least one certificate
 */
GPtrArray *
pki_chain_fetch_issuers (PkiFetch *fetch,
                         const char *uri,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (fetch != NULL && uri != NULL, NULL);

  bytes = fetch->fetch (fetch, uri, NULL, NULL, MAX_ISSUERS_SIZE, cancellable, error);
  if (bytes == NULL)
    return NULL;
  list = pki_chain_read (bytes);
  if (list == NULL)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "no certificate is at %s", uri);
      return NULL;
    }
  return g_steal_pointer (&list);
}

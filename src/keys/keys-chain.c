/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-chain.h"

#include <openssl/x509v3.h>

#include "pki-openssl.h"

static PkiCertificate *
find_issuer (GPtrArray *certificates, PkiCertificate *subject)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      PkiCertificate *issuer = g_ptr_array_index (certificates, i);

      if (X509_check_issued (pki_certificate_get_x509 (issuer),
                             pki_certificate_get_x509 (subject)) == X509_V_OK)
        return issuer;
    }
  return NULL;
}

/**
 * keys_chain_order:
 * @certificates: (element-type PkiCertificate): what came with a key, in any order
 * @leaf: the key's own
 *
 * Finds the issuers of a certificate among others.
 *
 * Returns: (transfer full) (element-type PkiCertificate): @leaf, then its issuers
 */
GPtrArray *
keys_chain_order (GPtrArray *certificates, PkiCertificate *leaf)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  PkiCertificate *next = leaf;

  while (next != NULL && !g_ptr_array_find (chain, next, NULL))
    {
      g_ptr_array_add (chain, pki_certificate_ref (next));
      next = pki_certificate_is_self_signed (next) ? NULL : find_issuer (certificates, next);
    }
  return chain;
}

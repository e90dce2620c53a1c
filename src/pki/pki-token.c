/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-token.h"

#include <openssl/err.h>

#include "pki-cms-private.h"

/* Time-stamps of one kind in one signature; each costs a CMS to check. */
#define MAX_TOKENS 16

static const char *const oids[PKI_N_TOKENS] = {
    [PKI_TOKEN_CONTENT] = "1.2.840.113549.1.9.16.2.20",
    [PKI_TOKEN_SIGNATURE] = "1.2.840.113549.1.9.16.2.14",
    [PKI_TOKEN_ARCHIVE] = "0.4.0.1733.2.4",
    [PKI_TOKEN_ARCHIVE_2] = "1.2.840.113549.1.9.16.2.48",
};

static void
take (X509_ATTRIBUTE *attribute, GPtrArray *tokens)
{
  for (int i = 0; i < X509_ATTRIBUTE_count (attribute) && tokens->len < MAX_TOKENS; i++)
    {
      const ASN1_STRING *value = X509_ATTRIBUTE_get0_data (attribute, i, V_ASN1_SEQUENCE, NULL);

      if (value != NULL)
        g_ptr_array_add (tokens,
                         g_bytes_new (ASN1_STRING_get0_data (value), ASN1_STRING_length (value)));
    }
}

/**
 * pki_token_list:
 * @cms: a CMS
 * @kind: of time-stamp
 *
 * Gives the tokens of one kind, in one attribute or in several: programs that extend a signature
 * again do either.
 *
 * Returns: (transfer full) (element-type GBytes): DER for pki_timestamp_new(), nothing verified yet
 */
GPtrArray *
pki_token_list (PkiCms *cms, PkiTokenKind kind)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (ASN1_OBJECT) oid = NULL;
  gboolean is_signed = kind == PKI_TOKEN_CONTENT;
  int index = -1;

  g_return_val_if_fail (cms != NULL && (guint) kind < PKI_N_TOKENS, tokens);

  oid = OBJ_txt2obj (oids[kind], 1);
  while (tokens->len < MAX_TOKENS &&
         (index = is_signed ? CMS_signed_get_attr_by_OBJ (cms->signer_info, oid, index)
                            : CMS_unsigned_get_attr_by_OBJ (cms->signer_info, oid, index)) >= 0)
    take (is_signed ? CMS_signed_get_attr (cms->signer_info, index)
                    : CMS_unsigned_get_attr (cms->signer_info, index),
          tokens);
  ERR_clear_error ();
  return tokens;
}

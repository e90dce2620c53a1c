/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-statement.h"

#include <openssl/objects.h>
#include <string.h>

#include "pki-cms-private.h"
#include "pki-error.h"

/* OpenSSL compares content types by the numbers that it gives to those it knows. */
static int
statement_nid (void)
{
  static gsize nid;

  if (g_once_init_enter (&nid))
    {
      int known = OBJ_txt2nid (PKI_STATEMENT_TYPE);

      if (known == NID_undef)
        known = OBJ_create (PKI_STATEMENT_TYPE, "vermilionStatement", "Vermilion statement");
      g_once_init_leave (&nid, (gsize) MAX (known, 1));
    }
  return (int) nid;
}

/**
 * pki_statement_sign:
 * @signer: who says it
 * @text: what
 * @cancellable: (nullable): handed to the signer
 * @error: %PKI_ERROR_SIGN, or an error of the signer
 *
 * Signs a statement: a detached CMS (RFC 5652, 5) over the bytes of @text, with the signer's chain.
 *
 * Returns: (transfer full): the DER, or %NULL on error
 */
GBytes *
pki_statement_sign (PkiSigner *signer, const char *text, GCancellable *cancellable, GError **error)
{
  PkiDigestType type = pki_signer_choose_digest (signer, PKI_DIGEST_SHA256);
  g_autoptr (GBytes) digest = pki_digest_bytes (type, text, strlen (text));
  const PkiCmsRequest request = {
      .digest = type,
      .content_digest = digest,
      .content_type = PKI_STATEMENT_TYPE,
  };

  return pki_cms_sign (signer, &request, cancellable, error);
}

/* What was broken says nothing of who signed. */
static gboolean
is_strong (PkiDigestType type)
{
  return type == PKI_DIGEST_SHA256 || type == PKI_DIGEST_SHA384 || type == PKI_DIGEST_SHA512 ||
         type == PKI_DIGEST_SHAKE256;
}

/**
 * pki_statement_check:
 * @cms: DER from outside
 * @text: what it has to be a statement of
 * @error: %PKI_ERROR_PARSE
 *
 * Verifies that somebody signed just this text as a statement. Whether their certificate counts is
 * for the caller to find out.
 *
 * Returns: (transfer full): the certificate that came along, or %NULL if it is no such signature
 */
PkiCertificate *
pki_statement_check (GBytes *cms, const char *text, GError **error)
{
  g_autoptr (PkiCms)
      parsed = pki_cms_new (g_bytes_get_data (cms, NULL), g_bytes_get_size (cms), error);
  g_autoptr (GBytes) digest = NULL;
  PkiDigestType type;

  if (parsed == NULL)
    return NULL;
  type = pki_cms_get_digest (parsed);
  digest = is_strong (type) ? pki_digest_bytes (type, text, strlen (text)) : NULL;
  if (digest != NULL && pki_cms_has_signing_certificate (parsed) &&
      pki_cms_get_size (parsed) == g_bytes_get_size (cms) &&
      pki_cms_check_typed (parsed, statement_nid (), digest) == PKI_CMS_INTACT)
    return pki_certificate_ref (pki_cms_get_signer (parsed));
  g_set_error_literal (error, PKI_ERROR, PKI_ERROR_PARSE, "it is no signature of this statement");
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-crl-issuer.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "pki-chain.h"
#include "pki-openssl.h"

/* Of one name; more is somebody who has signatures verified for nothing. */
#define MAX_CANDIDATES 8

/**
 * pki_crl_issuer_is_indirect:
 * @crl: a list
 *
 * Tells whether a list may name certificates of other issuers than its own.
 *
 * Returns: whether its issuingDistributionPoint says indirectCRL
 */
gboolean
pki_crl_issuer_is_indirect (X509_CRL *crl)
{
  ISSUING_DIST_POINT *point = X509_CRL_get_ext_d2i (crl, NID_issuing_distribution_point, NULL,
                                                    NULL);
  gboolean indirect = point != NULL && point->indirectCRL > 0;

  ISSUING_DIST_POINT_free (point);
  return indirect;
}

static gboolean
has_name (const GENERAL_NAMES *names, const X509_NAME *wanted)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      if (name->type == GEN_DIRNAME && X509_NAME_cmp (name->d.directoryName, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * pki_crl_issuer_is_named:
 * @crl: a list
 * @certificate: a certificate
 *
 * Tells whether one of the certificate's distribution points names the list's issuer.
 *
 * Returns: whether the certificate's issuer says that this list speaks for it
 */
gboolean
pki_crl_issuer_is_named (X509_CRL *crl, PkiCertificate *certificate)
{
  CRL_DIST_POINTS *points = X509_get_ext_d2i (pki_certificate_get_x509 (certificate),
                                              NID_crl_distribution_points, NULL, NULL);
  gboolean named = FALSE;

  for (int i = 0; i < sk_DIST_POINT_num (points) && !named; i++)
    named = has_name (sk_DIST_POINT_value (points, i)->CRLissuer, X509_CRL_get_issuer (crl));
  CRL_DIST_POINTS_free (points);
  return named && pki_crl_issuer_is_indirect (crl);
}

/**
 * pki_crl_issuer_find:
 * @crl: a list
 * @question: whose status; among the others may be who signed the list
 *
 * Finds whose signature the list has. Whether they may issue it is another question.
 *
 * Returns: (transfer none) (nullable): a certificate of the name and the key
 */
PkiCertificate *
pki_crl_issuer_find (X509_CRL *crl, const PkiStatusQuestion *question)
{
  const X509_NAME *name = X509_CRL_get_issuer (crl);
  guint n_tried = 0;

  for (guint i = 0; question->others != NULL && i < question->others->len; i++)
    {
      PkiCertificate *candidate = g_ptr_array_index (question->others, i);
      X509 *x509 = pki_certificate_get_x509 (candidate);

      if (X509_NAME_cmp (X509_get_subject_name (x509), name) != 0)
        continue;
      if (n_tried++ == MAX_CANDIDATES)
        return NULL;
      if (X509_CRL_verify (crl, X509_get0_pubkey (x509)) == 1)
        return candidate;
      ERR_clear_error ();
    }
  return NULL;
}

/**
 * pki_crl_issuer_add_way:
 * @store: receives where the way ends
 * @others: receives the steps, lent
 * @question: whose status
 * @signer: of the list
 *
 * Lists those who signed the issuer's own certificate, up to where that is not known any more: who
 * signed the list has to stand below the same one (RFC 5280, 6.3.3 f).
 */
void
pki_crl_issuer_add_way (X509_STORE *store,
                        STACK_OF (X509) * others,
                        const PkiStatusQuestion *question,
                        PkiCertificate *signer)
{
  PkiCertificate *top = question->issuer;

  sk_X509_push (others, pki_certificate_get_x509 (signer));
  for (guint depth = 0; depth < PKI_CHAIN_MAX_DEPTH; depth++)
    {
      PkiCertificate *above = pki_certificate_is_self_signed (top)
                                  ? NULL
                                  : pki_chain_find_issuer (top, question->others);

      if (above == NULL)
        break;
      sk_X509_push (others, pki_certificate_get_x509 (top));
      top = above;
    }
  X509_STORE_add_cert (store, pki_certificate_get_x509 (top));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate-pool.h"
#include "pki-signer.h"

G_BEGIN_DECLS

/* CMS SignedData (RFC 5652) with one SignerInfo, detached: what a PDF signature carries.
 *
 *   ContentInfo { signedData, SignedData { 1, {digest}, { id-data }, certificates, { SignerInfo } } }
 */
typedef struct _PkiCms PkiCms;

/* Where a trial tells how large a real one may become. */
typedef struct {
  PkiDigestType digest;      /* of the content */
  gboolean      pss;
  GBytes       *content_digest;
  GBytes       *content;         /* a TSTInfo to be carried inside; else NULL: the content is data */
  gboolean      no_certificates; /* whoever asked has them */
  const char   *content_type;    /* (nullable): OID of content that lies elsewhere; NULL: data */
} PkiCmsRequest;

/* Builds and signs: contentType, messageDigest and signingCertificateV2, no signing-time
 * (EN 319 142-1, 5.3), the signer's chain embedded without its root's repetition. */
GBytes     *pki_cms_sign              (PkiSigner           *signer,
                                       const PkiCmsRequest *request,
                                       GCancellable        *cancellable,
                                       GError             **error);
/* The same CMS with a signature-time-stamp token as unsigned attribute (EN 319 122-1, 5.3). */
GBytes     *pki_cms_add_timestamp     (GBytes              *cms,
                                       GBytes              *token,
                                       GError             **error);
/* No CMS of this signer without time-stamp is larger. */
gsize       pki_cms_get_max_size      (PkiSigner           *signer,
                                       const PkiCmsRequest *request);

/* Reads the DER at the start of data; what follows (zero padding) is left alone. */
PkiCms     *pki_cms_new               (const void          *data,
                                       gsize                length,
                                       GError             **error);
PkiCms     *pki_cms_new_pooled        (const void          *data,
                                       gsize                length,
                                       PkiCertificatePool  *pool,
                                       GError             **error);
/* A signature value alone, whose certificates stand elsewhere (ISO 32000-1, 12.8.3.2). */
PkiCms     *pki_cms_new_bare          (const void          *data,
                                       gsize                length,
                                       GPtrArray           *certificates,
                                       gsize               *used,
                                       GError             **error);
void        pki_cms_free              (PkiCms              *self);
PkiDigestType   pki_cms_get_digest      (PkiCms *self);
PkiCertificate *pki_cms_get_signer      (PkiCms *self); /* NULL when it is not in there */
GPtrArray      *pki_cms_get_certificates (PkiCms *self); /* all that came along */
const char     *pki_cms_get_algorithm   (PkiCms *self); /* "RSA", "RSA-PSS", "ECDSA", "Ed25519" … */
GBytes         *pki_cms_get_signature   (PkiCms *self); /* the value: what a time-stamp is over */
GBytes         *pki_cms_get_timestamp   (PkiCms *self); /* first signature-time-stamp token or NULL */
gint64          pki_cms_get_signing_time (PkiCms *self); /* the attribute, or G_MININT64 */
gboolean        pki_cms_has_content     (PkiCms *self);
GBytes         *pki_cms_dup_content     (PkiCms *self); /* or NULL */
PkiDigestType   pki_cms_get_value_digest (PkiCms *self); /* named with the value's algorithm */
gboolean        pki_cms_takes_digest    (PkiCms *self); /* that it has, with its algorithm */
gboolean        pki_cms_has_attributes  (PkiCms *self); /* signed ones */
gboolean        pki_cms_has_policy      (PkiCms *self); /* a signature policy among them */
gboolean        pki_cms_has_signing_certificate (PkiCms *self); /* ESS, v1 or v2 */
gsize           pki_cms_get_size        (PkiCms *self); /* bytes of the DER */
guint           pki_cms_get_n_signers   (PkiCms *self);

/**
 * PkiCmsCheck:
 * @PKI_CMS_INTACT: digest, attributes, ESS certificate and signature value are right
 * @PKI_CMS_DIGEST_MISMATCH: the content is not what was signed
 * @PKI_CMS_SIGNATURE_WRONG: the signature value does not verify
 * @PKI_CMS_MALFORMED: attributes missing, doubled, or out of order; several signers
 * @PKI_CMS_CERTIFICATE_MISMATCH: the ESS attribute names another certificate
 * @PKI_CMS_NO_CERTIFICATE: the signer's certificate is not there
 * @PKI_CMS_UNSUPPORTED: an algorithm that is not served
 */
typedef enum {
  PKI_CMS_INTACT,
  PKI_CMS_DIGEST_MISMATCH,
  PKI_CMS_SIGNATURE_WRONG,
  PKI_CMS_MALFORMED,
  PKI_CMS_CERTIFICATE_MISMATCH,
  PKI_CMS_NO_CERTIFICATE,
  PKI_CMS_UNSUPPORTED,
} PkiCmsCheck;

PkiCmsCheck pki_cms_check             (PkiCms              *self,
                                       GBytes              *content_digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCms, pki_cms_free)

G_END_DECLS

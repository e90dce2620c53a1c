/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An X.509 certificate (RFC 5280), immutable, atomically reference counted. */
typedef struct _PkiCertificate PkiCertificate;

PkiCertificate *pki_certificate_new_from_der  (const void      *der,
                                               gsize            length,
                                               GError         **error);
GPtrArray      *pki_certificate_list_from_pem (const char      *pem,
                                               gsize            length,
                                               GError         **error);
PkiCertificate *pki_certificate_ref           (PkiCertificate  *self);
void            pki_certificate_unref         (PkiCertificate  *self);

GBytes         *pki_certificate_get_der       (PkiCertificate  *self);
const char     *pki_certificate_get_name      (PkiCertificate  *self); /* CN, else O, else the subject */
const char     *pki_certificate_get_organisation (PkiCertificate *self); /* O or NULL */
const char     *pki_certificate_get_subject   (PkiCertificate  *self); /* RFC 4514, UTF-8 unescaped */
const char     *pki_certificate_get_issuer    (PkiCertificate  *self);
const char     *pki_certificate_get_issuer_name (PkiCertificate *self);
const char     *pki_certificate_get_serial    (PkiCertificate  *self); /* upper-case hex */
const char     *pki_certificate_get_sha256    (PkiCertificate  *self); /* lower-case hex */
GBytes         *pki_certificate_dup_spki      (PkiCertificate  *self);
const char     *pki_certificate_get_key_type  (PkiCertificate  *self); /* "RSA-2048", "P-256", "Ed25519" … */
gint64          pki_certificate_get_not_before (PkiCertificate *self); /* seconds since 1970, UTC */
gint64          pki_certificate_get_not_after (PkiCertificate  *self);
gboolean        pki_certificate_is_self_signed (PkiCertificate *self);
gboolean        pki_certificate_is_ca         (PkiCertificate  *self);
/* By the bit's number in RFC 5280, 4.2.1.3: 0 digitalSignature … 8 decipherOnly. */
gboolean        pki_certificate_has_key_usage (PkiCertificate *self,
                                               guint            bit);
gboolean        pki_certificate_equal         (PkiCertificate  *a,
                                               PkiCertificate  *b);

gboolean        pki_certificate_check_time    (PkiCertificate  *self,
                                               gint64           now,
                                               GError         **error);
/* May it sign documents at this moment? FALSE with PKI_ERROR_EXPIRED, _NOT_YET_VALID or
 * _KEY_USAGE (keyUsage present without digitalSignature and nonRepudiation). */
gboolean        pki_certificate_check_signer  (PkiCertificate  *self,
                                               gint64           now,
                                               GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCertificate, pki_certificate_unref)

G_END_DECLS

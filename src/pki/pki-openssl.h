/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "pki-certificate.h"
#include "pki-digest.h"

G_BEGIN_DECLS

/* What OpenSSL's types need inside this layer and in `keys`; nothing above sees them. */

/* Sets the error with OpenSSL's own reason behind the message, and empties its error queue. */
void            pki_openssl_set_error           (GError         **error,
                                                 GQuark           domain,
                                                 int              code,
                                                 const char      *message);

/* A pem_password_cb: OpenSSL's own would ask at the terminal. */
int             pki_openssl_no_password         (char            *buffer,
                                                 int              size,
                                                 int              for_writing,
                                                 void            *user_data);

const EVP_MD   *pki_digest_get_md               (PkiDigestType    type);
PkiDigestType   pki_digest_from_nid             (int              nid);
PkiDigestType   pki_digest_from_algorithm       (const X509_ALGOR *algorithm);
gboolean        pki_digest_set_algorithm        (PkiDigestType    type,
                                                 X509_ALGOR      *algorithm);

PkiCertificate *pki_certificate_new_from_x509   (X509            *x509,
                                                 GError         **error);
X509           *pki_certificate_get_x509        (PkiCertificate  *self);

/* Seconds since 1970, fractions cut; FALSE where it is no time. */
gboolean        pki_time_from_asn1              (const ASN1_TIME *time,
                                                 gint64          *seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_ALGOR, X509_ALGOR_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OBJECT, ASN1_OBJECT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* A file that is closed to all but some: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM, its
 * content key given to the keys of certificates. What others made may be EnvelopedData (RFC 5652,
 * 6.1), of which nobody can tell whether it was changed. */
typedef struct _PkiEnvelope PkiEnvelope;

/* 1 GiB: OpenSSL counts the bytes of a BIO with an int, and holds the content twice. */
#define PKI_ENVELOPE_MAX_SIZE (1024UL * 1024 * 1024)

/* May something be encrypted to it at this moment? FALSE with PKI_ERROR_EXPIRED, _NOT_YET_VALID or
 * _NO_ENCRYPTION. */
gboolean     pki_certificate_check_recipient (PkiCertificate  *self,
                                              gint64           now,
                                              GError         **error);

/* Who looks on while much goes through, told after each part; %FALSE gives it up, with
 * %G_IO_ERROR_CANCELLED. */
typedef struct {
  gboolean (*func) (gsize    done,
                    gsize    whole,
                    gpointer data);
  gpointer data;
} PkiEnvelopeWatch;

GBytes      *pki_envelope_close       (GBytes        *content,
                                       GPtrArray     *recipients,
                                       GError       **error);
GBytes      *pki_envelope_close_watched (GBytes                  *content,
                                         GPtrArray               *recipients,
                                         const PkiEnvelopeWatch  *watch,
                                         GError                 **error);
gboolean     pki_envelope_is          (GBytes        *bytes);
PkiEnvelope *pki_envelope_new         (GBytes        *bytes,
                                       GError       **error);
void         pki_envelope_free        (PkiEnvelope   *self);
void         pki_envelope_set_watch   (PkiEnvelope            *self,
                                       const PkiEnvelopeWatch *watch);
gboolean     pki_envelope_is_guarded  (PkiEnvelope   *self);
gboolean     pki_envelope_is_for      (PkiEnvelope    *self,
                                       PkiCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiEnvelope, pki_envelope_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* Roots that the user trusts, and the judgement of a chain against them (RFC 5280, 6). */
typedef struct _PkiTrust PkiTrust;

typedef enum {
  PKI_CHAIN_TRUSTED,
  PKI_CHAIN_UNTRUSTED,  /* no way to a given root */
  PKI_CHAIN_EXPIRED,    /* a way, but a certificate of it was not valid at that time */
  PKI_CHAIN_INVALID,    /* a way that breaks a rule: basic constraints, key usage, signature */
} PkiChainStatus;

typedef enum {
  PKI_PURPOSE_DOCUMENT,
  PKI_PURPOSE_TIMESTAMP, /* extendedKeyUsage timeStamping, critical and alone */
} PkiPurpose;

PkiTrust      *pki_trust_new      (void);
void           pki_trust_free     (PkiTrust        *self);
void           pki_trust_add      (PkiTrust        *self,
                                   PkiCertificate  *root);
gboolean       pki_trust_add_file (PkiTrust        *self,
                                   const char      *path,
                                   GError         **error);
/* Roots of this computer, not of the user's choosing. */
void           pki_trust_add_shared (PkiTrust      *self,
                                   PkiCertificate  *root);
gboolean       pki_trust_add_shared_file (PkiTrust *self,
                                   const char      *path,
                                   GError         **error);
gboolean       pki_trust_is_own   (PkiTrust        *self,
                                   PkiCertificate  *root);
guint          pki_trust_get_size (PkiTrust        *self);
GPtrArray     *pki_trust_get_roots (PkiTrust       *self); /* PkiCertificate */

/* chain receives the way (PkiCertificate, leaf first) as far as it was found. */
PkiChainStatus pki_trust_check    (PkiTrust        *self,
                                   PkiCertificate  *leaf,
                                   GPtrArray       *others,
                                   PkiPurpose       purpose,
                                   gint64           at,
                                   GPtrArray      **chain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiTrust, pki_trust_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "pki-signer.h"

G_BEGIN_DECLS

/* A small real certification authority: a root and, below it, the CA that issues. */
typedef struct _SupportCa SupportCa;

/* A key with its certificate and the issuers above it. */
typedef struct {
  EVP_PKEY  *key;
  X509      *x509;
  GPtrArray *chain; /* PkiCertificate, its own first, the root last */
} SupportIdentity;

/* NULL, 0 and FALSE stand for what an honest signer's certificate has. */
typedef struct {
  const char *kind;               /* "p256"; also rsa2048, rsa3072, pss, p384, p521, ed25519 */
  const char *common_name;        /* "张三" */
  const char *organisation;       /* "示例科技有限公司" */
  const char *key_usage;          /* "critical,digitalSignature,nonRepudiation" */
  const char *extended_key_usage; /* none */
  const char *constraints;        /* none */
  gint64      not_before;         /* a month before the CA's now */
  gint64      not_after;          /* a year after it */
  gboolean    self_signed;
  gboolean    nocheck;            /* an OCSP responder nobody needs to ask about */
  const char *const *extensions;  /* more of them: name, value, …, NULL as OpenSSL spells them */
  SupportIdentity *twin;          /* has the same key and name */
  const EVP_MD *md;               /* under it; SHA-256 */
} SupportProfile;

/* What certificates name; NULL names nothing. */
typedef struct {
  const char *ocsp;
  const char *crl;
  const char *issuer;             /* caIssuers */
} SupportAddresses;

SupportCa       *support_ca_new             (gint64                now);
void             support_ca_free            (SupportCa            *self);
/* addresses: those that the issuing CA's own certificate names. */
SupportCa       *support_ca_new_known       (gint64                now,
                                             const SupportAddresses *addresses);
/* Addresses to name in certificates issued from here on. */
void             support_ca_set_addresses   (SupportCa            *self,
                                             const SupportAddresses *addresses);
gint64           support_ca_get_now         (SupportCa            *self);
PkiCertificate  *support_ca_get_root        (SupportCa            *self);
SupportIdentity *support_ca_get_root_identity (SupportCa          *self);
SupportIdentity *support_ca_get_issuer      (SupportCa            *self);
SupportIdentity *support_ca_issue           (SupportCa            *self,
                                             const SupportProfile *profile);
/* By another identity than the issuing CA: a chain of any shape. */
SupportIdentity *support_ca_issue_by        (SupportCa            *self,
                                             SupportIdentity      *issuer,
                                             const SupportProfile *profile);

PkiSigner       *support_identity_new_signer (SupportIdentity     *self);
PkiCertificate  *support_identity_get_certificate (SupportIdentity *self);
GBytes          *support_identity_to_pkcs12 (SupportIdentity      *self,
                                             const char           *password,
                                             gboolean              with_key);
char            *support_identity_to_pem    (SupportIdentity      *self);
void             support_identity_free      (SupportIdentity      *self);

EVP_PKEY        *support_key_new            (const char           *kind);
char            *support_certificate_to_pem (PkiCertificate       *certificate);
/* A "certs-only" CMS. */
GBytes          *support_certificates_to_p7b (GPtrArray       *certificates);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportCa, support_ca_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportIdentity, support_identity_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issue.h"
#include "platform-office.h"

G_BEGIN_DECLS

/* The certification authority of a platform: its root, the authority below it that issues, and the
 * two offices that answer for it. Any thread may use it. */
typedef struct {
  char *directory;
  PkiCertificate *root;
  PlatformCaKey *key;
  PkiIssuer *issuer;
  PlatformOffice *responder;
  PlatformOffice *timestamper;
  char *ocsp; /* addresses, as certificates name them */
  char *crl;
  char *tsa;
  char *caissuers;
  GMutex lock;
  GBytes *root_list; /* DER: what the root has revoked; under the lock */
} PlatformAuthority;

/* What it is opened with; all lent. */
typedef struct {
  const char *data_directory;
  const char *name; /* of the platform: stands in the authority's names */
  const char *url;
  const PlatformTokenSeat *token; /* (nullable): where the keys are that are not in files */
  PlatformStore *store;
  gint64 now;
} PlatformAuthoritySeat;

/* Where it is established (EN 319 412-2, 4.2.3.1 and 4.2.4). */
#define PLATFORM_COUNTRY "CN"

/* Arc of the policies: a UUID as ITU-T X.667 makes an OID of it. */
#define PLATFORM_POLICY(n) "2.25.113586357026017873806660918049897772972." n
#define PLATFORM_POLICY_TRIAL PLATFORM_POLICY ("1")
#define PLATFORM_POLICY_REVIEWED PLATFORM_POLICY ("2")
#define PLATFORM_POLICY_PROVIDED PLATFORM_POLICY ("3")
#define PLATFORM_POLICY_TIMESTAMP PLATFORM_POLICY ("10")

PlatformAuthority *platform_authority_open (const PlatformAuthoritySeat *seat, GError **error);
void platform_authority_free (PlatformAuthority *authority);
gboolean platform_authority_keep_root_list (PlatformAuthority *self,
                                            const PlatformAuthoritySeat *seat,
                                            GError **error);
GBytes *platform_authority_dup_root_list (PlatformAuthority *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformAuthority, platform_authority_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issue.h"
#include "platform-answers.h"
#include "platform-office.h"

G_BEGIN_DECLS

/* The certification authority of a platform: its root, the authority below it that issues, and the
 * offices that answer for it. Any thread may use it. */
typedef struct {
  char *directory;
  PkiCertificate *root;
  PlatformCaKey *key;
  PkiIssuer *issuer;
  PlatformOffice *responder;
  PlatformAnswers *answers; /* of the responder */
  PlatformOffice *timestamper;
  PlatformOffice *registrar;
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
  const char *status_url; /* where certificates are asked about */
  const PlatformTokenSeat *token; /* (nullable): where the keys are that are not in files */
  PlatformStore *store;
  gint64 now;
} PlatformAuthoritySeat;

/* Where it is established (EN 319 412-2, 4.2.3.1 and 4.2.4). */
#define PLATFORM_COUNTRY "CN"

/* Arc of the policies where the operator has none: a UUID as ITU-T X.667 makes an OID of it. Who has
 * an arc, such as a private enterprise number of IANA's, gives policies under that: some programs
 * read no number past 32 bits. */
#define PLATFORM_POLICY_ARC "2.25.113586357026017873806660918049897772972"

/* The number of a policy in its arc: how well who is named was verified. */
typedef enum {
  PLATFORM_POLICY_TRIAL = 1,
  PLATFORM_POLICY_REVIEWED = 2,
  PLATFORM_POLICY_PROVIDED = 3,
  PLATFORM_POLICY_TIMESTAMP = 10,
} PlatformPolicy;

PlatformAuthority *platform_authority_open (const PlatformAuthoritySeat *seat, GError **error);
void platform_authority_free (PlatformAuthority *authority);
gboolean platform_authority_keep_root_list (PlatformAuthority *self,
                                            const PlatformAuthoritySeat *seat,
                                            GError **error);
GBytes *platform_authority_dup_root_list (PlatformAuthority *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformAuthority, platform_authority_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "platform-secret.h"
#include "platform.h"

G_BEGIN_DECLS

/* A portal where people have accounts already: an OpenID Connect provider, of which this platform is
 * a confidential client. Any thread may ask; what it says of itself and its keys are kept for a
 * while. */
typedef struct _PlatformPortal PlatformPortal;

/* What is made for one login, and comes back with it. */
typedef struct {
  const char *state;
  const char *nonce;
  const char *verifier; /* of PKCE */
  const char *redirect;
  const char *language; /* (nullable): that its pages should speak */
  gint64 since;         /* not 0: the person has to log in there again, not before this moment */
} PlatformPortalAttempt;

/* What a browser brings back from the portal (RFC 6749, 4.1.2; RFC 9207). */
typedef struct {
  const char *code;
  const char *issuer; /* (nullable) */
} PlatformPortalReturn;

/* Who somebody is to the portal. The name is what it says, and verified by nobody here. */
typedef struct {
  char *subject;
  char *name;
} PlatformPortalPerson;

PlatformPortal       *platform_portal_new          (const PlatformOptions        *options,
                                                    GError                      **error);
PlatformSecret       *platform_portal_get_secret   (PlatformPortal               *self);
void                  platform_portal_free         (PlatformPortal               *self);
const char           *platform_portal_get_name     (PlatformPortal               *self);
const char           *platform_portal_get_issuer   (PlatformPortal               *self);
char                 *platform_portal_dup_address  (PlatformPortal               *self,
                                                    const PlatformPortalAttempt  *attempt,
                                                    GError                      **error);
PlatformPortalPerson *platform_portal_identify     (PlatformPortal               *self,
                                                    const PlatformPortalAttempt  *attempt,
                                                    const PlatformPortalReturn   *back,
                                                    gint64                        now,
                                                    GError                      **error);
gboolean              platform_portal_is_issuer    (PlatformPortal               *self,
                                                    const char                   *issuer);
void                  platform_portal_person_free  (PlatformPortalPerson         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformPortal, platform_portal_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformPortalPerson, platform_portal_person_free)

G_END_DECLS

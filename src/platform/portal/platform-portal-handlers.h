/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-portal.h"

G_BEGIN_DECLS

gboolean platform_create_portal_login   (PlatformCall  *call,
                                         GError       **error);
gboolean platform_poll_portal_login     (PlatformCall  *call,
                                         GError       **error);
gboolean platform_create_portal_session (PlatformCall  *call,
                                         GError       **error);

/* Somebody looks for the password of the portal, and for their phone. */
#define PLATFORM_PORTAL_WAIT_SECONDS 600

/* What the same is to the handlers of links and to those of the browser. */
typedef struct {
  const char *account; /* (nullable) */
  const char *device;  /* (nullable) */
  GBytes *challenge;
} PlatformPortalBeginning;

gboolean    platform_portal_is_there (PlatformCall                   *call,
                                      GError                        **error);
gboolean    platform_portal_begin    (PlatformCall                   *call,
                                      const PlatformPortalBeginning  *beginning,
                                      GError                        **error);
gboolean    platform_portal_takes_new (PlatformCall                 *call);
const char *platform_portal_state_of (PlatformCall                   *call,
                                      PlatformPortalLogin            *login);

G_END_DECLS

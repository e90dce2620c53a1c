/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"
#include "wire-account.h"
#include "wire-portal.h"

G_BEGIN_DECLS

/* A login at the platform's portal: a browser goes there, and this program, which keeps the secret,
 * waits for it. */
WirePortalLogin *client_portal_begin (ClientPlatform         *platform,
                                      const char             *device,
                                      char                  **secret,
                                      GError                **error);
gboolean         client_portal_wait  (ClientPlatform         *platform,
                                      const WirePortalLogin  *login,
                                      const char             *secret,
                                      GError                **error);
WireSession     *client_portal_log_in (ClientPlatform         *platform,
                                       const WirePortalLogin  *login,
                                       const char             *secret,
                                       GError                **error);
/* The same to make the portal's person a login of the account that is logged in. */
WirePortalLogin *client_portal_begin_link (ClientPlatform         *platform,
                                           const char             *password,
                                           const char             *device,
                                           char                  **secret,
                                           GError                **error);
gboolean         client_portal_wait_link  (ClientPlatform         *platform,
                                           const WirePortalLogin  *login,
                                           const char             *secret,
                                           GError                **error);

G_END_DECLS

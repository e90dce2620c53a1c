/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-portal.h"

G_BEGIN_DECLS

gboolean platform_create_portal_link (PlatformCall         *call,
                                      GError              **error);
gboolean platform_list_portal_links  (PlatformCall         *call,
                                      GError              **error);
gboolean platform_end_portal_link    (PlatformCall         *call,
                                      GError              **error);
gboolean platform_portal_link        (PlatformCall         *call,
                                      PlatformPortalLogin  *login,
                                      gboolean             *linked,
                                      GError              **error);

G_END_DECLS

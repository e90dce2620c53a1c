/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* What a browser asks that goes to the portal and comes back. */
gboolean platform_open_portal          (PlatformCall  *call,
                                        GError       **error);
gboolean platform_return_from_portal   (PlatformCall  *call,
                                        GError       **error);
gboolean platform_get_portal_page      (PlatformCall  *call,
                                        GError       **error);
gboolean platform_get_portal_script    (PlatformCall  *call,
                                        GError       **error);
gboolean platform_get_portal_login     (PlatformCall  *call,
                                        GError       **error);
gboolean platform_confirm_portal_login (PlatformCall  *call,
                                        GError       **error);

G_END_DECLS

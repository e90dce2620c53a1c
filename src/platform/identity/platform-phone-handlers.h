/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

gboolean platform_get_phone_page (PlatformCall *call, GError **error);
gboolean platform_get_phone_script (PlatformCall *call, GError **error);
gboolean platform_get_phone_words (PlatformCall *call, GError **error);
gboolean platform_get_phone_style (PlatformCall *call, GError **error);
gboolean platform_get_phone (PlatformCall *call, GError **error);
gboolean platform_scan_code (PlatformCall *call, GError **error);
gboolean platform_confirm_code (PlatformCall *call, GError **error);
gboolean platform_phone_show (PlatformCall      *call,
                              PlatformIdentity  *identity,
                              GError           **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_get_authority (PlatformCall *call, GError **error);
gboolean platform_get_root_certificate (PlatformCall *call, GError **error);
gboolean platform_get_authority_certificate (PlatformCall *call, GError **error);
gboolean platform_get_root_list (PlatformCall *call, GError **error);
gboolean platform_get_authority_list (PlatformCall *call, GError **error);
gboolean platform_ask_status (PlatformCall *call, GError **error);
gboolean platform_read_status (PlatformCall *call, GError **error);
gboolean platform_stamp_time (PlatformCall *call, GError **error);

G_END_DECLS

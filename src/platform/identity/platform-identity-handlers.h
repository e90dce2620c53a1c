/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_create_identity (PlatformCall *call, GError **error);
gboolean platform_get_identity (PlatformCall *call, GError **error);
gboolean platform_refresh_identity (PlatformCall *call, GError **error);
gboolean platform_cancel_identity (PlatformCall *call, GError **error);
char *platform_identity_new_code (void);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_suspend_certificate (PlatformCall *call, GError **error);
gboolean platform_restore_certificate (PlatformCall *call, GError **error);
gboolean platform_revoke_certificate (PlatformCall *call, GError **error);
gboolean platform_change_certificate (PlatformCall *call, GError **error);
gboolean platform_stop_everything (PlatformCall *call, GError **error);
gboolean platform_suspend_organisation (PlatformCall *call, const char *organisation, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_list_members (PlatformCall *call, GError **error);
gboolean platform_set_member (PlatformCall *call, GError **error);
gboolean platform_remove_member (PlatformCall *call, GError **error);

G_END_DECLS

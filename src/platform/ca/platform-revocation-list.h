/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_revocation_list_tell (PlatformCall *call, GError **error);
gboolean platform_revocation_list_keep (PlatformCall *call, GError **error);
GBytes *platform_revocation_list_get (PlatformCall *call, GError **error);

G_END_DECLS

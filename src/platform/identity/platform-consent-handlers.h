/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_list_agreements (PlatformCall *call, GError **error);
gboolean platform_create_consent (PlatformCall *call, GError **error);
gboolean platform_list_consents (PlatformCall *call, GError **error);
gboolean platform_withdraw_consent (PlatformCall *call, GError **error);

G_END_DECLS

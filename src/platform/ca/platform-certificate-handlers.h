/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_create_certificate (PlatformCall *call, GError **error);
gboolean platform_renew_certificate (PlatformCall *call, GError **error);
gboolean platform_list_certificates (PlatformCall *call, GError **error);
gboolean platform_get_certificate (PlatformCall *call, GError **error);

G_END_DECLS

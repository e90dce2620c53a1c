/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_get_health  (PlatformCall  *call,
                               GError       **error);
gboolean platform_get_metrics (PlatformCall  *call,
                               GError       **error);
gboolean platform_get_openapi (PlatformCall  *call,
                               GError       **error);
gboolean platform_get_about   (PlatformCall  *call,
                               GError       **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

void     platform_dispatch            (PlatformCall  *call);
gboolean platform_dispatch_written    (PlatformCall  *call,
                                       const GError  *error);
gboolean platform_dispatch_inside     (PlatformCall  *call,
                                       GError       **error);
gboolean platform_dispatch_may_repeat (const GError  *error,
                                       guint          attempts);

G_END_DECLS

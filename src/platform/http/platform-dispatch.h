/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_dispatch_is_asked   (PlatformCall  *call);
void     platform_dispatch_find       (PlatformCall *const *calls,
                                       guint                n_calls,
                                       PlatformStore       *store);
void     platform_dispatch            (PlatformCall  *call);
gboolean platform_dispatch_written    (PlatformCall  *call,
                                       const GError  *error);
gboolean platform_dispatch_inside     (PlatformCall  *call,
                                       GError       **error);
gboolean platform_dispatch_may_repeat (const GError  *error,
                                       guint          attempts);

G_END_DECLS

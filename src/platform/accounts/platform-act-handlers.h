/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_list_acts    (PlatformCall  *call,
                                GError       **error);
gboolean platform_list_acts_of (PlatformCall  *call,
                                GError       **error);
gboolean platform_get_act      (PlatformCall  *call,
                                GError       **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_get_events (PlatformCall  *call,
                              GError       **error);

G_END_DECLS

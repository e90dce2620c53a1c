/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_cursor_read  (PlatformCall  *call,
                                PlatformPage  *page,
                                GError       **error);
char    *platform_cursor_write (PlatformCall *call,
                                gint64        time,
                                const char   *id);

G_END_DECLS

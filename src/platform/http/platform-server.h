/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform.h"

G_BEGIN_DECLS

/* The socket, its thread, and the workers behind it. */
typedef struct _PlatformServer PlatformServer;

PlatformServer *platform_server_start    (Platform               *platform,
                                          const PlatformOptions  *options,
                                          guint                   workers,
                                          GError                **error);
guint16         platform_server_get_port (PlatformServer *server);
void            platform_server_stop     (PlatformServer *server);

G_END_DECLS

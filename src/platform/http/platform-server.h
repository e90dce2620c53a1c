/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "platform-call.h"

G_BEGIN_DECLS

/* The socket, its thread, and the workers behind it. */
typedef struct _PlatformServer PlatformServer;

PlatformServer *platform_server_new (Platform *platform,
                                     const PlatformOptions *options,
                                     GError **error);
void platform_server_run (PlatformServer *server, guint workers);
guint16 platform_server_get_port (PlatformServer *server);
guint16 platform_server_get_status_port (PlatformServer *server);
gboolean platform_server_reload (PlatformServer *server, GError **error);
void platform_server_stop (PlatformServer *server);

G_END_DECLS

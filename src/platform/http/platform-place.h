/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char         *platform_place_new   (const char *host);
GInetAddress *platform_place_unmap (GInetAddress *address);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTlsCertificate *platform_tls_load (const char *certificate, const char *key, GError **error);

G_END_DECLS

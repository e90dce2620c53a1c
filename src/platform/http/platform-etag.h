/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

char    *platform_etag_of_message (const WireType *type,
                                   gconstpointer   message);
gboolean platform_etag_match      (PlatformCall  *call,
                                   const char    *etag,
                                   GError       **error);
gboolean platform_etag_require    (PlatformCall  *call,
                                   const char    *etag,
                                   GError       **error);
gboolean platform_etag_finish     (PlatformCall  *call,
                                   GError       **error);

G_END_DECLS

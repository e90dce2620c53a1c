/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Token buckets, one an address: a burst, then so many a second. It protects this process and is
 * nothing that another needs. */
typedef struct _PlatformLimiter PlatformLimiter;

PlatformLimiter *platform_limiter_new   (guint burst,
                                         guint per_second);
void             platform_limiter_free  (PlatformLimiter *limiter);
gboolean         platform_limiter_allow (PlatformLimiter *limiter,
                                         const char      *address,
                                         gint64           now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformLimiter, platform_limiter_free)

G_END_DECLS

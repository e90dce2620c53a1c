/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* How long wrong passwords count. */
#define PLATFORM_FAILURE_SECONDS (24 * 3600)
/* How long a request that comes again is answered as the first time; the specification says so. */
#define PLATFORM_REPLAY_SECONDS (7 * 24 * 3600)
/* How long a stream tells what it was told: whoever was away longer looks at the things themselves.
 */
#define PLATFORM_EVENT_SECONDS (24 * 3600)

gboolean platform_store_purge (PlatformStore *store, gint64 now, GError **error);

G_END_DECLS

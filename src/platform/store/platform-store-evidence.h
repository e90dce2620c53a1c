/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"
#include "wire-canonical.h"

G_BEGIN_DECLS

gboolean platform_store_add_evidence       (PlatformStore  *store,
                                            const char     *type,
                                            const char     *actor,
                                            const char     *subject,
                                            gint64          time,
                                            WireCanonical  *details,
                                            GError        **error);
gboolean platform_store_find_evidence_time (PlatformStore  *store,
                                            gint64         *time,
                                            GError        **error);

G_END_DECLS

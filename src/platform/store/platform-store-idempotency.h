/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* The answer that a POST was given, for when the same comes again. */
typedef struct {
  GBytes *request_mac;
  guint status;
  char *location; /* (nullable) */
  char *etag;     /* (nullable): without quotes */
  GBytes *body;
} PlatformReplay;

void            platform_replay_free       (PlatformReplay *replay);
PlatformReplay *platform_store_find_replay (PlatformStore  *store,
                                            const char     *actor,
                                            const char     *name,
                                            GError        **error);
gboolean        platform_store_add_replay  (PlatformStore   *store,
                                            const char      *actor,
                                            const char      *name,
                                            PlatformReplay  *replay,
                                            gint64           now,
                                            GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformReplay, platform_replay_free)

G_END_DECLS

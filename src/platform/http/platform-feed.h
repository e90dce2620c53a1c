/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-server.h"

G_BEGIN_DECLS

/* Those who listen to events. A listener costs a socket and a few hundred bytes: no thread and no
 * connection to the database. One job at a time reads for all of them what is new, at once after a
 * change of this process and a few times a second for those of others. */
typedef struct _PlatformFeed PlatformFeed;

PlatformFeed *platform_feed_new    (Platform     *platform,
                                    GMainContext *context);
void          platform_feed_free   (PlatformFeed *self);
gboolean      platform_feed_add    (PlatformFeed       *self,
                                    SoupServerMessage  *message,
                                    PlatformCall       *call,
                                    GError            **error);
void          platform_feed_wake   (PlatformFeed *self);
void          platform_feed_stop   (PlatformFeed *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-head.h"
#include "platform-proxies.h"

G_BEGIN_DECLS

/* A socket that connections come in by, for a SoupServer: it counts them by their address and closes
 * those that let it wait. All of it happens in the thread of the context that it was made in. */
typedef struct _PlatformDoor PlatformDoor;

/**
 * PlatformDoorLimits:
 * @per_address: how many connections one address may have; 0: 512, or half of what the process may
 *   open where that is less
 * @proxies: (nullable): to whom that does not apply; they live as long as the door
 * @patience: seconds in which a request has to come, or the next one; 0: 120
 *
 * How much is borne.
 */
typedef struct {
  guint per_address;
  PlatformProxies *proxies;
  guint patience;
} PlatformDoorLimits;

/* Nobody is there any more. */
typedef void (*PlatformDoorEmptied) (gpointer data);

PlatformDoor *platform_door_new             (SoupServer                *soup,
                                             GSocketAddress            *address,
                                             const PlatformDoorLimits  *limits,
                                             GError                   **error);
void          platform_door_free            (PlatformDoor *self);
void          platform_door_close           (PlatformDoor        *self,
                                             PlatformDoorEmptied  emptied,
                                             gpointer             data);
void          platform_door_clear           (PlatformDoor *self);
gboolean      platform_door_is_empty        (PlatformDoor *self);
guint16       platform_door_get_port        (PlatformDoor *self);
void          platform_door_set_certificate (PlatformDoor    *self,
                                             GTlsCertificate *certificate);
void          platform_door_answered        (SoupServerMessage *message);
void          platform_door_refused         (SoupServerMessage *message);
const PlatformHead *platform_door_get_head  (SoupServerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformDoor, platform_door_free)

G_END_DECLS

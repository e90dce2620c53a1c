/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"
#include "wire-event.h"

G_BEGIN_DECLS

/* What a platform tells a person's programs as it happens: a stream of server-sent events (HTML 9.2)
 * that is taken up again where it broke off, and long polls where no stream gets through. */
typedef struct _ClientEvents ClientEvents;

ClientEvents *client_events_new       (ClientPlatform  *platform);
void          client_events_free      (ClientEvents    *self);
/* Whether there is a stream; FALSE: it is asked again and again. */
gboolean      client_events_is_stream (ClientEvents    *self);
WireEvents   *client_events_next      (ClientEvents    *self,
                                       GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClientEvents, client_events_free)

G_END_DECLS

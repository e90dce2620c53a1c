/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"
#include "wire-account.h"

G_BEGIN_DECLS

/* Sessions that begin and end: none is left behind at the platform that nobody knows here. */
WireSession *client_session_open (ClientPlatform        *platform,
                                  const ClientQuestion  *question,
                                  GError               **error);
void         client_session_end  (ClientPlatform        *platform,
                                  const WireSession     *session);
gboolean     client_session_leave (ClientPlatform        *platform,
                                   GError               **error);

G_END_DECLS

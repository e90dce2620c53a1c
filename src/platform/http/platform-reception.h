/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "platform-call.h"

G_BEGIN_DECLS

/* Takes the call over; the message goes on once somebody has answered it. */
typedef void (*PlatformReceived) (SoupServerMessage *message, PlatformCall *call, gpointer data);

void platform_reception_open (SoupServer *soup,
                              Platform *platform,
                              gboolean is_status,
                              PlatformReceived received,
                              gpointer data);

G_END_DECLS

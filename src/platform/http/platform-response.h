/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "platform-call.h"

G_BEGIN_DECLS

void platform_response_write (SoupServerMessage *message, PlatformCall *call);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "platform-head.h"

G_BEGIN_DECLS

#define PLATFORM_TYPE_STREAM (platform_stream_get_type ())
G_DECLARE_FINAL_TYPE (PlatformStream, platform_stream, PLATFORM, STREAM, GIOStream)

PlatformStream     *platform_stream_new      (GIOStream *base);
void                platform_stream_rest     (PlatformStream *self);
gboolean            platform_stream_is_idle  (PlatformStream *self);
const PlatformHead *platform_stream_get_head (PlatformStream *self);

G_END_DECLS

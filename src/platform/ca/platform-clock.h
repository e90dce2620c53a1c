/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"
#include "platform.h"

G_BEGIN_DECLS

/* How far the clock that people set is from one that nobody sets. */
typedef struct {
  GMutex lock;
  gboolean known;
  gint64 difference;
  gboolean anchored;
  gint64 proven; /* how far the store's latest time was from that, at the start */
} PlatformClock;

gboolean platform_clock_is_steady (Platform *platform, gint64 now);
gboolean platform_clock_is_trusted (Platform *platform, gint64 now);
void platform_clock_note (Platform *platform, gint64 now);
gboolean platform_clock_anchor (Platform *platform, PlatformStore *store, GError **error);
gint64 platform_clock_past (Platform *platform, gint64 now);
gint64 platform_clock_earliest (Platform *platform, gint64 now);

G_END_DECLS

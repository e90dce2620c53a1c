/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* The threads that answer requests. Where the database is another process, those who wait are asked about together,
 * and what they change goes there together, too. */
typedef struct _PlatformWorkers PlatformWorkers;

/* In some thread, once the request has its answer. */
typedef void (*PlatformAnswered) (gpointer data);

PlatformWorkers *platform_workers_new   (Platform *platform,
                                         guint     n);
void             platform_workers_free  (PlatformWorkers *self);
void             platform_workers_add   (PlatformWorkers  *self,
                                         PlatformCall     *call,
                                         PlatformAnswered  answered,
                                         gpointer          data);
void             platform_workers_hurry (PlatformWorkers *self);

G_END_DECLS

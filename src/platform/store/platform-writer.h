/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-db.h"

G_BEGIN_DECLS

/* The one connection that writes to a database with one writer, and those who take turns at it.
 * Who waits while another writes goes to the disk together with them: each has a part of one
 * transaction, which is undone without the others', and is told that it lasts only when all of it
 * does. A disk syncs a dozen parts as fast as one. Any thread may use it. */
typedef struct _PlatformWriter PlatformWriter;

PlatformWriter *platform_writer_new (PlatformDb *db);
void platform_writer_free (PlatformWriter *self);
PlatformDb *platform_writer_begin (PlatformWriter *self, GError **error);
gboolean platform_writer_commit (PlatformWriter *self, GError **error);
void platform_writer_rollback (PlatformWriter *self);
guint platform_writer_count_waiting (PlatformWriter *self);

G_END_DECLS

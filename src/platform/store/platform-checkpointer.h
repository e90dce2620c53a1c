/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "platform-error.h"

G_BEGIN_DECLS

/* A thread that copies what was committed from SQLite's write-ahead log into the database. Done by
 * whoever happens to commit when the log is long, as SQLite does it unasked, this holds up all who
 * write for as long as the disk takes to sync both files. */
typedef struct _PlatformCheckpointer PlatformCheckpointer;

PlatformCheckpointer *platform_checkpointer_new  (const char  *path,
                                                  sqlite3     *writer,
                                                  GError     **error);
void                  platform_checkpointer_free (PlatformCheckpointer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCheckpointer, platform_checkpointer_free)

G_END_DECLS

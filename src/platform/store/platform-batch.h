/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-db.h"

G_BEGIN_DECLS

/* A thread that takes transactions to a database with many writers: what came while it was under way goes there
 * together, as one transaction, and for the database a dozen together are little more work than three alone. Whoever
 * gives it one goes on with something else, and is told when it lasts. Any thread may use it. */
typedef struct _PlatformBatch PlatformBatch;

/* In the batch's thread. @error: NULL once the transaction is on the disk; PLATFORM_ERROR_CONSTRAINT or
 * PLATFORM_ERROR_BUSY: one of those that went together was refused, perhaps another one, and nothing of this one is
 * there: it is to be tried alone. Otherwise nobody may know whether it is there, as when a connection breaks. */
typedef void (*PlatformWritten) (gpointer data, const GError *error);

PlatformBatch *platform_batch_new  (PlatformDb *db);
void           platform_batch_free (PlatformBatch *self);
void           platform_batch_add  (PlatformBatch   *self,
                                    GPtrArray       *statements,
                                    PlatformWritten  written,
                                    gpointer         data);

G_END_DECLS

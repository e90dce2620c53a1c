/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An earlier version of a document, to be looked at: not kept, and not among the user's files. */
void  model_version_start  (const char          *path,
                            guint                number,
                            gsize                end,
                            const char          *ending,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
char *model_version_finish (GAsyncResult        *result,
                            GError             **error);

G_END_DECLS

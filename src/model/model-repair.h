/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void  model_repair_start  (const char           *path,
                           const char           *ending,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
char *model_repair_finish (GAsyncResult  *result,
                           GError       **error);

G_END_DECLS

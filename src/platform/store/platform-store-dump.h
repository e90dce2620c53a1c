/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "platform-store.h"
#include "wire-canonical.h"

G_BEGIN_DECLS

/* Rows as flat JSON objects, the same whichever database they come from or go to. A row has its
 * table as "table", its columns by their names, bytes in base64, and nothing where it has NULL. */
typedef gboolean (*PlatformDumpFunc) (const char *line, gpointer data, GError **error);

guint platform_store_dump_version (void);
gboolean platform_store_dump (PlatformStore *store,
                              PlatformDumpFunc take,
                              gpointer data,
                              GError **error);
gboolean platform_store_load_begin (PlatformStore *store, guint version, GError **error);
gboolean platform_store_load_row (PlatformStore *store, JsonObject *row, GError **error);
GPtrArray *platform_store_load_list_running (PlatformStore *store, GError **error);
gboolean platform_store_load_end (PlatformStore *store, gint64 now, GError **error);

G_END_DECLS

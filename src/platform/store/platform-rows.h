/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a database answers. */
typedef struct _PlatformRows PlatformRows;

PlatformRows *platform_rows_new         (void);
void          platform_rows_add         (PlatformRows *rows,
                                         const char   *text,
                                         gsize         length,
                                         gboolean      is_null);
void          platform_rows_set_columns (PlatformRows *rows,
                                         guint         n_columns);
void          platform_rows_free        (PlatformRows *rows);
guint         platform_rows_length      (PlatformRows *rows);
const char   *platform_rows_text        (PlatformRows *rows,
                                         guint         row,
                                         guint         column);
char         *platform_rows_dup         (PlatformRows *rows,
                                         guint         row,
                                         guint         column);
GPtrArray    *platform_rows_dup_column  (PlatformRows *rows,
                                         guint         column);
gint64        platform_rows_number      (PlatformRows *rows,
                                         guint         row,
                                         guint         column);
GBytes       *platform_rows_bytes       (PlatformRows *rows,
                                         guint         row,
                                         guint         column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformRows, platform_rows_free)

G_END_DECLS

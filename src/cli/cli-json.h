/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Small additions to JsonBuilder: every member at once, null where nothing is known. */
void     cli_json_string  (JsonBuilder  *builder,
                           const char   *key,
                           const char   *value);
void     cli_json_int     (JsonBuilder  *builder,
                           const char   *key,
                           gint64        value);
void     cli_json_boolean (JsonBuilder  *builder,
                           const char   *key,
                           gboolean      value);
/* G_MININT64 is no time. */
void     cli_json_time    (JsonBuilder  *builder,
                           const char   *key,
                           gint64        value);
void     cli_json_error   (JsonBuilder  *builder,
                           const char   *key,
                           const GError *error);
void     cli_json_problems (JsonBuilder *builder,
                           const char   *key,
                           GPtrArray    *problems);
/* One object, one line, on standard output. */
void     cli_json_print   (JsonBuilder  *builder);

G_END_DECLS

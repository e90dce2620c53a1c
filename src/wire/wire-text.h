/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *wire_time_to_text     (gint64 time);
gboolean wire_time_from_text   (const char *text,
                                gint64     *time);
GBytes  *wire_base64_decode    (const char *text);
gboolean wire_text_is_plain    (const char *text);
/* As a person types it, also with an input method for Chinese. */
char    *wire_text_dup_typed   (const char *text);
char    *wire_text_dup_code    (const char *text);
void     wire_text_append_json (GString    *text,
                                const char *value);

G_END_DECLS

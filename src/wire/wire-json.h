/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *wire_json_parse (const char *json,
                           gsize       length,
                           guint       max_depth);

G_END_DECLS

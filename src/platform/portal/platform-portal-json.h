/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a portal says, read as what comes from outside: bounded, and no member is of the type that is
 * expected before it was looked at. */
JsonObject *platform_portal_json_parse  (const char *text,
                                         gsize       length);
const char *platform_portal_json_text   (JsonObject *object,
                                         const char *member);
gboolean    platform_portal_json_number (JsonObject *object,
                                         const char *member,
                                         gint64     *number);
gboolean    platform_portal_json_has    (JsonObject *object,
                                         const char *member,
                                         const char *word);

G_END_DECLS

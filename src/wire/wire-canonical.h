/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A flat JSON object in the canonical form of RFC 8785: members sorted, no blanks. Values are
 * strings and whole numbers only, where that form is free of doubt about number formats. */
typedef struct _WireCanonical WireCanonical;

WireCanonical *wire_canonical_new         (void);
void           wire_canonical_free        (WireCanonical *canonical);
void           wire_canonical_set_string  (WireCanonical *canonical,
                                           const char    *name,
                                           const char    *value);
void           wire_canonical_set_integer (WireCanonical *canonical,
                                           const char    *name,
                                           gint64         value);
char          *wire_canonical_to_text     (WireCanonical *canonical);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireCanonical, wire_canonical_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Damaged files that nobody signed can be written anew. A repaired copy is another file: whoever
 * signed the damaged one did not sign it. */

gboolean pdf_repair_check (const char  *path,
                           GError     **error);
gboolean pdf_repair_write (const char  *path,
                           const char  *password,
                           const char  *output,
                           GError     **error);

G_END_DECLS

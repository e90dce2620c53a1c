/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Small secret files: bounded on reading, whole or not at all on writing, never readable by
 * anybody else. Errors are KEYS_ERROR_UNREADABLE, _STORE and _EXISTS. */
GBytes   *keys_file_read   (const char  *path,
                            GError     **error);
gboolean  keys_file_write  (const char  *path,
                            GBytes      *bytes,
                            gboolean     replace,
                            GError     **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A backup is lines of JSON (RFC 8259): a head, the files of the data folder, the rows of the
 * database, and a last line with how many lines and which SHA-256 everything before it has. */
#define PLATFORM_BACKUP_FORMAT "vermilion-backup-1"
/* The longest line is a file of the data folder. */
#define PLATFORM_BACKUP_MAX_LINE (1024 * 1024)

gboolean platform_backup_check_place (const char *path, const char *directory, GError **error);

G_END_DECLS

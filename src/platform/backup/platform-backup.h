/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A backup is lines of JSON (RFC 8259): a head, the files of the data folder, the rows of the
 * database, and a last line with how many lines and which SHA-256 everything before it has. */
#define PLATFORM_BACKUP_FORMAT "vermilion-backup-1"

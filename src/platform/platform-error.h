/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PlatformError:
 * @PLATFORM_ERROR_STORE: the database does not answer or refuses; nothing was changed
 * @PLATFORM_ERROR_DAMAGED: the file of the database is none, or is damaged; nothing was changed
 * @PLATFORM_ERROR_BUSY: another transaction was in the way; the same one may be tried again
 * @PLATFORM_ERROR_CONSTRAINT: what was to be unique exists, or what was pointed to does not
 * @PLATFORM_ERROR_MIGRATION: the database is of a newer version than this program
 * @PLATFORM_ERROR_LISTEN: the address cannot be listened on
 * @PLATFORM_ERROR_DATA: the data folder or a file in it cannot be used
 * @PLATFORM_ERROR_OPTIONS: what it is started with does not fit together
 * @PLATFORM_ERROR_BACKUP: a backup cannot be restored, or not here
 * @PLATFORM_ERROR_NO_EVIDENCE: a change without its evidence entry; it was undone
 * @PLATFORM_ERROR_KEY: the token with a key of the authority is away or refuses; nothing was changed
 * @PLATFORM_ERROR_PORTAL: the portal does not answer, or what it answers is not in order
 */
typedef enum {
  PLATFORM_ERROR_STORE,
  PLATFORM_ERROR_DAMAGED,
  PLATFORM_ERROR_BUSY,
  PLATFORM_ERROR_CONSTRAINT,
  PLATFORM_ERROR_MIGRATION,
  PLATFORM_ERROR_LISTEN,
  PLATFORM_ERROR_DATA,
  PLATFORM_ERROR_OPTIONS,
  PLATFORM_ERROR_BACKUP,
  PLATFORM_ERROR_NO_EVIDENCE,
  PLATFORM_ERROR_KEY,
  PLATFORM_ERROR_PORTAL,
  PLATFORM_N_ERRORS
} PlatformError;

#define PLATFORM_ERROR (platform_error_quark ())

GQuark platform_error_quark (void);

G_END_DECLS

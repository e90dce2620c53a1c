/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes the database fail under a platform in this process, at one call that a test counts to: what
 * SQLite writes and syncs, through a file system of its own; for PostgreSQL each statement, by ending
 * its server process. */
typedef enum {
  PLATFORM_FAULT_ONCE,  /* SQLite: that write or sync fails. PostgreSQL: gone before the statement */
  PLATFORM_FAULT_STAYS, /* SQLite: all that follow fail too. PostgreSQL: gone after the statement,
                           whose answer is lost */
  PLATFORM_N_FAULTS
} PlatformFault;

/* Before the first database is opened; the server's address, or NULL for SQLite. */
void     platform_faults_install (const char *postgresql);
void     platform_faults_arm     (PlatformFault kind,
                                  guint         at);
gboolean platform_faults_disarm  (void); /* did it strike? */

G_END_DECLS

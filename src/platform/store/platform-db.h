/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "platform-error.h"
#include "platform-rows.h"

G_BEGIN_DECLS

/* One connection to a database, SQLite or PostgreSQL: standard SQL with $1, $2 … for values goes
 * in, rows come out. Nothing above this header knows which it is. A connection serves one thread at
 * a time. */
typedef struct _PlatformDb PlatformDb;

/* A value of a statement: text, bytes, or a number; both pointers NULL and @is_number FALSE is
 * NULL. Texts and bytes are lent for the call. */
typedef struct {
  const char *text;
  GBytes *bytes;
  gint64 number;
  gboolean is_number;
} PlatformValue;

#define PLATFORM_DB_MAX_VALUES 24

/* What a kind of database has to be able to do; @values are at most PLATFORM_DB_MAX_VALUES. */
typedef struct {
  void (*close) (gpointer connection);
  /* A statement with values; @rows NULL when none are wanted, @changed: how many rows it touched. With both NULL it
   * may wait for the next one of its transaction, and fail with that. */
  gboolean (*statement) (gpointer connection,
                         const char *sql,
                         GArray *values,
                         PlatformRows *rows,
                         guint64 *changed,
                         GError **error);
  /* Several statements without values, of a migration. */
  gboolean (*script) (gpointer connection, const char *sql, GError **error);
  const char *begin;      /* a transaction that writes */
  const char *moment;     /* (nullable): has a transaction that reads see one moment only */
  const char *alone;      /* makes other migrations wait, inside a transaction */
  const char *serial_key; /* what $SERIAL stands for in a script */
  const char *dialect;    /* sqlite, postgresql */
  gboolean defers; /* hears of a transaction that writes when somebody waits for a statement of it */
} PlatformDbKind;

PlatformDb   *platform_db_open_sqlite     (const char  *path,
                                           GError     **error);
PlatformDb   *platform_db_open_sqlite_writer (const char  *path,
                                           GError     **error);
PlatformDb   *platform_db_open_postgresql (const char  *address,
                                           GError     **error);
PlatformDb   *platform_db_new             (const PlatformDbKind *kind,
                                           gpointer              connection);
void          platform_db_free            (PlatformDb *db);
const char   *platform_db_get_dialect     (PlatformDb *db);
gboolean      platform_db_begin           (PlatformDb  *db,
                                           GError     **error);
gboolean      platform_db_begin_reading   (PlatformDb  *db,
                                           GError     **error);
gboolean      platform_db_begin_alone     (PlatformDb  *db,
                                           GError     **error);
gboolean      platform_db_commit          (PlatformDb  *db,
                                           GError     **error);
GPtrArray    *platform_db_leave           (PlatformDb *db);
void          platform_db_rollback        (PlatformDb *db);
gboolean      platform_db_script          (PlatformDb  *db,
                                           const char  *sql,
                                           GError     **error);
gboolean      platform_db_run             (PlatformDb  *db,
                                           guint64     *changed,
                                           GError     **error,
                                           const char  *sql,
                                           const char  *kinds,
                                           ...);
gboolean      platform_db_run_later       (PlatformDb  *db,
                                           GError     **error,
                                           const char  *sql,
                                           const char  *kinds,
                                           ...);
gboolean      platform_db_run_again       (PlatformDb  *db,
                                           GPtrArray   *statements,
                                           GError     **error);
gboolean      platform_db_run_values      (PlatformDb           *db,
                                           const char           *sql,
                                           const PlatformValue  *values,
                                           guint                 n_values,
                                           GError              **error);
PlatformRows *platform_db_query           (PlatformDb  *db,
                                           GError     **error,
                                           const char  *sql,
                                           const char  *kinds,
                                           ...);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformDb, platform_db_free)

G_END_DECLS

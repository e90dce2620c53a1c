/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-private.h"

#include "pki-random.h"
#include "platform-migration.h"
#include "platform-writer.h"

/* Threads that wait for the disk cost little; a connection to PostgreSQL is a process there, and it
 * has a hundred for everybody. */
#define WRITERS 16
#define CONNECTIONS 8

struct _PlatformPool {
  GAsyncQueue *idle;
  guint size;
  PlatformWriter *writer; /* of SQLite, which has one; NULL: all of them write */
  PlatformBatch *batch;   /* of PostgreSQL */
};

G_DEFINE_QUARK (platform_error, platform_error)

static gboolean
is_postgresql (const char *address)
{
  return g_str_has_prefix (address, "postgresql://") || g_str_has_prefix (address, "postgres://");
}

/**
 * platform_pool_best_size:
 * @address: as for platform_pool_new()
 *
 * Says how many threads should use a database at once: the more of them write at once, the more go
 * to the disk together.
 *
 * Returns: how many
 */
guint
platform_pool_best_size (const char *address)
{
  guint two_each = 2 * g_get_num_processors ();

  return MAX (two_each, is_postgresql (address) ? CONNECTIONS : WRITERS);
}

static PlatformDb *
open_database (const char *address, GError **error)
{
  return is_postgresql (address) ? platform_db_open_postgresql (address, error)
                                 : platform_db_open_sqlite (address, error);
}

static void
store_free (PlatformStore *store)
{
  platform_db_free (store->own);
  g_free (store);
}

static gboolean
add_store (PlatformPool *pool, const char *address, GError **error)
{
  PlatformDb *db = open_database (address, error);
  PlatformStore *store;

  if (!db)
    return FALSE;
  store = g_new0 (PlatformStore, 1);
  store->pool = pool;
  store->db = store->own = db;
  g_async_queue_push (pool->idle, store);
  pool->size++;
  return TRUE;
}

/* What takes changes to the database for several of them. */
static gboolean
add_writer (PlatformPool *pool, const char *address, GError **error)
{
  PlatformDb *db = is_postgresql (address) ? platform_db_open_postgresql (address, error)
                                           : platform_db_open_sqlite_writer (address, error);

  if (db && is_postgresql (address))
    pool->batch = platform_batch_new (db);
  else if (db)
    pool->writer = platform_writer_new (db);
  return db != NULL;
}

/* Its first connection, and @check of the tables by that one, before anything else is done. */
static PlatformPool *
open_pool (const char *address, gboolean (*check) (PlatformDb *, GError **), GError **error)
{
  g_autoptr (PlatformPool) pool = g_new0 (PlatformPool, 1);
  PlatformStore *first;
  gboolean ready;

  pool->idle = g_async_queue_new ();
  if (!add_store (pool, address, error))
    return NULL;
  first = platform_pool_take (pool);
  ready = check (first->db, error);
  platform_pool_give (pool, first);
  return ready && add_writer (pool, address, error) ? g_steal_pointer (&pool) : NULL;
}

static gboolean
bring_to_last (PlatformDb *db, GError **error)
{
  return platform_migration_run (db, G_MAXUINT, error);
}

/**
 * platform_pool_open:
 * @address: a path of a SQLite database that is there, or postgresql://…
 * @error: where to put a #PlatformError
 *
 * Opens one connection to a platform's database of this version, and leaves the tables alone.
 *
 * Returns: (transfer full): the pool, or NULL on error
 */
PlatformPool *
platform_pool_open (const char *address, GError **error)
{
  return open_pool (address, platform_migration_check, error);
}

/**
 * platform_pool_new:
 * @address: a path of a SQLite database, or postgresql://…
 * @size: how many threads will want a store at once
 * @error: where to put a #PlatformError
 *
 * Opens the connections and brings the tables to this version.
 *
 * Returns: (transfer full): the pool, or NULL on error
 */
PlatformPool *
platform_pool_new (const char *address, guint size, GError **error)
{
  g_autoptr (PlatformPool) pool = open_pool (address, bring_to_last, error);

  while (pool && pool->size < size)
    if (!add_store (pool, address, error))
      return NULL;
  return g_steal_pointer (&pool);
}

/**
 * platform_pool_free:
 * @pool: (transfer full): a pool whose stores were all given back
 *
 * Closes the connections.
 */
void
platform_pool_free (PlatformPool *pool)
{
  PlatformStore *store;

  g_assert ((guint) g_async_queue_length (pool->idle) == pool->size);
  while ((store = g_async_queue_try_pop (pool->idle)))
    store_free (store);
  g_async_queue_unref (pool->idle);
  g_clear_pointer (&pool->writer, platform_writer_free);
  platform_pool_finish (pool);
  g_free (pool);
}

/**
 * platform_pool_is_far:
 * @pool: a pool
 *
 * Tells where it pays to ask for several things at once, and to have them written together by
 * platform_pool_write().
 *
 * Returns: whether the database is another process
 */
gboolean
platform_pool_is_far (PlatformPool *pool)
{
  return pool->batch != NULL;
}

/**
 * platform_pool_write:
 * @pool: a pool of which platform_pool_is_far() holds
 * @statements: (transfer full): of a transaction, from platform_store_leave()
 * @written: (scope async): what is told of its end, by another thread
 * @data: for @written
 *
 * Has a transaction written, together with those of others.
 */
void
platform_pool_write (PlatformPool *pool,
                     GPtrArray *statements,
                     PlatformWritten written,
                     gpointer data)
{
  platform_batch_add (pool->batch, statements, written, data);
}

/**
 * platform_pool_finish:
 * @pool: a pool to which no more will be given by platform_pool_write()
 *
 * Waits until what was given is written or refused.
 */
void
platform_pool_finish (PlatformPool *pool)
{
  g_clear_pointer (&pool->batch, platform_batch_free);
}

/**
 * platform_pool_take:
 * @pool: a pool
 *
 * Waits for a store that nobody uses.
 *
 * Returns: (transfer none): the store, until platform_pool_give()
 */
PlatformStore *
platform_pool_take (PlatformPool *pool)
{
  return g_async_queue_pop (pool->idle);
}

/**
 * platform_pool_give:
 * @pool: a pool
 * @store: one of its stores, with no transaction open
 *
 * Gives a store back.
 */
void
platform_pool_give (PlatformPool *pool, PlatformStore *store)
{
  g_assert (!store->in_transaction);
  /* The one used last knows most of what is asked next. */
  g_async_queue_push_front (pool->idle, store);
}

static void
end_transaction (PlatformStore *store)
{
  store->in_transaction = FALSE;
  store->db = store->own;
  g_clear_pointer (&store->act, g_free);
  g_clear_pointer (&store->act_sha256, g_free);
}

static gboolean
begin (PlatformStore *store, GError **error)
{
  PlatformDb *db;

  if (!store->pool->writer)
    return platform_db_begin (store->own, error);
  db = platform_writer_begin (store->pool->writer, error);
  if (db)
    store->db = db;
  return db != NULL;
}

static gboolean
commit (PlatformStore *store, GError **error)
{
  return store->pool->writer ? platform_writer_commit (store->pool->writer, error)
                             : platform_db_commit (store->own, error);
}

static void
rollback (PlatformStore *store)
{
  if (store->pool->writer)
    platform_writer_rollback (store->pool->writer);
  else
    platform_db_rollback (store->own);
}

/**
 * platform_store_is_alone:
 * @store: a store
 *
 * Returns: whether a transaction that writes is alone, as with SQLite
 */
gboolean
platform_store_is_alone (PlatformStore *store)
{
  return store->pool->writer != NULL;
}

/**
 * platform_store_begin:
 * @store: a store without a transaction
 * @error: where to put a #PlatformError
 *
 * Begins a transaction that writes.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_begin (PlatformStore *store, GError **error)
{
  g_return_val_if_fail (!store->in_transaction, FALSE);

  if (!begin (store, error))
    return FALSE;
  store->in_transaction = TRUE;
  store->n_changes = store->n_evidence = 0;
  return TRUE;
}

/**
 * platform_store_begin_reading:
 * @store: a store without a transaction
 * @error: where to put a #PlatformError
 *
 * Has all that is read until platform_store_end_reading() be of one moment. Others write meanwhile.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_begin_reading (PlatformStore *store, GError **error)
{
  g_return_val_if_fail (!store->in_transaction, FALSE);

  return platform_db_begin_reading (store->own, error);
}

/**
 * platform_store_end_reading:
 * @store: a store of which one moment is read
 *
 * Ends that.
 */
void
platform_store_end_reading (PlatformStore *store)
{
  platform_db_rollback (store->own);
}

/**
 * platform_store_hold:
 * @store: a store with a transaction
 * @thing: what @id names
 * @id: from outside; it need not exist
 * @error: where to put a #PlatformError
 *
 * Waits until no other transaction changes the thing, and lets none do so before this one ends:
 * what is read of it from now on still holds when something is decided on it. A transaction of
 * SQLite is alone anyway; one of PostgreSQL reads what others have committed meanwhile.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_hold (PlatformStore *store, PlatformThing thing, const char *id, GError **error)
{
  /* Rows that refer to it may still be added by others. */
  static const char *const statements[] = {
      [PLATFORM_THING_CERTIFICATE] =
          "SELECT serial FROM certificate WHERE serial = $1 FOR NO KEY UPDATE",
      [PLATFORM_THING_IDENTITY] = "SELECT id FROM identity_session WHERE id = $1 FOR NO KEY UPDATE",
      [PLATFORM_THING_ORGANISATION] = "SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE",
      [PLATFORM_THING_CONSENT] = "SELECT id FROM consent WHERE id = $1 FOR NO KEY UPDATE",
      [PLATFORM_THING_PERSON] = "SELECT id FROM person WHERE id = $1 FOR NO KEY UPDATE",
  };
  g_autoptr (PlatformRows) rows = NULL;

  g_return_val_if_fail (store->in_transaction, FALSE);

  if (thing == PLATFORM_THING_NONE || store->pool->writer)
    return TRUE;
  rows = platform_db_query (store->db, error, statements[thing], "s", id);
  return rows != NULL;
}

static gboolean
has_evidence (PlatformStore *store, GError **error)
{
  if (store->n_changes == 0 || store->n_evidence > 0)
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_NO_EVIDENCE,
               "a change without an evidence entry");
  return FALSE;
}

/**
 * platform_store_commit:
 * @store: a store with a transaction
 * @error: where to put a #PlatformError
 *
 * Makes the transaction lasting. One that changed something and left no evidence entry is a fault
 * of this program, and is undone.
 *
 * Returns: FALSE on error; then nothing of it is
 */
gboolean
platform_store_commit (PlatformStore *store, GError **error)
{
  gboolean done = FALSE;

  if (has_evidence (store, error))
    done = commit (store, error);
  else
    rollback (store);
  end_transaction (store);
  return done;
}

/**
 * platform_store_leave:
 * @store: a store with a transaction
 * @left: (out) (transfer full) (nullable): what is to be given to platform_pool_write(), which
 *   makes it lasting; NULL: it lasts already
 * @error: where to put a #PlatformError
 *
 * Ends the transaction as platform_store_commit() does, but waits for no disk where it may go there
 * together with those of others.
 *
 * Returns: FALSE on error; then nothing of it is there
 */
gboolean
platform_store_leave (PlatformStore *store, GPtrArray **left, GError **error)
{
  *left = NULL;
  if (store->pool->batch && has_evidence (store, NULL))
    *left = platform_db_leave (store->own);
  if (!*left)
    return platform_store_commit (store, error);
  end_transaction (store);
  return TRUE;
}

/**
 * platform_store_rollback:
 * @store: a store with a transaction
 *
 * Undoes the transaction.
 */
void
platform_store_rollback (PlatformStore *store)
{
  rollback (store);
  end_transaction (store);
}

/**
 * platform_store_end:
 * @store: a store with a transaction
 * @done: whether all went well in it; otherwise @error is set
 * @error: where to put a #PlatformError
 *
 * Makes a transaction lasting or undoes it. What is a single statement is a transaction too: one
 * that is not begun has no turn, and where many write it is passed over again and again.
 *
 * Returns: FALSE if nothing of it is there
 */
gboolean
platform_store_end (PlatformStore *store, gboolean done, GError **error)
{
  if (done)
    return platform_store_commit (store, error);
  platform_store_rollback (store);
  return FALSE;
}

/**
 * platform_store_ping:
 * @store: a store
 * @error: where to put a #PlatformError
 *
 * Asks whether the database answers.
 *
 * Returns: FALSE if it does not
 */
gboolean
platform_store_ping (PlatformStore *store, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (store->db, error, "SELECT 1", "");

  return rows != NULL;
}

/**
 * platform_store_probe:
 * @store: a store without a transaction
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Asks whether the database takes a change, by one that matters to nobody.
 *
 * Returns: FALSE if it does not
 */
gboolean
platform_store_probe (PlatformStore *store, gint64 now, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  if (!platform_store_begin (store, error))
    return FALSE;
  if (platform_db_run (store->db, NULL, error,
                       "INSERT INTO setting (name, value) VALUES ('probe', $1) "
                       "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                       "s", text))
    return platform_store_commit (store, error);
  platform_store_rollback (store);
  return FALSE;
}

/**
 * platform_store_new_id:
 *
 * Makes an identifier that nobody can guess: 128 random bits.
 *
 * Returns: (transfer full): 32 hexadecimal digits
 */
char *
platform_store_new_id (void)
{
  return pki_random_hex (16);
}

/**
 * platform_store_split:
 * @words: (nullable): separated by blanks, as lists of roles are kept
 *
 * Returns: (transfer full): the words
 */
char **
platform_store_split (const char *words)
{
  return words && *words ? g_strsplit (words, " ", -1) : g_new0 (char *, 1);
}

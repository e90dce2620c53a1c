/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-store-dump.h"

#include <string.h>

#include "platform-migration.h"
#include "platform-store-private.h"

/* Rows are read in parts of this length. */
#define PART 1000
/* A list that came out after the backup was made has to have a lower number than the next one. */
#define LIST_NUMBERS 100000

/* A table with its columns: s text, i number, b bytes. @key orders it, and is unique. */
typedef struct {
  const char *name;
  const char *key;
  const char *columns;
} Table;

/* In the order in which rows may be entered. Not among them: sessions, logins on their way, failed
 * ones, challenges, kept answers and transactions of CMP, which a restored platform is better off
 * without, and pictures of people, which are not kept past their purpose. */
static const Table tables[] = {
    {"evidence", "seq", "seq:i id:s time:i type:s actor:s subject:s data:s"},
    {"person", "id", "id:s name:s id_hmac:b id_last_four:s identity:s created:i"},
    {"account", "id", "id:s login:s password:s person:s roles:s state:s created:i"},
    {"portal_link", "id", "id:s issuer:s subject:s account:s created:i ended:i"},
    {"organisation", "id",
     "id:s name:s credit_code:s legal_representative:s state:s reason:s created:i"},
    {"membership", "id", "id:s organisation:s person:s roles:s since:i ended:i"},
    {"setting", "name", "name:s value:s"},
    /* So that a number is not given twice; whoever listens is told that some were missed. */
    {"event_stream", "name", "name:s last:i"},
    {"certificate", "serial",
     "serial:s profile:s der:b spki_sha256:b person:s organisation:s policy:s state:s reason:i "
     "since:i "
     "invalid_since:i not_before:i not_after:i created:i"},
    /* Once all are there, which came in the place of which. */
    {"certificate/replaces", "serial", "serial:s replaces:s"},
    {"act", "id",
     "id:s account:s certificate:s operation:s statement:s signature:b created:i object:s "
     "organisation:s"},
    {"certificate_hold", "id", "id:s serial:s since:i until:i"},
    {"revocation_list", "number", "number:i this_update:i next_update:i der:b"},
    {"clock", "name", "name:s latest:i"},
    {"consent", "id",
     "id:s person:s agreement:s version:i language:s sha256:s accepted:i withdrawn:i"},
    {"identity_session", "id",
     "id:s person:s spki_sha256:b provider:s secret_sha256:b phone_sha256:b match_code:s retries:i "
     "state:s created:i expires:i challenge:s submitted:i reason:s organisation:s name:s"},
};

/**
 * platform_store_dump_version:
 *
 * Says of which version of the tables a dump made now is.
 *
 * Returns: the version
 */
guint
platform_store_dump_version (void)
{
  return platform_migration_last ();
}

/* "certificate/replaces" is a part of certificate. */
static char *
table_name (const Table *table)
{
  return g_strndup (table->name, strcspn (table->name, "/"));
}

static gboolean
is_part (const Table *table)
{
  return strchr (table->name, '/') != NULL;
}

/* The columns without their kinds, separated by @separator. */
static char *
list_columns (const Table *table, const char *separator)
{
  g_auto (GStrv) columns = g_strsplit (table->columns, " ", -1);

  for (guint i = 0; columns[i]; i++)
    columns[i][strlen (columns[i]) - 2] = '\0';
  return g_strjoinv (separator, columns);
}

static char *
row_to_line (const Table *table, PlatformRows *rows, guint row)
{
  g_auto (GStrv) columns = g_strsplit (table->columns, " ", -1);
  g_autoptr (WireCanonical) line = wire_canonical_new ();

  wire_canonical_set_string (line, "table", table->name);
  for (guint i = 0; columns[i]; i++)
    {
      char kind = columns[i][strlen (columns[i]) - 1];
      const char *text = platform_rows_text (rows, row, i);

      columns[i][strlen (columns[i]) - 2] = '\0';
      if (!text)
        continue;
      if (kind == 'i')
        wire_canonical_set_integer (line, columns[i], platform_rows_number (rows, row, i));
      else if (kind == 's')
        wire_canonical_set_string (line, columns[i], text);
      else
        {
          g_autoptr (GBytes) bytes = platform_rows_bytes (rows, row, i);
          g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                                     g_bytes_get_size (bytes));

          wire_canonical_set_string (line, columns[i], base64);
        }
    }
  return wire_canonical_to_text (line);
}

static char *
select_part (const Table *table)
{
  g_autofree char *columns = list_columns (table, ", ");
  g_autofree char *name = table_name (table);

  return g_strdup_printf ("SELECT %s FROM %s%s ORDER BY %s LIMIT $1 OFFSET $2", columns, name,
                          is_part (table) ? " WHERE replaces IS NOT NULL" : "", table->key);
}

static gboolean
dump_table (
    PlatformStore *store, const Table *table, PlatformDumpFunc take, gpointer data, GError **error)
{
  g_autofree char *text = select_part (table);
  const char *sql = g_intern_string (text);

  for (gint64 offset = 0;; offset += PART)
    {
      g_autoptr (PlatformRows)
          rows = platform_db_query (store->db, error, sql, "ii", (gint64) PART, offset);

      if (!rows)
        return FALSE;
      for (guint i = 0; i < platform_rows_length (rows); i++)
        {
          g_autofree char *line = row_to_line (table, rows, i);

          if (!take (line, data, error))
            return FALSE;
        }
      if (platform_rows_length (rows) < PART)
        return TRUE;
    }
}

/**
 * platform_store_dump:
 * @store: a store with a transaction, so that all is of one moment
 * @take: gets each row
 * @data: for @take
 * @error: where to put a #PlatformError or the one of @take
 *
 * Reads out what a platform has to remember.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_dump (PlatformStore *store, PlatformDumpFunc take, gpointer data, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!dump_table (store, &tables[i], take, data, error))
      return FALSE;
  return TRUE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_BACKUP, why);
  return FALSE;
}

/**
 * platform_store_load_begin:
 * @store: a store with a transaction
 * @version: of the tables that the rows are from
 * @error: where to put a #PlatformError
 *
 * Gets an empty database ready for rows. What this program itself enters in a new one is taken out.
 *
 * Returns: FALSE if it is not empty, or the rows are of a later version
 */
gboolean
platform_store_load_begin (PlatformStore *store, guint version, GError **error)
{
  g_autoptr (PlatformRows) rows = NULL;

  if (version == 0 || version > platform_migration_last ())
    return refuse (error, "the backup is of a later version than this program");
  rows = platform_db_query (store->db, error,
                            "SELECT (SELECT COUNT(*) FROM account) + (SELECT COUNT(*) FROM "
                            "evidence) + (SELECT COUNT(*) FROM certificate)",
                            "");
  if (!rows)
    return FALSE;
  if (platform_rows_number (rows, 0, 0) != 0)
    return refuse (error, "the database is not empty");
  store->n_changes++;
  return platform_db_run (store->db, NULL, error, "DELETE FROM setting", "");
}

static const Table *
find_table (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "table");
  const char *name = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  for (guint i = 0; name && i < G_N_ELEMENTS (tables); i++)
    if (g_str_equal (tables[i].name, name))
      return &tables[i];
  return NULL;
}

/* One column of a row: FALSE if it is of another kind. */
static gboolean
read_value (JsonNode *node, char kind, PlatformValue *value, GBytes **bytes)
{
  gsize size;
  guchar *data;

  if (kind == 'i')
    {
      value->is_number = TRUE;
      value->number = json_node_get_int (node);
      return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
    }
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  value->text = json_node_get_string (node);
  if (kind == 's')
    return TRUE;
  data = g_base64_decode (value->text, &size);
  value->bytes = *bytes = g_bytes_new_take (data, size);
  value->text = NULL;
  return TRUE;
}

/* What one row says, ready for a statement. */
typedef struct {
  GString *names;
  GString *places; /* $1, $2 … */
  PlatformValue values[PLATFORM_DB_MAX_VALUES];
  GBytes *bytes[PLATFORM_DB_MAX_VALUES];
  guint n_values;
} Row;

static void
row_clear (Row *self)
{
  g_string_free (self->names, TRUE);
  g_string_free (self->places, TRUE);
  for (guint i = 0; i < self->n_values; i++)
    g_clear_pointer (&self->bytes[i], g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

/* The names of the columns come from the table here, never from the file. */
static gboolean
read_row (Row *self, const Table *table, JsonObject *object)
{
  g_auto (GStrv) columns = g_strsplit (table->columns, " ", -1);
  guint n_known = 1;

  for (guint i = 0; columns[i]; i++)
    {
      char kind = columns[i][strlen (columns[i]) - 1];
      JsonNode *node;

      columns[i][strlen (columns[i]) - 2] = '\0';
      node = json_object_get_member (object, columns[i]);
      if (!node)
        continue;
      n_known++;
      g_string_append_printf (self->names, "%s%s", self->n_values > 0 ? ", " : "", columns[i]);
      g_string_append_printf (self->places, "%s$%u", self->n_values > 0 ? ", " : "",
                              self->n_values + 1);
      self->n_values++;
      if (!read_value (node, kind, &self->values[self->n_values - 1],
                       &self->bytes[self->n_values - 1]))
        return FALSE;
    }
  return n_known == json_object_get_size (object);
}

static gboolean
enter (PlatformStore *store, const Table *table, Row *row, GError **error)
{
  /* PostgreSQL wants to be told that a key that counts upward comes with its number. */
  gboolean is_postgresql = g_str_equal (platform_db_get_dialect (store->db), "postgresql");
  g_autofree char *text =
      is_part (table)
          ? g_strdup ("UPDATE certificate SET replaces = $2 WHERE serial = $1")
          : g_strdup_printf ("INSERT INTO %s (%s)%s VALUES (%s)", table->name, row->names->str,
                             is_postgresql ? " OVERRIDING SYSTEM VALUE" : "", row->places->str);

  return platform_db_run_values (store->db, g_intern_string (text), row->values, row->n_values,
                                 error);
}

/**
 * platform_store_load_row:
 * @store: a store after platform_store_load_begin()
 * @row: as platform_store_dump() gave it
 * @error: where to put a #PlatformError
 *
 * Enters a row.
 *
 * Returns: FALSE if it is none of this version or an earlier one, or does not fit the others
 */
gboolean
platform_store_load_row (PlatformStore *store, JsonObject *row, GError **error)
{
  const Table *table = find_table (row);
  g_auto (Row) read = {.names = g_string_new (NULL), .places = g_string_new (NULL)};

  if (!table)
    return refuse (error, "a row of an unknown table");
  if (!read_row (&read, table, row))
    return refuse (error, "a row is not as its table has it");
  return enter (store, table, &read, error);
}

/**
 * platform_store_load_list_running:
 * @store: a store whose rows are all there
 * @error: where to put a #PlatformError
 *
 * Lists the certificates that are not revoked.
 *
 * Returns: (transfer full) (element-type utf8): serial numbers, or NULL on error
 */
GPtrArray *
platform_store_load_list_running (PlatformStore *store, GError **error)
{
  g_autoptr (PlatformRows) rows = platform_db_query (
      store->db, error, "SELECT serial FROM certificate WHERE state <> 'revoked' ORDER BY serial",
      "");

  return rows ? platform_rows_dup_column (rows, 0) : NULL;
}

/**
 * platform_store_load_end:
 * @store: a store whose rows are all there
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Sets what a restored platform has to know: what people were in the middle of is over, the next
 * key that counts upward is free, and the next revocation list comes at once and after all that
 * were given out since.
 *
 * Returns: FALSE on error
 */
gboolean
platform_store_load_end (PlatformStore *store, gint64 now, GError **error)
{
  if (g_str_equal (platform_db_get_dialect (store->db), "postgresql") &&
      !platform_db_script (store->db,
                           "SELECT setval (pg_get_serial_sequence ('evidence', 'seq'), "
                           "(SELECT COALESCE (MAX (seq), 1) FROM evidence))",
                           error))
    return FALSE;
  return platform_db_run (store->db, NULL, error,
                          "UPDATE identity_session SET state = 'cancelled' WHERE state IN "
                          "('waiting', 'scanned', 'in-progress', 'passed')",
                          "") &&
         platform_db_run (store->db, NULL, error,
                          "DELETE FROM revocation_list WHERE number < (SELECT MAX (number) FROM "
                          "revocation_list)",
                          "") &&
         platform_db_run (store->db, NULL, error,
                          "UPDATE revocation_list SET number = number + $1, this_update = 0", "i",
                          (gint64) LIST_NUMBERS);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-result.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "pades-csv.h"
#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "report-words.h"
#include "wire-json.h"

/* A line of a result takes half a kilobyte: this is enough for a hundred thousand files. */
#define MAX_SIZE (64u << 20)
/* The object, its files, one file, its problems, one problem. */
#define MAX_DEPTH 8

static const char *const columns[] = {"file", "output",  "state",  "level",   "signer",
                                      "exit", "problem", "remedy", "details", NULL};

/**
 * cli_result_get_state:
 * @item: a file of a run
 *
 * Names what became of it: these words are part of the contract with scripts.
 *
 * Returns: (transfer none): signed, skipped, failed or not-tried
 */
const char *
cli_result_get_state (const CliItem *item)
{
  if (item->done)
    return "signed";
  if (item->skipped)
    return "skipped";
  return item->problems->len > 0 ? "failed" : "not-tried";
}

/**
 * cli_result_is_name:
 * @path: where a result shall go, or is
 *
 * Asks whether the name tells which of the two kinds it is.
 *
 * Returns: whether it ends in .csv or .json
 */
gboolean
cli_result_is_name (const char *path)
{
  return g_str_has_suffix (path, ".csv") || g_str_has_suffix (path, ".json");
}

/* Whole, so that the next run may be started anywhere; a name that is no UTF-8 as an address. */
static char *
dup_name (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  return g_utf8_validate (whole, -1, NULL) ? g_steal_pointer (&whole)
                                           : g_filename_to_uri (whole, NULL, NULL);
}

static char *
dup_path (const char *name)
{
  return g_str_has_prefix (name, "file:") ? g_filename_from_uri (name, NULL, NULL)
                                          : g_strdup (name);
}

static const char *
get_level (const CliSigning *signing, const CliItem *item)
{
  return item->done ? report_words_level (signing->options->level) : NULL;
}

static const char *
get_signer (const CliSigning *signing, const CliItem *item)
{
  if (item->skipped)
    return pki_certificate_get_subject (item->present);
  return item->done ? pki_certificate_get_subject (cli_signing_get_certificate (signing)) : NULL;
}

static void
add_json_item (const CliSigning *signing, const CliItem *item, JsonBuilder *builder)
{
  g_autofree char *file = dup_name (item->input);
  g_autofree char *output = dup_name (item->output);

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", file);
  cli_json_string (builder, "output", output);
  cli_json_string (builder, "state", cli_result_get_state (item));
  cli_json_string (builder, "level", get_level (signing, item));
  cli_json_string (builder, "signer", get_signer (signing, item));
  cli_json_problems (builder, "problems", item->problems);
  json_builder_end_object (builder);
}

static char *
to_json (const CliSigning *signing, GPtrArray *items)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_json_item (signing, g_ptr_array_index (items, i), builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* The sentences of all problems, one a line. */
static char *
join (GPtrArray *problems, gboolean remedy)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      CliExplanation words = cli_error_explain (g_ptr_array_index (problems, i));
      const char *part = remedy ? words.remedy : words.what;

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", part);
    }
  return g_utf8_make_valid (text->str, -1);
}

static char *
join_details (GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            ((GError *) g_ptr_array_index (problems, i))->message);
  return g_utf8_make_valid (text->str, -1);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
add_csv_item (const CliSigning *signing, const CliItem *item, GString *out)
{
  g_autofree char *file = dup_name (item->input);
  g_autofree char *output = dup_name (item->output);
  g_autofree char *what = join (item->problems, FALSE);
  g_autofree char *remedy = join (item->problems, TRUE);
  g_autofree char *details = join_details (item->problems);
  g_autofree char *status = g_strdup_printf (
      "%d", item->problems->len > 0
                ? (int) cli_error_get_exit (g_ptr_array_index (item->problems, 0))
                : 0);
  const char *cells[] = {
      file,
      output,
      cli_result_get_state (item),
      or_empty (get_level (signing, item)),
      or_empty (get_signer (signing, item)),
      status,
      what,
      remedy,
      details,
      NULL,
  };

  pades_csv_write_row (out, cells);
}

static char *
to_csv (const CliSigning *signing, GPtrArray *items)
{
  GString *out = g_string_new (PADES_CSV_MARK);

  pades_csv_write_row (out, columns);
  for (guint i = 0; i < items->len; i++)
    add_csv_item (signing, g_ptr_array_index (items, i), out);
  return g_string_free (out, FALSE);
}

/**
 * cli_result_write:
 * @signing: a run that is over
 * @items: (element-type CliItem): its files
 * @error: return location for a %CLI_ERROR_OUTPUT
 *
 * Writes what became of them where the options say.
 *
 * Returns: whether it is there
 */
gboolean
cli_result_write (const CliSigning *signing, GPtrArray *items, GError **error)
{
  const char *path = signing->options->result;
  gboolean json = g_str_has_suffix (path, ".json");
  char *text = json ? to_json (signing, items) : to_csv (signing, items);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return cli_folder_write (path, bytes, error);
}

/* What of a result is to be tried again. */
typedef struct {
  GPtrArray *inputs;
  GPtrArray *outputs;
} Failed;

static gboolean
add_failed (Failed *self, const char *file, const char *output, const char *state)
{
  g_autofree char *input = file != NULL ? dup_path (file) : NULL;
  g_autofree char *target = output != NULL ? dup_path (output) : NULL;

  if (input == NULL || target == NULL || state == NULL || !g_path_is_absolute (input) ||
      !g_path_is_absolute (target))
    return FALSE;
  if (g_str_equal (state, "signed") || g_str_equal (state, "skipped"))
    return TRUE;
  g_ptr_array_add (self->inputs, g_steal_pointer (&input));
  g_ptr_array_add (self->outputs, g_steal_pointer (&target));
  return TRUE;
}

static gboolean
read_csv (Failed *self, const char *text, gsize length)
{
  g_autoptr (GPtrArray) rows = pades_csv_parse (text, length);
  char **first = rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;

  if (first == NULL || !g_strv_equal ((const char *const *) first, columns))
    return FALSE;
  for (guint i = 1; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      if (g_strv_length (row) != G_N_ELEMENTS (columns) - 1 ||
          !add_failed (self, row[0], row[1], row[2]))
        return FALSE;
    }
  return TRUE;
}

static const char *
get_string (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static JsonArray *
get_files (JsonNode *root)
{
  JsonNode *files = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                        ? json_object_get_member (json_node_get_object (root), "files")
                        : NULL;

  return files != NULL && JSON_NODE_HOLDS_ARRAY (files) ? json_node_get_array (files) : NULL;
}

static gboolean
read_json (Failed *self, const char *text, gsize length)
{
  g_autoptr (JsonNode) root = wire_json_parse (text, length, MAX_DEPTH);
  JsonArray *files = get_files (root);

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (object == NULL ||
          !add_failed (self, get_string (object, "file"), get_string (object, "output"),
                       get_string (object, "state")))
        return FALSE;
    }
  return files != NULL;
}

/**
 * cli_result_read_failed:
 * @path: what cli_result_write() wrote
 * @inputs: (element-type filename): takes the files that were not signed
 * @outputs: (element-type filename): takes where each of them was to go
 * @error: return location for a %CLI_ERROR_RESULT
 *
 * Reads which files of an earlier run are still to be signed.
 *
 * Returns: whether it is such a result
 */
gboolean
cli_result_read_failed (const char *path, GPtrArray *inputs, GPtrArray *outputs, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &cause);
  Failed failed = {inputs, outputs};
  gboolean json = g_str_has_suffix (path, ".json");
  gsize length = 0;
  gboolean good = FALSE;

  if (file != NULL && (length = g_mapped_file_get_length (file)) > 0 && length <= MAX_SIZE)
    good = json ? read_json (&failed, g_mapped_file_get_contents (file), length)
                : read_csv (&failed, g_mapped_file_get_contents (file), length);
  if (!good)
    g_set_error (error, CLI_ERROR, CLI_ERROR_RESULT, "%s: %s", path,
                 cause != NULL ? cause->message : "not a result of signing");
  return good;
}

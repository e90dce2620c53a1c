/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-json.h"

#include "cli-error.h"

/**
 * cli_json_string:
 * @builder: inside an object
 * @key: the member's name
 * @value: (nullable): its value
 *
 * Adds a string. JSON is UTF-8 whatever a file or its name holds, so other bytes are replaced.
 */
void
cli_json_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  json_builder_add_string_value (builder, valid);
}

/**
 * cli_json_int:
 * @builder: inside an object
 * @key: the member's name
 * @value: its value
 *
 * Adds a number.
 */
void
cli_json_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

/**
 * cli_json_boolean:
 * @builder: inside an object
 * @key: the member's name
 * @value: its value
 *
 * Adds a truth value.
 */
void
cli_json_boolean (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

/**
 * cli_json_time:
 * @builder: inside an object
 * @key: the member's name
 * @value: seconds since 1970, %G_MININT64 where there is none
 *
 * Adds a moment in ISO 8601, UTC.
 */
void
cli_json_time (JsonBuilder *builder, const char *key, gint64 value)
{
  g_autoptr (GDateTime) moment = value != G_MININT64 ? g_date_time_new_from_unix_utc (value) : NULL;
  g_autofree char *text = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;

  cli_json_string (builder, key, text);
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  CliExplanation text = cli_error_explain (error);

  json_builder_begin_object (builder);
  cli_json_int (builder, "exit", (gint64) cli_error_get_exit (error));
  cli_json_string (builder, "what", text.what);
  cli_json_string (builder, "why", text.why);
  cli_json_string (builder, "remedy", text.remedy);
  cli_json_string (builder, "details", error->message);
  json_builder_end_object (builder);
}

/**
 * cli_json_error:
 * @builder: inside an object
 * @key: the member's name
 * @error: (nullable): what went wrong
 *
 * Adds an error with its exit status and its three sentences, or null.
 */
void
cli_json_error (JsonBuilder *builder, const char *key, const GError *error)
{
  if (error == NULL)
    {
      cli_json_string (builder, key, NULL);
      return;
    }
  json_builder_set_member_name (builder, key);
  add_error (builder, error);
}

/**
 * cli_json_problems:
 * @builder: inside an object
 * @key: the member's name
 * @problems: (element-type GError): all that went wrong
 *
 * Adds them as an array of errors.
 */
void
cli_json_problems (JsonBuilder *builder, const char *key, GPtrArray *problems)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < problems->len; i++)
    add_error (builder, g_ptr_array_index (problems, i));
  json_builder_end_array (builder);
}

/**
 * cli_json_print:
 * @builder: with one object in it
 *
 * Prints it as one line.
 */
void
cli_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);

  g_print ("%s\n", text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-report-json.h"

#include "cli-json.h"
#include "report-json.h"

/**
 * cli_report_print_json:
 * @file: the file's name as given
 * @report: the verdict on it
 *
 * Prints the verdict as the contract's object.
 */
void
cli_report_print_json (const char *file, const PadesReport *report)
{
  g_autoptr (JsonObject) object = report_json_new (file, report);
  g_autofree char *text = report_json_print (object);

  g_print ("%s\n", text);
}

/**
 * cli_report_print_json_error:
 * @file: the file's name as given
 * @error: why there is no verdict
 *
 * Prints an object that names the file and says what went wrong.
 */
void
cli_report_print_json_error (const char *file, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", file);
  cli_json_error (builder, "error", error);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

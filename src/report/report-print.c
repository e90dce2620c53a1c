/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-print.h"

#include <string.h>

#include "report-html.h"
#include "report-json.h"
#include "report-pdf.h"
#include "report-xml.h"

static char *
print_json (const ReportCase *about)
{
  g_autoptr (JsonObject) object = report_json_new_case (about);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (root, object);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/**
 * report_print:
 * @format: a form
 * @about: what to report
 * @error: return location for a %PDF_ERROR_OUTPUT
 *
 * Writes a report.
 *
 * Returns: (transfer full): its bytes; %NULL when there is no room for it
 */
GBytes *
report_print (ReportFormat format, const ReportCase *about, GError **error)
{
  char *text;

  if (format == REPORT_FORMAT_PDF)
    return report_pdf_draw (about, error);
  text = format == REPORT_FORMAT_HTML   ? report_html_print (about)
         : format == REPORT_FORMAT_JSON ? print_json (about)
                                        : report_xml_print (about);
  return g_bytes_new_take (text, strlen (text));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-format.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pdf-output.h"

static const char *const suffixes[REPORT_N_FORMATS] = {
    [REPORT_FORMAT_PDF] = "pdf",
    [REPORT_FORMAT_HTML] = "html",
    [REPORT_FORMAT_JSON] = "json",
    [REPORT_FORMAT_XML] = "xml",
};

/**
 * report_format_from_name:
 * @path: where a report shall go
 * @format: (out): the form
 *
 * Takes the form from the name.
 *
 * Returns: whether it ends in .pdf, .html, .json or .xml
 */
gboolean
report_format_from_name (const char *path, ReportFormat *format)
{
  const char *dot = strrchr (path, '.');

  for (guint i = 0; dot != NULL && i < REPORT_N_FORMATS; i++)
    if (g_ascii_strcasecmp (dot + 1, suffixes[i]) == 0)
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * report_format_is_same:
 * @path: where a report shall go
 * @other: a file that it is about
 *
 * Asks whether both are one file: what is judged is not to be lost to the report on it.
 *
 * Returns: whether they are; not, where one of them is not there
 */
gboolean
report_format_is_same (const char *path, const char *other)
{
  GStatBuf target, input;

  return g_stat (path, &target) == 0 && g_stat (other, &input) == 0 &&
         input.st_dev == target.st_dev && input.st_ino == target.st_ino;
}

/**
 * report_format_save:
 * @bytes: a report
 * @path: where it shall be
 * @replace: whether something may be there already
 * @error: return location for %PDF_ERROR_EXISTS, %PDF_ERROR_DISK_FULL or %PDF_ERROR_OUTPUT
 *
 * Writes it aside, waits until it is on the disk, and only then gives it its name.
 *
 * Returns: whether it is there
 */
gboolean
report_format_save (GBytes *bytes, const char *path, gboolean replace, GError **error)
{
  g_autoptr (PdfOutput) output = pdf_output_new (NULL, path, replace, error);

  return output != NULL &&
         pdf_output_append (output, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                            error) &&
         pdf_output_sync (output, error) && pdf_output_commit (output, error);
}

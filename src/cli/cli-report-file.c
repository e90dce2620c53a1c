/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-report-file.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-key.h"
#include "cli-module.h"
#include "pdf-error.h"
#include "report-format.h"
#include "report-sign.h"

/**
 * cli_report_file_clear:
 * @self: what was asked for
 *
 * Frees what it holds.
 */
void
cli_report_file_clear (CliReportFile *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->key, cli_sign_options_free);
}

static gboolean
has_key (const CliReportFile *self)
{
  return self->key->p12 != NULL || self->key->pem != NULL || self->key->token != NULL;
}

static gboolean
usage (GError **error, const char *message)
{
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, message);
  return FALSE;
}

static gboolean
check_key (const CliReportFile *self, ReportFormat format, GError **error)
{
  guint n = (self->key->p12 != NULL) + (self->key->pem != NULL) + (self->key->token != NULL);

  if (n > 1)
    return usage (error, _ ("--p12, --pem and --token exclude one another"));
  if (n == 1 && format != REPORT_FORMAT_PDF)
    return usage (error, _ ("only a report whose name ends in .pdf can be signed"));
  return TRUE;
}

static gboolean
is_input (const char *path, char **inputs)
{
  for (; *inputs != NULL; inputs++)
    if (report_format_is_same (path, *inputs))
      return TRUE;
  return FALSE;
}

/**
 * cli_report_file_check:
 * @self: what was asked for
 * @inputs: the files that shall be judged
 * @error: return location for a %CLI_ERROR_USAGE, %CLI_ERROR_EXISTS or
 * %PDF_ERROR_SAME_FILE
 *
 * Finds out whether the report can be written there.
 *
 * Returns: whether nothing speaks against it
 */
gboolean
cli_report_file_check (const CliReportFile *self, char **inputs, GError **error)
{
  ReportFormat format;

  if (self->path == NULL)
    return !has_key (self) || usage (error, _ ("a key signs the report: give --report OUT.pdf"));
  if (!report_format_from_name (self->path, &format))
    return usage (error, _ ("the report's name ends in .pdf, .html, .json or .xml"));
  if (!check_key (self, format, error))
    return FALSE;
  if (is_input (self->path, inputs))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "%s", self->path);
      return FALSE;
    }
  if (!self->overwrite && g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_EXISTS, "%s", self->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
save_signed (const CliReportFile *self, GBytes *bytes, gint64 now, GError **error)
{
  g_autoptr (CliKey) key = cli_key_open (self->key, error);

  return key != NULL && report_sign_save (bytes, cli_key_get_signer (key), self->path,
                                          self->overwrite, now, error);
}

/**
 * cli_report_file_write:
 * @self: what was asked for, checked
 * @about: what to report
 * @error: return location for an error
 *
 * Writes the report, signed where a key was given.
 *
 * Returns: whether it is there
 */
gboolean
cli_report_file_write (const CliReportFile *self, const ReportCase *about, GError **error)
{
  ReportFormat format = REPORT_FORMAT_PDF;
  const CliReportModule *module = cli_module_open_report (error);
  g_autoptr (GBytes) bytes = NULL;

  report_format_from_name (self->path, &format);
  if (module != NULL)
    bytes = module->print (format, about, error);
  if (bytes == NULL)
    return FALSE;
  return has_key (self) ? save_signed (self, bytes, about->made, error)
                        : report_format_save (bytes, self->path, self->overwrite, error);
}

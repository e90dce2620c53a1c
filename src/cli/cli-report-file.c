/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-report-file.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-key.h"
#include "cli-module.h"
#include "cli-report-folder.h"
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
  g_clear_pointer (&self->paths, g_ptr_array_unref);
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

static gboolean
check_place (const CliReportFile *self, const char *path, char **inputs, GError **error)
{
  if (is_input (path, inputs))
    g_set_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE, "%s", path);
  else if (!self->overwrite && g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (error, CLI_ERROR, CLI_ERROR_EXISTS, "%s", path);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_folder (CliReportFile *self, char **inputs, GError **error)
{
  if (!check_key (self, REPORT_FORMAT_PDF, error))
    return FALSE;
  self->paths = cli_report_folder_list (self->path, inputs);
  for (guint i = 0; i < self->paths->len; i++)
    if (!check_place (self, g_ptr_array_index (self->paths, i), inputs, error))
      return FALSE;
  return TRUE;
}

/**
 * cli_report_file_check:
 * @self: what was asked for
 * @inputs: the files that shall be judged
 * @error: return location for a %CLI_ERROR_USAGE, %CLI_ERROR_EXISTS or
 * %PDF_ERROR_SAME_FILE
 *
 * Finds out whether the report can be written there; into a folder, whether all can.
 *
 * Returns: whether nothing speaks against it
 */
gboolean
cli_report_file_check (CliReportFile *self, char **inputs, GError **error)
{
  ReportFormat format;

  if (self->path == NULL)
    return !has_key (self) || usage (error, _ ("a key signs the report: give --report OUT.pdf"));
  if (cli_report_folder_is (self->path))
    return check_folder (self, inputs, error);
  if (!report_format_from_name (self->path, &format))
    return usage (error, _ ("the report’s name ends in .pdf, .html, .json or .xml"));
  return check_key (self, format, error) && check_place (self, self->path, inputs, error);
}

static gboolean
write_one (const CliReportFile *self,
           const ReportCase *about,
           const char *path,
           CliKey *key,
           GError **error)
{
  ReportFormat format = REPORT_FORMAT_PDF;
  const CliReportModule *module = cli_module_open_report (error);
  g_autoptr (GBytes) bytes = NULL;

  report_format_from_name (path, &format);
  if (module != NULL)
    bytes = module->print (format, about, error);
  if (bytes == NULL)
    return FALSE;
  return key != NULL && format == REPORT_FORMAT_PDF
             ? report_sign_save (bytes, cli_key_get_signer (key), path, self->overwrite,
                                 about->made, error)
             : report_format_save (bytes, path, self->overwrite, error);
}

static gboolean
write_entry (
    const CliReportFile *self, const ReportCase *about, guint index, CliKey *key, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  ReportCase one = *about;

  g_ptr_array_add (entries, g_ptr_array_index (about->entries, index));
  one.entries = entries;
  return write_one (self, &one, g_ptr_array_index (self->paths, index), key, error);
}

static gboolean
write_folder (const CliReportFile *self, const ReportCase *about, CliKey *key, GError **error)
{
  if (!cli_report_folder_make (self->path, error))
    return FALSE;
  for (guint i = 0; i < about->entries->len; i++)
    if (!write_entry (self, about, i, key, error))
      return FALSE;
  return write_one (self, about, g_ptr_array_index (self->paths, about->entries->len), key, error);
}

/**
 * cli_report_file_write:
 * @self: what was asked for, checked
 * @about: what to report
 * @error: return location for an error
 *
 * Writes the report, signed where a key was given; into a folder one for each file, and a table of
 * all.
 *
 * Returns: whether it is there
 */
gboolean
cli_report_file_write (const CliReportFile *self, const ReportCase *about, GError **error)
{
  g_autoptr (CliKey) key = NULL;

  if (has_key (self) && (key = cli_key_open (self->key, error)) == NULL)
    return FALSE;
  return self->paths != NULL ? write_folder (self, about, key, error)
                             : write_one (self, about, self->path, key, error);
}

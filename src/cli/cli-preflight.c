/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-preflight.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-marks.h"
#include "cli-module.h"
#include "cli-resume.h"
#include "pdf-error.h"

static char *
identify (const struct stat *info)
{
  return g_strdup_printf ("%ju:%ju", (uintmax_t) info->st_dev, (uintmax_t) info->st_ino);
}

/**
 * cli_preflight_identify:
 * @paths: files, %NULL-terminated
 *
 * Collects which files these are, by whatever names they are reached.
 *
 * Returns: (transfer full): a set for cli_preflight_run()
 */
GHashTable *
cli_preflight_identify (char **paths)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  struct stat info;

  for (guint i = 0; paths[i] != NULL; i++)
    if (stat (paths[i], &info) == 0)
      g_hash_table_add (known, identify (&info));
  return known;
}

/**
 * cli_preflight_request:
 * @options: what was asked for; lent to the request
 * @marks: (element-type PadesMark): where the seal stands; lent too
 *
 * Says what is asked of every file, as far as it needs neither key nor services.
 *
 * Returns: the request
 */
PadesSignRequest
cli_preflight_request (const CliSignOptions *options, GPtrArray *marks)
{
  return (PadesSignRequest){
      .level = options->level,
      .digest = options->digest,
      .pss = options->pss,
      .tsa = (const char *const *) options->tsa,
      .marks = marks,
      .field = options->field,
      .certify = options->certify,
      .lock = options->lock,
      .reason = options->reason,
      .location = options->location,
      .contact = options->contact,
  };
}

static void
add (CliItem *item, GQuark domain, int code, const char *message)
{
  g_autofree char *shown = g_filename_display_name (item->output);

  cli_item_add_problem (item, g_error_new (domain, code, "%s: %s", shown, message));
}

/* What is there may be a result of an earlier run, or somebody's only copy. */
static void
look_at_present (const CliSigning *signing, const struct stat *info, CliItem *item)
{
  g_autofree char *identity = identify (info);

  if (g_hash_table_contains (signing->inputs, identity))
    add (item, PDF_ERROR, PDF_ERROR_SAME_FILE, "this is a file to be signed");
  else if (S_ISDIR (info->st_mode))
    add (item, PDF_ERROR, PDF_ERROR_OUTPUT, g_strerror (EISDIR));
  else if (signing->options->resume)
    item->present = cli_resume_find_signer (item->input, item->output,
                                            signing->options->pdf_password);
  if (item->present == NULL && item->problems->len == 0 && !signing->options->overwrite)
    add (item, CLI_ERROR, CLI_ERROR_EXISTS, g_strerror (EEXIST));
}

static void
look_at_output (const CliSigning *signing, CliItem *item)
{
  g_autofree char *folder = g_path_get_dirname (item->output);
  struct stat info;

  if (stat (item->output, &info) == 0)
    look_at_present (signing, &info, item);
  else if (lstat (item->output, &info) == 0 && !signing->options->overwrite)
    add (item, CLI_ERROR, CLI_ERROR_EXISTS, g_strerror (EEXIST));
  if (item->present == NULL && access (folder, W_OK | X_OK) != 0)
    add (item, PDF_ERROR, PDF_ERROR_OUTPUT, g_strerror (errno));
}

/* A damaged file may be one of which a repaired copy can be signed. */
static void
look_at_damage (const CliSigning *signing, GError *damage, CliItem *item)
{
  GError *error = NULL;
  const CliRepairModule *repair = NULL;

  if (!g_error_matches (damage, PDF_ERROR, PDF_ERROR_DAMAGED))
    {
      cli_item_add_problem (item, damage);
      return;
    }
  repair = cli_module_open_repair (&error);
  if (repair == NULL || !repair->check (item->input, &error))
    cli_item_add_problem (item, error);
  else if (!signing->options->repair)
    cli_item_add_problem (item,
                          g_error_new_literal (CLI_ERROR, CLI_ERROR_REPAIRABLE, damage->message));
  else if (item->damage == NULL)
    item->damage = g_strdup (damage->message);
  g_error_free (damage);
}

/* Some damage shows only where the plan looks for something. */
static void
look_at_plan (const CliSigning *signing, CliItem *item)
{
  PadesSignRequest request = cli_preflight_request (signing->options, item->marks);
  g_autoptr (GPtrArray) problems = NULL;

  request.certificates = signing->certificates;
  request.more_certificates = signing->more_certificates;
  problems = pades_sign_preflight_all (item->file, &request);
  for (guint i = 0; i < problems->len; i++)
    look_at_damage (signing, g_error_copy (g_ptr_array_index (problems, i)), item);
}

/* Whether the marks could not be placed for damage that a repaired copy does not have. */
static void
look_at_document (const CliSigning *signing, CliItem *item)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new ();

  item->file = pdf_file_open_with_password (item->input, signing->options->pdf_password,
                                            signing->cancellable, &error);
  if (item->file == NULL)
    {
      look_at_damage (signing, error, item);
      return;
    }
  item->marks = cli_marks_place (signing->options, item->file, cli_signing_get_look (signing),
                                 problems);
  for (guint i = 0; i < problems->len; i++)
    look_at_damage (signing, g_ptr_array_index (problems, i), item);
  if (item->damage == NULL)
    look_at_plan (signing, item);
}

/**
 * cli_preflight_run:
 * @signing: the run
 * @keep: whether the file may stay open for signing: what was looked at is then what is signed
 * @item: a file
 *
 * Finds all that stands against signing it: the file itself, where the seal shall stand, what its
 * author and earlier signers permit, and where the result goes.
 */
void
cli_preflight_run (const CliSigning *signing, gboolean keep, CliItem *item)
{
  look_at_output (signing, item);
  if (item->present == NULL)
    look_at_document (signing, item);
  if (!keep || item->problems->len > 0 || item->damage != NULL)
    cli_item_close (item);
}

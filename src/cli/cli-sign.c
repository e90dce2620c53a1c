/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli-batch.h"
#include "cli-error.h"
#include "cli-interrupt.h"
#include "cli-json.h"
#include "cli-preflight.h"
#include "cli-result.h"
#include "report-words.h"

/* Of a longer run not all files can stay open: many systems let a process have 1024. */
#define MAX_OPEN 256

/* A line that is written over, for who watches. */
typedef struct {
  const CliSigning *signing;
  guint n_items;
  guint n_told;
  gboolean shown;
} Progress;

static Progress
progress_new (const CliSigning *signing, GPtrArray *items)
{
  return (Progress){signing, items->len, 0, items->len > 1 && isatty (STDERR_FILENO) == 1};
}

static void
progress_hide (const Progress *self)
{
  if (self->shown)
    g_printerr ("\r\033[K");
}

static void
progress_advance (Progress *self)
{
  self->n_told++;
  if (!self->shown || self->n_told == self->n_items)
    return;
  g_printerr ("\r");
  if (self->signing->key != NULL)
    g_printerr (_ ("%u of %u files done"), self->n_told, self->n_items);
  else
    g_printerr (_ ("%u of %u files looked at"), self->n_told, self->n_items);
}

static void
look_at (const CliSigning *signing, const CliServices *services, CliItem *item)
{
  cli_preflight_run (signing, g_hash_table_size (signing->inputs) <= MAX_OPEN, item);
}

static void
print_problems (const CliItem *item)
{
  for (guint i = 0; i < item->problems->len; i++)
    cli_error_print (item->input, g_ptr_array_index (item->problems, i));
}

static void
tell_looked_at (CliItem *item, gpointer data)
{
  Progress *progress = data;

  progress_hide (progress);
  if (!progress->signing->options->json)
    print_problems (item);
  progress_advance (progress);
}

static void
print_json (const CliSigning *signing, const CliItem *item)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  PkiCertificate *certificate = item->skipped ? item->present
                                              : cli_signing_get_certificate (signing);
  const GError *error = item->problems->len > 0 ? g_ptr_array_index (item->problems, 0) : NULL;
  const char *level = item->done ? report_words_level (signing->options->level) : NULL;

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", item->input);
  cli_json_boolean (builder, "signed", item->done);
  cli_json_boolean (builder, "repaired", item->done && item->damage != NULL);
  cli_json_string (builder, "output", item->done || item->skipped ? item->output : NULL);
  cli_json_string (builder, "level", level);
  cli_json_string (builder, "signer",
                   certificate != NULL ? pki_certificate_get_subject (certificate) : NULL);
  cli_json_error (builder, "error", error);
  cli_json_string (builder, "state", cli_result_get_state (item));
  cli_json_problems (builder, "problems", item->problems);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_signed (const CliSigning *signing, const CliItem *item)
{
  const char *name = pki_certificate_get_name (cli_signing_get_certificate (signing));

  if (item->damage != NULL)
    g_printerr (_ ("%s: the file is damaged (%s); a repaired copy of it was signed\n"), item->input,
                item->damage);
  g_print (_ ("%s: signed at level %s by %s, written to %s\n"), item->input,
           report_words_level (signing->options->level), name, item->output);
}

/* What was given up after an interrupt is no failure of the file. */
static void
forget_interrupt (CliItem *item)
{
  guint n = item->problems->len;

  if (n > 0 &&
      g_error_matches (g_ptr_array_index (item->problems, n - 1), G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_ptr_array_set_size (item->problems, (int) n - 1);
}

/* Problems that were there before signing have been told. */
static void
tell_signed (CliItem *item, gpointer data)
{
  Progress *progress = data;
  const CliSigning *signing = progress->signing;

  progress_hide (progress);
  forget_interrupt (item);
  if (signing->options->json)
    print_json (signing, item);
  else if (item->done)
    print_signed (signing, item);
  else if (item->skipped)
    g_print (_ ("%s: signed already by %s, as %s\n"), item->input,
             pki_certificate_get_name (item->present), item->output);
  else if (!item->told)
    print_problems (item);
  item->told = TRUE;
  progress_advance (progress);
}

/* Whether something is left to sign, for which the key is needed. */
static gboolean
is_any_left (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CliItem *item = g_ptr_array_index (items, i);

      if (item->problems->len == 0 && item->present == NULL)
        return TRUE;
    }
  return FALSE;
}

static void
look_at_all (const CliSigning *signing, GPtrArray *items)
{
  Progress progress = progress_new (signing, items);
  const CliBatchStep step = {look_at, tell_looked_at, &progress, FALSE};

  cli_batch_run (signing, items, &step, NULL);
  progress_hide (&progress);
  for (guint i = 0; i < items->len; i++)
    {
      CliItem *item = g_ptr_array_index (items, i);

      item->told = item->problems->len > 0 && !signing->options->json;
    }
}

/* The services are tried before the key, too: a missing file of certificates is no reason to ask
 * for a password. */
static gboolean
open_key (CliSigning *signing, GError **error)
{
  g_auto (CliServices) services = {0};

  if (!cli_services_prepare (&services, signing->options, error))
    return FALSE;
  signing->key = cli_key_open (signing->options, error);
  return signing->key != NULL;
}

static gboolean
sign_all (CliSigning *signing, GPtrArray *items, GError **error)
{
  Progress progress = progress_new (signing, items);
  CliBatchStep step = {cli_signing_run, tell_signed, &progress, FALSE};
  gboolean good = FALSE;

  step.services = is_any_left (items);
  if (step.services && !open_key (signing, error))
    return FALSE;
  cli_interrupt_watch ();
  good = cli_batch_run (signing, items, &step, error);
  progress_hide (&progress);
  return good;
}

static CliExit
get_exit (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CliItem *item = g_ptr_array_index (items, i);

      if (item->done || item->skipped)
        continue;
      if (items->len > 1)
        return CLI_EXIT_SOME;
      return item->problems->len > 0 ? cli_error_get_exit (g_ptr_array_index (item->problems, 0))
                                     : CLI_EXIT_OUTPUT;
    }
  return CLI_EXIT_OK;
}

/* After an interrupt, or when the key failed. */
static void
tell_not_tried (const CliSigning *signing, GPtrArray *items)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const CliItem *item = g_ptr_array_index (items, i);

      n += g_str_equal (cli_result_get_state (item), "not-tried");
      if (signing->options->json && !item->told)
        print_json (signing, item);
    }
  if (n > 0 && items->len > 1)
    g_printerr (
        g_dngettext (GETTEXT_PACKAGE, "%u file was not tried.\n", "%u files were not tried.\n", n),
        n);
}

static CliExit
run (CliSigning *signing, GPtrArray *items)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unwritten = NULL;
  CliExit result = CLI_EXIT_OK;

  look_at_all (signing, items);
  if (!sign_all (signing, items, &error))
    result = cli_error_print (NULL, error);
  else
    result = get_exit (items);
  tell_not_tried (signing, items);
  if (signing->options->result != NULL && !cli_result_write (signing, items, &unwritten))
    result = cli_error_print (signing->options->result, unwritten);
  cli_interrupt_obey ();
  return result;
}

/* The result of an earlier run may be the only trace of what it did. */
static gboolean
check_result (const CliSignOptions *options, GError **error)
{
  if (options->result == NULL || options->overwrite ||
      !g_file_test (options->result, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_EXISTS, options->result);
  return FALSE;
}

/**
 * cli_sign:
 * @argv: the arguments
 *
 * Signs each file on its own: one that cannot be signed does not keep the others from it. All that
 * can be known of all files is found out before the key is opened, once.
 *
 * Returns: the exit status
 */
CliExit
cli_sign (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliSignOptions) options = cli_sign_options_parse (argv, &error);
  g_auto (CliSigning) signing = {.options = options};
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) cli_item_free);

  if (options == NULL || !check_result (options, &error) ||
      !cli_password_get_optional (options->pdf_password_file, &options->pdf_password, &error) ||
      !cli_signing_prepare (&signing, &error))
    return cli_error_print (NULL, error);
  for (guint i = 0; options->inputs[i] != NULL; i++)
    g_ptr_array_add (items, cli_item_new (options->inputs[i], options->outputs[i]));
  return run (&signing, items);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-report.h"

#include <glib/gstdio.h>

#include "desk.h"
#include "pdf-error.h"

typedef struct {
  gboolean over;
  gboolean good;
  GError *error;
} Outcome;

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->good = model_report_finish (result, &outcome->error);
  outcome->over = TRUE;
}

static Outcome
save (Desk *desk, const char *output)
{
  g_autofree char *trust = desk_dup_path (desk, "nobody-trusted");
  Outcome outcome = {FALSE};

  model_report_start (
      &(ModelReportRequest){.document = desk->document, .trust = trust, .output = output}, NULL,
      written, &outcome);
  desk_wait_until (outcome.over);
  return outcome;
}

static void
test_forms (Desk *desk, gconstpointer unused)
{
  static const struct {
    const char *name, *start;
  } forms[] = {{"a.pdf", "%PDF-"}, {"a.html", "<!DOCTYPE"}, {"a.json", "{"}, {"a.xml", "<?xml"}};

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *output = desk_dup_path (desk, forms[i].name);
      g_autofree char *bytes = NULL;
      /* Whoever chose the name was asked about what is there. */
      gboolean there = g_file_set_contents (output, "before", -1, NULL);
      Outcome outcome = save (desk, output);

      g_assert_true (there);
      g_assert_no_error (outcome.error);
      g_assert_true (outcome.good);
      g_assert_true (g_file_get_contents (output, &bytes, NULL, NULL));
      g_assert_true (g_str_has_prefix (bytes, forms[i].start));
      g_unlink (output);
    }
}

static void
test_not_over_the_document (Desk *desk, gconstpointer unused)
{
  g_autofree char *before = NULL, *after = NULL;
  gsize length = 0, left = 0;
  Outcome outcome;

  g_assert_true (g_file_get_contents (desk->path, &before, &length, NULL));
  outcome = save (desk, desk->path);
  g_assert_error (outcome.error, PDF_ERROR, PDF_ERROR_SAME_FILE);
  g_assert_false (outcome.good);
  g_error_free (outcome.error);
  g_assert_true (g_file_get_contents (desk->path, &after, &left, NULL));
  g_assert_cmpmem (before, length, after, left);
}

static void
test_no_folder (Desk *desk, gconstpointer unused)
{
  g_autofree char *output = desk_dup_path (desk, "nowhere/a.html");
  Outcome outcome = save (desk, output);

  g_assert_error (outcome.error, PDF_ERROR, PDF_ERROR_OUTPUT);
  g_assert_false (outcome.good);
  g_error_free (outcome.error);
}

static void
explain (const GError *error, ReportEntry *entry)
{
  entry->what = g_strdup ("nobody can read it");
}

/* Many in one; what cannot be read is told among the others. */
static void
test_many_files (Desk *desk, gconstpointer unused)
{
  g_autofree char *output = desk_dup_path (desk, "all.html"), *text = NULL;
  g_autofree char *trust = desk_dup_path (desk, "nobody-trusted");
  const char *paths[] = {desk->path, "nowhere.pdf", NULL};
  Outcome outcome = {FALSE};

  model_report_start (
      &(ModelReportRequest){.paths = paths, .explain = explain, .trust = trust, .output = output},
      NULL, written, &outcome);
  desk_wait_until (outcome.over);
  g_assert_no_error (outcome.error);
  g_assert_true (g_file_get_contents (output, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "nowhere.pdf"));
  g_assert_nonnull (strstr (text, "nobody can read it"));
  g_assert_nonnull (strstr (text, desk->path));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/report/forms", Desk, NULL, desk_set_up, test_forms, desk_tear_down);
  g_test_add ("/model/report/not-over-the-document", Desk, NULL, desk_set_up,
              test_not_over_the_document, desk_tear_down);
  g_test_add ("/model/report/no-folder", Desk, NULL, desk_set_up, test_no_folder, desk_tear_down);
  g_test_add ("/model/report/many-files", Desk, NULL, desk_set_up, test_many_files, desk_tear_down);
  return g_test_run ();
}

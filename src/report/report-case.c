/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-case.h"

#include <glib/gi18n.h>

#include "report-text.h"
#include "report-words.h"

/**
 * report_entry_new:
 * @name: the file's name as the user knows it
 * @file: (nullable): the file, where it could be opened
 * @report: (nullable) (transfer full): the verdict on it
 *
 * Makes an entry of a report.
 *
 * Returns: (transfer full): the entry
 */
ReportEntry *
report_entry_new (const char *name, PdfFile *file, PadesReport *report)
{
  ReportEntry *self = g_new0 (ReportEntry, 1);

  self->name = g_filename_display_name (name);
  self->file = file != NULL ? pdf_file_ref (file) : NULL;
  self->report = report;
  return self;
}

/**
 * report_entry_free:
 * @self: (nullable): an entry
 *
 * Frees it.
 */
void
report_entry_free (ReportEntry *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->file, pdf_file_unref);
  g_clear_pointer (&self->report, pades_report_free);
  g_free (self->name);
  g_free (self->what);
  g_free (self->why);
  g_free (self->remedy);
  g_free (self);
}

/**
 * report_entry_judge:
 * @self: an entry
 * @worst: (out) (optional): place of the signature that gives the headline, %G_MAXUINT for none
 *
 * Says the worst fact of a file; one without a verdict could not be checked.
 *
 * Returns: the headline
 */
ReportAnswer
report_entry_judge (const ReportEntry *self, guint *worst)
{
  if (self->report != NULL)
    return report_verdict_for_report (self->report, worst);
  if (worst != NULL)
    *worst = G_MAXUINT;
  return (ReportAnswer){REPORT_STATE_UNKNOWN, REPORT_FACT_UNJUDGED};
}

/**
 * report_entry_dup_headline:
 * @self: an entry
 *
 * Says in a few words how the file was judged, or why it was not.
 *
 * Returns: (transfer full): the words in the user's language
 */
char *
report_entry_dup_headline (const ReportEntry *self)
{
  guint worst = G_MAXUINT;
  ReportAnswer headline = report_entry_judge (self, &worst);

  if (self->report == NULL && self->what != NULL)
    return g_strdup (self->what);
  return report_words_dup_headline (
      headline.fact,
      worst != G_MAXUINT ? g_ptr_array_index (self->report->signatures, worst) : NULL);
}

typedef struct {
  guint place;
  ReportState state;
} Ranked;

static int
compare_ranked (gconstpointer first, gconstpointer second)
{
  const Ranked *a = first, *b = second;

  if (a->state != b->state)
    return a->state > b->state ? -1 : 1;
  return a->place < b->place ? -1 : a->place > b->place;
}

/**
 * report_case_rank:
 * @self: a case
 *
 * Puts the files in the order in which somebody has to look at them.
 *
 * Returns: (transfer container) (element-type ReportEntry): all entries, the worst first
 */
GPtrArray *
report_case_rank (const ReportCase *self)
{
  guint n = self->entries->len;
  g_autofree ReportState *states = g_new (ReportState, n + 1);
  GPtrArray *ranked = g_ptr_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    states[i] = report_entry_judge (g_ptr_array_index (self->entries, i), NULL).state;
  for (int state = REPORT_STATE_BAD; state >= REPORT_STATE_PENDING; state--)
    for (guint i = 0; i < n; i++)
      if (states[i] == (ReportState) state)
        g_ptr_array_add (ranked, g_ptr_array_index (self->entries, i));
  return ranked;
}

/**
 * report_entry_choose:
 * @self: an entry with a verdict
 * @max: how many there is room for
 *
 * Chooses the signatures that are described in full: all in their order, or the worst first where
 * there are too many.
 *
 * Returns: (transfer full) (element-type guint): their places
 */
GArray *
report_entry_choose (const ReportEntry *self, guint max)
{
  guint n = self->report->signatures->len;
  g_autoptr (GArray) ranked = g_array_sized_new (FALSE, FALSE, sizeof (Ranked), n);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++)
    {
      ReportVerdict verdict = report_verdict_for_signature (
          g_ptr_array_index (self->report->signatures, i));
      Ranked item = {i, verdict.headline.state};
      g_array_append_val (ranked, item);
    }
  if (n > max)
    g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < MIN (n, max); i++)
    g_array_append_val (places, g_array_index (ranked, Ranked, i).place);
  return places;
}

/**
 * report_case_new:
 * @trust: whom the user trusts; must outlive the case
 * @judged: the moment as of which the files are judged
 * @made: when the report is made
 *
 * Makes a case without files.
 *
 * Returns: (transfer full): the case
 */
ReportCase *
report_case_new (PkiTrust *trust, gint64 judged, gint64 made)
{
  ReportCase *self = g_new0 (ReportCase, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) report_entry_free);
  self->trust = trust;
  self->judged = judged;
  self->made = made;
  return self;
}

/**
 * report_case_free:
 * @self: (nullable): a case
 *
 * Frees it with its entries.
 */
void
report_case_free (ReportCase *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * report_case_judge:
 * @self: a case
 *
 * Finds the worst fact of all files.
 *
 * Returns: the answer
 */
ReportAnswer
report_case_judge (const ReportCase *self)
{
  ReportAnswer worst = {REPORT_STATE_PENDING, REPORT_FACT_PENDING};

  for (guint i = 0; i < self->entries->len; i++)
    {
      ReportAnswer answer = report_entry_judge (g_ptr_array_index (self->entries, i), NULL);
      if (answer.state > worst.state)
        worst = answer;
    }
  return worst;
}

/**
 * report_case_dup_headline:
 * @self: a case
 *
 * Says in a few words how the files, or the worst of them, were judged.
 *
 * Returns: (transfer full): the words in the user's language
 */
char *
report_case_dup_headline (const ReportCase *self)
{
  ReportAnswer worst = report_case_judge (self);
  const char *words = report_words_headline (worst.fact);
  guint n = self->entries->len;

  if (n == 1)
    return report_entry_dup_headline (g_ptr_array_index (self->entries, 0));
  if (worst.state == REPORT_STATE_GOOD)
    /* Translators: a number of files, and what holds for all of them. */
    return g_strdup_printf (ngettext ("%u file: %s", "%u files: %s", n), n, words);
  /* Translators: a number of files, and what holds for the worst of them. */
  return g_strdup_printf (ngettext ("%u file, the worst: %s", "%u files, the worst: %s", n), n,
                          words);
}

/**
 * report_case_dup_title:
 * @self: a case
 *
 * Names the report as a document.
 *
 * Returns: (transfer full): its title in the user's language
 */
char *
report_case_dup_title (const ReportCase *self)
{
  const ReportEntry *first = self->entries->len == 1 ? g_ptr_array_index (self->entries, 0) : NULL;
  g_autofree char *base = first != NULL ? g_path_get_basename (first->name) : NULL;
  g_autofree char *name = report_text_clean (base, 120);

  if (first == NULL)
    return g_strdup (_ ("Verification report"));
  /* Translators: %s is a file's name. */
  return g_strdup_printf (_ ("Verification report: %s"), name);
}

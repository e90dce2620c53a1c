/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-pdf.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#include "pdf-error.h"
#include "report-change.h"
#include "report-detail.h"
#include "report-pairs.h"
#include "report-pictures.h"
#include "report-pretence.h"
#include "report-sheet.h"
#include "report-text.h"
#include "report-words.h"

/* What is left out beyond these is counted; the JSON form has everything. */
#define MAX_SIGNATURES 50
#define MAX_CHANGES 30
#define MAX_FILES_IN_FULL 50
#define MAX_ROWS 2000
#define MAX_PICTURES 160
#define MAX_PRETENCES 30

/* Of a row of the table, so that no link goes over two pages. */
#define ROW_HEIGHT 110.0

/* Columns, points from the left margin. */
#define LABEL_WIDTH 132.0
#define ANSWER_X 88.0
#define ICON_GAP 16.0

typedef struct {
  const ReportCase *about;
  ReportSheet *sheet;
  gboolean paint; /* or only count the pages */
  guint pictures; /* that there may still be */
  ReportLooks *looks;
} Writer;

static void
add_line (Writer *self, ReportStyle style, const char *text, const char *tag)
{
  g_autofree char *clean = report_text_clean (text, REPORT_TEXT_VALUE);

  report_sheet_add (self->sheet, &(ReportText){clean, style, 0, 0}, 1, tag);
}

static void
add_details (Writer *self, GPtrArray *details)
{
  for (guint i = 0; i < details->len; i++)
    {
      const ReportDetail *detail = g_ptr_array_index (details, i);
      const ReportText texts[] = {
          {detail->label, REPORT_STYLE_LABEL, 0, LABEL_WIDTH - 8},
          {detail->value, detail->code ? REPORT_STYLE_CODE : REPORT_STYLE_BODY, LABEL_WIDTH, 0},
      };
      report_sheet_add (self->sheet, texts, G_N_ELEMENTS (texts), NULL);
      report_sheet_skip (self->sheet, 2);
    }
}

static void
add_more (Writer *self, guint more)
{
  g_autofree char *text = g_strdup_printf (ngettext ("… and %u more", "… and %u more", more), more);

  if (more > 0)
    add_line (self, REPORT_STYLE_BODY, text, NULL);
}

static void
add_change (Writer *self, const ReportNews *news)
{
  g_autofree char *sentence = report_change_dup_sentence (news->change);
  g_autofree char *place = report_change_dup_place (news);
  g_autofree char *clean = report_text_clean (sentence, REPORT_TEXT_VALUE);
  const char *word = news->permitted ? _ ("permitted") : _ ("not permitted");
  g_autofree char *text = place != NULL ? g_strdup_printf ("%s · %s (%s)", place, clean, word)
                                        : g_strdup_printf ("%s (%s)", clean, word);

  report_sheet_add_state (self->sheet, news->permitted ? REPORT_STATE_GOOD : REPORT_STATE_BAD, 0,
                          &(ReportText){text, REPORT_STYLE_BODY, ICON_GAP, 0}, 1);
  report_sheet_skip (self->sheet, 2);
}

static void
add_changes (Writer *self, const PadesReport *report, const PadesSignature *signature)
{
  guint more = 0;
  g_autoptr (GPtrArray) list = report_change_tell (report, signature, MAX_CHANGES, &more);

  if (list->len == 0)
    return;
  report_sheet_skip (self->sheet, 8);
  report_sheet_need (self->sheet, 60);
  add_line (self, REPORT_STYLE_SUBTITLE, _ ("What was changed or added later"), "H3");
  report_sheet_skip (self->sheet, 3);
  for (guint i = 0; i < list->len; i++)
    add_change (self, g_ptr_array_index (list, i));
  add_more (self, more);
}

static void
add_answers (Writer *self, const ReportVerdict *verdict, const PadesSignature *signature)
{
  for (guint i = 0; i < REPORT_N_QUESTIONS; i++)
    {
      const ReportAnswer *answer = &verdict->answers[i];
      g_autofree char *sentence = report_words_dup_sentence (answer->fact, signature);
      g_autofree char *clean = report_text_clean (sentence, REPORT_TEXT_VALUE);
      const ReportText texts[] = {
          {report_words_question (i), REPORT_STYLE_LABEL, 0, ANSWER_X - 8},
          {clean, REPORT_STYLE_BODY, ANSWER_X + ICON_GAP, 0},
      };
      report_sheet_add_state (self->sheet, answer->state, ANSWER_X, texts, G_N_ELEMENTS (texts));
      report_sheet_skip (self->sheet, 3);
    }
}

static void
add_signature (Writer *self, const ReportEntry *entry, const PadesSignature *signature)
{
  ReportVerdict verdict = report_verdict_for_signature (signature);
  g_autoptr (GPtrArray) details = report_detail_list_signature (entry, signature);
  const char *advice = report_words_advice (verdict.headline.fact);
  g_autofree char *headline = report_words_dup_headline (verdict.headline.fact, signature);
  g_autofree char *number = g_strdup_printf (
      signature->timestamp ? _ ("Time-stamp %u") : _ ("Signature %u"), signature->number);

  report_sheet_skip (self->sheet, 20);
  report_sheet_need (self->sheet, 150);
  report_sheet_set_bar (self->sheet, verdict.headline.state);
  add_line (self, REPORT_STYLE_LABEL, number, NULL);
  report_sheet_skip (self->sheet, 1);
  report_sheet_add_state (self->sheet, verdict.headline.state, 0,
                          &(ReportText){headline, REPORT_STYLE_HEADING, ICON_GAP + 3, 0}, 1);
  report_sheet_skip (self->sheet, 6);
  add_answers (self, &verdict, signature);
  if (advice != NULL)
    {
      report_sheet_skip (self->sheet, 3);
      add_line (self, REPORT_STYLE_STRONG, advice, NULL);
    }
  add_changes (self, entry->report, signature);
  report_pairs_add (self->sheet, self->looks, entry, signature, self->paint, &self->pictures);
  report_sheet_skip (self->sheet, 8);
  report_sheet_need (self->sheet, 40);
  add_line (self, REPORT_STYLE_SUBTITLE, _ ("Details"), "H3");
  report_sheet_skip (self->sheet, 3);
  add_details (self, details);
  report_sheet_set_bar (self->sheet, REPORT_STATE_PENDING);
}

static void
add_signatures (Writer *self, const ReportEntry *entry)
{
  g_autoptr (GArray) places = report_entry_choose (entry, MAX_SIGNATURES);
  guint left = entry->report->signatures->len - places->len;

  for (guint i = 0; i < places->len; i++)
    add_signature (self, entry,
                   g_ptr_array_index (entry->report->signatures, g_array_index (places, guint, i)));
  if (left > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u more signature is not described here; none of them is worse.",
                    "%u more signatures are not described here; none of them is worse.", left),
          left);
      report_sheet_skip (self->sheet, 12);
      add_line (self, REPORT_STYLE_BODY, text, NULL);
    }
}

static void
add_pictures (Writer *self, const ReportEntry *entry)
{
  if (self->pictures == 0 || entry->report->n_pages == 0)
    return;
  report_sheet_skip (self->sheet, 22);
  report_sheet_need (self->sheet, 400);
  add_line (self, REPORT_STYLE_HEADING, _ ("The pages as they are now"), "H2");
  report_sheet_skip (self->sheet, 8);
  report_pictures_add (self->sheet, entry,
                       entry->password != NULL ? entry->password : self->about->password,
                       self->paint, &self->pictures);
}

/* What looks like a mark and is none. */
static void
add_pretences (Writer *self, const PadesReport *report)
{
  g_autoptr (GArray) list = report_pretence_list (report);
  g_autofree char *remark = report_pretence_dup_remark (report);

  if (list->len > 0)
    {
      report_sheet_skip (self->sheet, 20);
      report_sheet_need (self->sheet, 80);
      report_sheet_set_bar (self->sheet, REPORT_STATE_WARN);
      report_sheet_add_state (
          self->sheet, REPORT_STATE_WARN, 0,
          &(ReportText){report_pretence_title (report), REPORT_STYLE_HEADING, ICON_GAP + 3, 0}, 1);
      report_sheet_skip (self->sheet, 5);
      for (guint i = 0; i < MIN (list->len, MAX_PRETENCES); i++)
        {
          g_autofree char *sentence = report_pretence_dup_sentence (
              &g_array_index (list, ReportPretence, i));
          add_line (self, REPORT_STYLE_BODY, sentence, NULL);
          report_sheet_skip (self->sheet, 2);
        }
      add_more (self, list->len - MIN (list->len, MAX_PRETENCES));
      report_sheet_set_bar (self->sheet, REPORT_STATE_PENDING);
    }
  if (remark == NULL)
    return;
  report_sheet_skip (self->sheet, 8);
  add_line (self, REPORT_STYLE_CAPTION, remark, NULL);
}

static void
add_reasons (Writer *self, const ReportEntry *entry)
{
  const char *const sentences[] = {entry->what, entry->why, entry->remedy};

  report_sheet_skip (self->sheet, 6);
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i] != NULL)
      add_line (self, i == 0 ? REPORT_STYLE_STRONG : REPORT_STYLE_BODY, sentences[i], NULL);
}

/* number: from 1, where the table's row leads to; 0 for a file alone. */
static void
add_entry (Writer *self, const ReportEntry *entry, guint number)
{
  g_autoptr (GPtrArray) details = report_detail_list_file (entry);
  ReportAnswer headline = report_entry_judge (entry, NULL);

  if (number > 0)
    {
      g_autofree char *place = g_strdup_printf ("name='f%u'", number);
      g_autofree char *name = report_text_clean (entry->name, REPORT_TEXT_VALUE);
      g_autofree char *words = report_entry_dup_headline (entry);
      g_autofree char *text = g_strdup_printf ("%s\n%s", name, words);
      report_sheet_skip (self->sheet, 26);
      report_sheet_need (self->sheet, 160);
      cairo_tag_begin (report_sheet_get_cairo (self->sheet), CAIRO_TAG_DEST, place);
      report_sheet_add_rule (self->sheet);
      cairo_tag_end (report_sheet_get_cairo (self->sheet), CAIRO_TAG_DEST);
      report_sheet_skip (self->sheet, 10);
      report_sheet_add_state (self->sheet, headline.state, 0,
                              &(ReportText){text, REPORT_STYLE_HEADING, ICON_GAP + 3, 0}, 1);
      report_sheet_skip (self->sheet, 8);
    }
  add_details (self, details);
  if (entry->report == NULL)
    add_reasons (self, entry);
  else
    {
      add_pretences (self, entry->report);
      add_signatures (self, entry);
      add_pictures (self, entry);
    }
}

static void
add_row (Writer *self, const ReportEntry *entry, guint number)
{
  cairo_t *cr = report_sheet_get_cairo (self->sheet);
  g_autofree char *place = g_strdup_printf ("dest='f%u'", number);
  ReportAnswer headline = report_entry_judge (entry, NULL);
  g_autofree char *name = report_text_clean (entry->name, 120);
  g_autofree char *words = report_entry_dup_headline (entry);
  g_autofree char *n = entry->report != NULL
                           ? g_strdup_printf ("%u", entry->report->signatures->len)
                           : g_strdup ("–");
  const ReportText texts[] = {
      {name, REPORT_STYLE_BODY, ICON_GAP, 196},
      {n, REPORT_STYLE_BODY, 430, 56},
      {words, REPORT_STYLE_BODY, 222, 200},
  };

  report_sheet_need (self->sheet, ROW_HEIGHT);
  if (number <= MAX_FILES_IN_FULL)
    cairo_tag_begin (cr, CAIRO_TAG_LINK, place);
  report_sheet_add_state (self->sheet, headline.state, 0, texts, G_N_ELEMENTS (texts));
  if (number <= MAX_FILES_IN_FULL)
    cairo_tag_end (cr, CAIRO_TAG_LINK);
  report_sheet_skip (self->sheet, 3);
  report_sheet_add_rule (self->sheet);
  report_sheet_skip (self->sheet, 3);
}

static void
add_table (Writer *self, GPtrArray *entries)
{
  guint n = entries->len;
  const ReportText head[] = {
      {_ ("File"), REPORT_STYLE_LABEL, ICON_GAP, 196},
      {_ ("Verdict"), REPORT_STYLE_LABEL, 222, 200},
      {_ ("Signatures"), REPORT_STYLE_LABEL, 430, 0},
  };

  report_sheet_add (self->sheet, head, G_N_ELEMENTS (head), NULL);
  report_sheet_skip (self->sheet, 3);
  report_sheet_add_rule (self->sheet);
  report_sheet_skip (self->sheet, 3);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    add_row (self, g_ptr_array_index (entries, i), i + 1);
  add_more (self, n - MIN (n, MAX_ROWS));
}

static void
add_headline (Writer *self)
{
  ReportAnswer headline = report_case_judge (self->about);
  g_autofree char *words = report_case_dup_headline (self->about);

  add_line (self, REPORT_STYLE_KIND, _ ("Verification report"), NULL);
  report_sheet_skip (self->sheet, 6);
  report_sheet_add_state (self->sheet, headline.state, 0,
                          &(ReportText){words, REPORT_STYLE_TITLE, 30, 0}, 1);
  report_sheet_skip (self->sheet, 14);
}

static void
add_all (Writer *self)
{
  g_autoptr (GPtrArray) entries = report_case_rank (self->about);
  g_autoptr (GPtrArray) details = report_detail_list_case (self->about);

  add_headline (self);
  if (entries->len != 1)
    add_table (self, entries);
  for (guint i = 0; i < MIN (entries->len, MAX_FILES_IN_FULL); i++)
    add_entry (self, g_ptr_array_index (entries, i), entries->len != 1 ? i + 1 : 0);
  report_sheet_skip (self->sheet, 24);
  report_sheet_need (self->sheet, 120);
  report_sheet_add_rule (self->sheet);
  report_sheet_skip (self->sheet, 10);
  add_line (self, REPORT_STYLE_HEADING, _ ("How this was judged"), "H2");
  report_sheet_skip (self->sheet, 6);
  add_details (self, details);
}

static cairo_status_t
take_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
set_metadata (cairo_surface_t *surface, const ReportCase *about, const char *title)
{
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_utc (about->made);
  g_autofree char *moment = made != NULL ? g_date_time_format_iso8601 (made) : NULL;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR,
                                  "Vermilion " VERMILION_VERSION);
  if (moment != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, moment);
}

/* n_pages: what the feet of the pages say; 0 to find out how many there are. */
static GByteArray *
draw_once (const ReportCase *about, ReportLooks *looks, guint *n_pages, cairo_status_t *status)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      take_bytes, bytes, REPORT_SHEET_WIDTH, REPORT_SHEET_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *title = report_case_dup_title (about);
  g_autofree char *made = report_words_dup_time (about->made);
  g_autofree char *foot = g_strdup_printf ("Vermilion %s · %s", VERMILION_VERSION, made);
  g_autoptr (ReportSheet) sheet = NULL;

  set_metadata (surface, about, title);
  cairo_tag_begin (cr, "Document", NULL);
  sheet = report_sheet_new (cr, title, foot, *n_pages);
  add_all (&(Writer){about, sheet, *n_pages > 0, MAX_PICTURES, looks});
  *n_pages = report_sheet_finish (sheet);
  cairo_tag_end (cr, "Document");
  *status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (*status == CAIRO_STATUS_SUCCESS)
    *status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return bytes;
}

/**
 * report_pdf_draw:
 * @self: a case
 * @error: return location for a %PDF_ERROR_OUTPUT
 *
 * Sets the report as a PDF whose text can be searched and copied, in the user's language. It is
 * laid out twice, since every page says how many there are.
 *
 * Returns: (transfer full): the file; %NULL when there is no room for it
 */
GBytes *
report_pdf_draw (const ReportCase *self, GError **error)
{
  guint n_pages = 0;
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  g_autoptr (ReportLooks) looks = report_looks_new (self->password);
  g_autoptr (GByteArray) counted = draw_once (self, looks, &n_pages, &status);
  g_autoptr (GByteArray)
      bytes = status == CAIRO_STATUS_SUCCESS ? draw_once (self, looks, &n_pages, &status) : NULL;

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_OUTPUT, "the report cannot be drawn: %s",
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

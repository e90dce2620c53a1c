/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-html.h"

#include <glib/gi18n.h>

#include "report-change.h"
#include "report-detail.h"
#include "report-html-pairs.h"
#include "report-pretence.h"
#include "report-text.h"
#include "report-words.h"

/* What is left out beyond these is counted; the JSON form has everything. */
#define MAX_SIGNATURES 100
#define MAX_CHANGES 50
#define MAX_FILES_IN_FULL 200
#define MAX_PRETENCES 50

/* Of all files together: pictures, and bytes of them. */
#define MAX_PICTURES 48
#define MAX_ROOM (12u << 20)

/* What has been drawn for the report so far. */
typedef struct {
  ReportLooks *looks;
  ReportHtmlBudget budget;
} Pictures;

static const char *const classes[] = {
    [REPORT_STATE_PENDING] = "open", [REPORT_STATE_GOOD] = "good", [REPORT_STATE_UNKNOWN] = "open",
    [REPORT_STATE_WARN] = "warn",    [REPORT_STATE_BAD] = "bad",
};

/* Shapes that differ in more than colour: tick, question mark, triangle, cross. */
static const char *const icons[] = {
    [REPORT_STATE_PENDING] = "<circle cx='8' cy='8' r='7'/>",
    [REPORT_STATE_GOOD] = "<circle cx='8' cy='8' r='7'/><path d='M4.5 8.4l2.4 2.4 4.6-5'/>",
    [REPORT_STATE_UNKNOWN] = "<circle cx='8' cy='8' r='7'/>"
                             "<path d='M6 6.3a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M8 11.6v.2'/>",
    [REPORT_STATE_WARN] = "<path d='M8 1.5l6.8 12.5H1.2z'/><path d='M8 6v3.8M8 11.8v.2'/>",
    [REPORT_STATE_BAD] =
        "<circle cx='8' cy='8' r='7'/><path d='M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4'/>",
};

static void
add_text (GString *html, const char *text)
{
  report_text_append (html, text, REPORT_TEXT_VALUE);
}

/* An isolate: letters of a script that is written from the right keep their order to themselves. */
static void
add_value (GString *html, const char *text)
{
  g_string_append (html, "<bdi>");
  add_text (html, text);
  g_string_append (html, "</bdi>");
}

static void
add_element (GString *html, const char *open, const char *text, const char *close)
{
  g_string_append (html, open);
  add_text (html, text);
  g_string_append (html, close);
}

static void
add_icon (GString *html, ReportState state)
{
  g_string_append (html, "<svg viewBox='0 0 16 16' role='img' fill='none' stroke='currentColor' "
                         "stroke-width='1.6' stroke-linecap='round' stroke-linejoin='round' "
                         "aria-label='");
  add_text (html, report_words_state_word (state));
  g_string_append_printf (html, "'>%s</svg>", icons[state]);
}

static void
add_details (GString *html, GPtrArray *details)
{
  g_string_append (html, "<dl>");
  for (guint i = 0; i < details->len; i++)
    {
      const ReportDetail *detail = g_ptr_array_index (details, i);

      add_element (html, "<dt>", detail->label, "</dt>");
      g_string_append (html, detail->code ? "<dd class='code'>" : "<dd>");
      add_value (html, detail->value);
      g_string_append (html, "</dd>");
    }
  g_string_append (html, "</dl>\n");
}

static void
add_change (GString *html, const ReportNews *news)
{
  g_autofree char *sentence = report_change_dup_sentence (news->change);
  g_autofree char *place = report_change_dup_place (news);

  g_string_append_printf (html, "<li class='state %s'>", news->permitted ? "good" : "bad");
  add_icon (html, news->permitted ? REPORT_STATE_GOOD : REPORT_STATE_BAD);
  g_string_append (html, "<span>");
  add_value (html, sentence);
  if (place != NULL)
    add_element (html, " <span class='page'>", place, "</span>");
  add_element (html, " <span class='page'>(",
               news->permitted ? _ ("permitted") : _ ("not permitted"), ")</span></span></li>\n");
}

static void
add_more (GString *html, const char *open, guint more, const char *close)
{
  g_autofree char *text = g_strdup_printf (ngettext ("… and %u more", "… and %u more", more), more);

  if (more > 0)
    add_element (html, open, text, close);
}

static void
add_changes (GString *html, const PadesReport *report, const PadesSignature *signature)
{
  guint more = 0;
  g_autoptr (GPtrArray) list = report_change_tell (report, signature, MAX_CHANGES, &more);

  if (list->len == 0)
    return;
  add_element (html, "<h3>", _ ("What was changed or added later"), "</h3><ul class='changes'>\n");
  for (guint i = 0; i < list->len; i++)
    add_change (html, g_ptr_array_index (list, i));
  add_more (html, "<li>", more, "</li>");
  g_string_append (html, "</ul>\n");
}

static void
add_answers (GString *html, const ReportVerdict *verdict, const PadesSignature *signature)
{
  g_string_append (html, "<ul class='rows'>\n");
  for (guint i = 0; i < REPORT_N_QUESTIONS; i++)
    {
      const ReportAnswer *answer = &verdict->answers[i];
      g_autofree char *sentence = report_words_dup_sentence (answer->fact, signature);

      g_string_append_printf (html, "<li class='state %s'>", classes[answer->state]);
      add_element (html, "<span class='q'>", report_words_question (i), "</span>");
      add_icon (html, answer->state);
      g_string_append (html, "<span class='a'>");
      add_value (html, sentence);
      g_string_append (html, "</span></li>\n");
    }
  g_string_append (html, "</ul>\n");
}

static void
add_signature (GString *html,
               Pictures *pictures,
               const ReportEntry *entry,
               const PadesSignature *signature)
{
  ReportVerdict verdict = report_verdict_for_signature (signature);
  g_autoptr (GPtrArray) details = report_detail_list_signature (entry, signature);
  const char *advice = report_words_advice (verdict.headline.fact);
  g_autofree char *headline = report_words_dup_headline (verdict.headline.fact, signature);
  g_autofree char *number = g_strdup_printf (
      signature->timestamp ? _ ("Time-stamp %u") : _ ("Signature %u"), signature->number);

  g_string_append_printf (html, "<article class='card %s'>", classes[verdict.headline.state]);
  add_element (html, "<p class='number'>", number, "</p>\n");
  g_string_append_printf (html, "<h2 class='state %s'>", classes[verdict.headline.state]);
  add_icon (html, verdict.headline.state);
  add_element (html, "<span>", headline, "</span></h2>\n");
  add_answers (html, &verdict, signature);
  if (advice != NULL)
    add_element (html, "<p class='advice'>", advice, "</p>\n");
  add_changes (html, entry->report, signature);
  report_html_pairs_add (html, pictures->looks, entry, signature, &pictures->budget);
  add_element (html, "<details open><summary>", _ ("Details"), "</summary>\n");
  add_details (html, details);
  g_string_append (html, "</details></article>\n");
}

static void
add_signatures (GString *html, Pictures *pictures, const ReportEntry *entry)
{
  g_autoptr (GArray) places = report_entry_choose (entry, MAX_SIGNATURES);
  guint left = entry->report->signatures->len - places->len;

  for (guint i = 0; i < places->len; i++)
    add_signature (html, pictures, entry,
                   g_ptr_array_index (entry->report->signatures, g_array_index (places, guint, i)));
  if (left > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u more signature is not described here; none of them is worse.",
                    "%u more signatures are not described here; none of them is worse.", left),
          left);
      add_element (html, "<p>", text, "</p>\n");
    }
}

/* What looks like a mark and is none. */
static void
add_pretences (GString *html, const PadesReport *report)
{
  g_autoptr (GArray) list = report_pretence_list (report);
  g_autofree char *remark = report_pretence_dup_remark (report);

  if (list->len > 0)
    {
      g_string_append (html, "<aside class='card warn'><h2 class='state warn'>");
      add_icon (html, REPORT_STATE_WARN);
      add_element (html, "<span>", report_pretence_title (report), "</span></h2>\n<ul>");
      for (guint i = 0; i < MIN (list->len, MAX_PRETENCES); i++)
        {
          g_autofree char *sentence = report_pretence_dup_sentence (
              &g_array_index (list, ReportPretence, i));
          add_element (html, "<li>", sentence, "</li>\n");
        }
      add_more (html, "<li>", list->len - MIN (list->len, MAX_PRETENCES), "</li>\n");
      g_string_append (html, "</ul></aside>\n");
    }
  if (remark != NULL)
    add_element (html, "<p class='remark'>", remark, "</p>\n");
}

static void
add_reasons (GString *html, const ReportEntry *entry)
{
  const char *const sentences[] = {entry->what, entry->why, entry->remedy};

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i] != NULL)
      add_element (html, "<p>", sentences[i], "</p>\n");
}

/* heading: one of several files has its verdict as a heading of its own. */
static void
add_entry (
    GString *html, Pictures *pictures, const ReportEntry *entry, guint number, gboolean heading)
{
  g_autoptr (GPtrArray) details = report_detail_list_file (entry);
  ReportAnswer headline = report_entry_judge (entry, NULL);
  g_autofree char *words = report_entry_dup_headline (entry);

  g_string_append_printf (html, "<section id='f%u'>", number);
  if (heading)
    {
      g_string_append_printf (html, "<h2 class='state %s'>", classes[headline.state]);
      add_icon (html, headline.state);
      g_string_append (html, "<span>");
      add_value (html, entry->name);
      g_string_append (html, "<br>");
      add_element (html, "", words, "</span></h2>\n");
    }
  add_details (html, details);
  if (entry->report != NULL)
    {
      add_pretences (html, entry->report);
      add_signatures (html, pictures, entry);
    }
  else
    add_reasons (html, entry);
  g_string_append (html, "</section>\n");
}

static void
add_table (GString *html, GPtrArray *entries)
{
  g_string_append (html, "<table><thead><tr>");
  add_element (html, "<th>", _ ("File"), "</th>");
  add_element (html, "<th>", _ ("Verdict"), "</th>");
  add_element (html, "<th>", _ ("Signatures"), "</th></tr></thead><tbody>\n");
  for (guint i = 0; i < entries->len; i++)
    {
      const ReportEntry *entry = g_ptr_array_index (entries, i);
      ReportAnswer headline = report_entry_judge (entry, NULL);
      g_autofree char *words = report_entry_dup_headline (entry);

      g_string_append (html, "<tr><td>");
      if (i < MAX_FILES_IN_FULL)
        g_string_append_printf (html, "<a href='#f%u'>", i + 1);
      add_value (html, entry->name);
      g_string_append (html, i < MAX_FILES_IN_FULL ? "</a></td>" : "</td>");
      g_string_append_printf (html, "<td><span class='state %s'>", classes[headline.state]);
      add_icon (html, headline.state);
      add_element (html, "<span>", words, "</span></span></td>");
      if (entry->report != NULL)
        g_string_append_printf (html, "<td class='n'>%u</td></tr>\n",
                                entry->report->signatures->len);
      else
        g_string_append (html, "<td class='n'>–</td></tr>\n");
    }
  g_string_append (html, "</tbody></table>\n");
}

/* The policy lets in the style sheet below by its digest, the pictures within, and nothing else
 * (CSP 3, 6.1.13). */
static void
add_head (GString *html, const char *title)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *style = report_html_get_style ();
  g_autofree char *digest = NULL;
  guint8 bytes[32];
  gsize length = sizeof bytes;

  g_checksum_update (checksum, (const guchar *) style, -1);
  g_checksum_get_digest (checksum, bytes, &length);
  digest = g_base64_encode (bytes, length);
  g_string_append_printf (html, "<!DOCTYPE html>\n<html lang='%s'>\n<head>\n",
                          report_words_language ());
  g_string_append (html, "<meta charset='utf-8'>\n");
  g_string_append_printf (
      html,
      "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
      "style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
      digest);
  g_string_append (html, "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
                         "<meta name='color-scheme' content='light dark'>\n"
                         "<meta name='referrer' content='no-referrer'>\n<title>");
  add_text (html, title);
  g_string_append_printf (html, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n", style);
}

static void
add_headline (GString *html, const ReportCase *self)
{
  ReportAnswer headline = report_case_judge (self);
  g_autofree char *words = report_case_dup_headline (self);

  add_element (html, "<header><p class='kind'>", _ ("Verification report"), "</p>\n");
  g_string_append_printf (html, "<h1 class='state %s'>", classes[headline.state]);
  add_icon (html, headline.state);
  add_element (html, "<span>", words, "</span></h1></header>\n");
}

/**
 * report_html_print:
 * @self: a case
 *
 * Writes the report as one page that can be read on a telephone and on paper, in the user's
 * language. What comes from files is cut, cleaned and escaped; the page holds no script and may
 * load nothing.
 *
 * Returns: (transfer full): HTML 5
 */
char *
report_html_print (const ReportCase *self)
{
  GString *html = g_string_new (NULL);
  g_autoptr (GPtrArray) details = report_detail_list_case (self);
  g_autofree char *title = report_case_dup_title (self);
  g_autoptr (GPtrArray) entries = report_case_rank (self);
  g_autoptr (ReportLooks) looks = report_looks_new (self->password);
  Pictures pictures = {looks, {MAX_PICTURES, MAX_ROOM}};

  add_head (html, title);
  add_headline (html, self);
  if (entries->len != 1)
    add_table (html, entries);
  for (guint i = 0; i < MIN (entries->len, MAX_FILES_IN_FULL); i++)
    add_entry (html, &pictures, g_ptr_array_index (entries, i), i + 1, entries->len != 1);
  add_element (html, "<footer><h2>", _ ("How this was judged"), "</h2>\n");
  add_details (html, details);
  g_string_append (html, "</footer>\n</main>\n</body>\n</html>\n");
  return g_string_free (html, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "report-html.h"
#include "report-xml.h"

/* A file whose every word is word, with one signature and one change. */
static ReportCase *
make_case (const char *word)
{
  ReportCase *self = report_case_new (NULL, 0, 0);
  PadesReport *report = g_new0 (PadesReport, 1);
  PadesSignature *signature = g_new0 (PadesSignature, 1);
  PadesChange *change = pades_change_new (PADES_CHANGE_FIELD_VALUE, PADES_EFFECT_CONTENT, 2);

  signature->field = g_strdup (word);
  signature->sub_filter = g_strdup (word);
  signature->algorithm = g_strdup (word);
  signature->reason = g_strdup (word);
  signature->location = g_strdup (word);
  signature->locked_fields = g_strdup (word);
  change->name = g_strdup (word);
  change->before = g_strdup (word);
  change->after = g_strdup (word);
  report->sha256 = g_strnfill (64, '0');
  report->revisions = g_array_new (FALSE, TRUE, sizeof (PdfRevision));
  report->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_signature_free);
  report->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_change_free);
  g_ptr_array_add (report->signatures, signature);
  g_ptr_array_add (report->changes, change);
  g_ptr_array_add (self->entries, report_entry_new (word, NULL, report));
  return self;
}

static guint
count (const char *text, char c)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == c;
  return n;
}

/* XML 1.0, 2.2, and nothing that turns the direction of the text. */
static void
assert_harmless (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      g_assert_true ((c >= 0x20 || c == '\n') && !(c >= 0x7f && c < 0xa0));
      g_assert_true (!(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069));
      g_assert_true ((c & 0xfffe) != 0xfffe);
    }
}

static void
check (const char *word)
{
  g_autoptr (ReportCase) about = make_case (word);
  g_autofree char *html = report_html_print (about);
  g_autofree char *xml = report_xml_print (about);
  static const GMarkupParser parser = {NULL};
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  static guint n_html, n_xml;

  assert_harmless (html);
  assert_harmless (xml);
  g_assert_true (g_markup_parse_context_parse (context, xml, -1, NULL) &&
                 g_markup_parse_context_end_parse (context, NULL));
  /* As many elements as with the first word there was, whatever the word. */
  n_html = n_html > 0 ? n_html : count (html, '<');
  n_xml = n_xml > 0 ? n_xml : count (xml, '<');
  g_assert_cmpuint (count (html, '<'), ==, n_html);
  g_assert_cmpuint (count (xml, '<'), ==, n_xml);
}

/* No word of a file makes markup of a report. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Something in front, since an empty word has no row. */
  g_autofree char *rest = g_strndup ((const char *) data, size);
  g_autofree char *word = g_strconcat ("x", rest, NULL);

  check (word);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const char *const seeds[] = {
      "</span><script>alert(1)</script>",
      "'\"><img src=x onerror=alert(1)>&lt;]]>",
      "\xe2\x80\xae\xe2\x81\xa6 direction \xe2\x81\xa9 \x01\x1b[31m \xef\xbf\xbe",
      "公司名称（测试） شركة الاختبار",
  };

  return index < G_N_ELEMENTS (seeds) ? g_bytes_new_static (seeds[index], strlen (seeds[index]))
                                      : NULL;
}

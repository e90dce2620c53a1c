/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report-json.h"
#include "report-pdf.h"
#include "report-print.h"
#include "report-text.h"

/* What hostile files say of themselves. */
static const char *const words[] = {
    "</span><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'--></style>]]><!ENTITY a SYSTEM \"file:///etc/passwd\">&a;",
    "\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f reversed \xe2\x81\xa9",
    "\x01\x02\x07\x1b[31m\x7f\xc2\x85",
    "broken \xff\xfe\xc0\x80 bytes",
    "\xef\xbf\xbe\xef\xb7\x90",
    "several\nlines\r\nof\ttext\xe2\x80\xa8here",
    "%s%n%1$s &lt; &#60; &#x1;",
    "شركة الاختبار",
    "公司名称（测试）",
};

static PadesSignature *
new_signature (guint number, const char *word, PadesIndication indication)
{
  PadesSignature *self = g_new0 (PadesSignature, 1);

  self->number = number;
  self->revision = 1;
  self->field = g_strdup (word);
  self->sub_filter = g_strdup (word);
  self->algorithm = g_strdup (word);
  self->reason = g_strdup (word);
  self->location = g_strdup (word);
  self->locked_fields = g_strdup (word);
  self->digest = PKI_DIGEST_SHA256;
  self->changes = PADES_CHANGES_FORBIDDEN;
  self->claimed = 1795000000;
  self->proven = G_MININT64;
  self->indication = indication;
  self->sub_indication = PADES_SUB_FORMAT_FAILURE;
  self->page = number % 3;
  self->rect = (PdfRect){10, 10, 100, 50};
  return self;
}

static PadesChange *
new_change (guint number, const char *word)
{
  PadesChange *self = pades_change_new (PADES_CHANGE_FIELD_VALUE, PADES_EFFECT_CONTENT, 2);

  self->page = number % 3;
  self->name = g_strdup (word);
  self->before = g_strdup (word);
  self->after = g_strdup (word);
  return self;
}

static PadesReport *
new_report (guint n_signatures, guint n_changes, const char *word)
{
  PadesReport *self = g_new0 (PadesReport, 1);
  PdfRevision revision = {.number = 1, .end = 1000};

  self->path = g_strdup ("a.pdf");
  self->sha256 = g_strdup ("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  self->size = 1000;
  self->n_pages = 3;
  self->revisions = g_array_new (FALSE, TRUE, sizeof (PdfRevision));
  g_array_append_val (self->revisions, revision);
  self->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_signature_free);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_change_free);
  for (guint i = 0; i < n_signatures; i++)
    g_ptr_array_add (self->signatures, new_signature (i + 1, word, PADES_INDICATION_TOTAL_FAILED));
  for (guint i = 0; i < n_changes; i++)
    g_ptr_array_add (self->changes, new_change (i, word));
  self->indication = PADES_INDICATION_TOTAL_FAILED;
  return self;
}

static ReportCase *
new_case (guint n_files, PadesReport *(*make) (const char *word), const char *word)
{
  ReportCase *self = report_case_new (NULL, 1795000000, 1795000001);

  for (guint i = 0; i < n_files; i++)
    g_ptr_array_add (self->entries, report_entry_new (word, NULL, make (word)));
  return self;
}

static PadesReport *
make_small (const char *word)
{
  return new_report (2, 3, word);
}

static PadesReport *
make_many_signatures (const char *word)
{
  return new_report (1000, 0, word);
}

static PadesReport *
make_many_changes (const char *word)
{
  return new_report (1, 10000, word);
}

static PadesReport *
make_many_of_both (const char *word)
{
  return new_report (1000, 1000, word);
}

static char *
print (ReportFormat format, const ReportCase *about)
{
  g_autoptr (GBytes) bytes = report_print (format, about, NULL);
  gsize length = g_bytes_get_size (bytes);

  return g_strndup (g_bytes_get_data (bytes, NULL), length);
}

/* GLib's parser knows no DTD and no void elements: good enough for XML, which has neither. */
static void
assert_well_formed (const char *xml)
{
  static const GMarkupParser parser = {NULL};
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, xml, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    n += 1;
  return n;
}

/* Neither controls nor what turns the direction of the text around. */
static void
assert_harmless (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      g_assert_true (c >= 0x20 || c == '\n');
      g_assert_false (c >= 0x7f && c < 0xa0);
      g_assert_false (c >= 0x202a && c <= 0x202e);
      g_assert_false (c >= 0x2066 && c <= 0x2069);
      g_assert_false (c == 0xfffe || c == 0xffff || (c >= 0xfdd0 && c <= 0xfdef));
    }
}

/* Whatever the words, a page has the elements that it has with harmless ones. */
static void
test_hostile_words (void)
{
  static const char *const elements[] = {"<",        "<script", "<img", "<style",
                                         "</style>", "<!",      "<bdi>"};
  g_autoptr (ReportCase) harmless = new_case (2, make_small, "x");
  g_autofree char *expected = print (REPORT_FORMAT_HTML, harmless);
  g_autofree char *expected_xml = print (REPORT_FORMAT_XML, harmless);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (ReportCase) about = new_case (2, make_small, words[i]);
      g_autofree char *html = print (REPORT_FORMAT_HTML, about);
      g_autofree char *xml = print (REPORT_FORMAT_XML, about);

      assert_harmless (html);
      assert_harmless (xml);
      assert_well_formed (xml);
      for (guint k = 0; k < G_N_ELEMENTS (elements); k++)
        g_assert_cmpuint (count (html, elements[k]), ==, count (expected, elements[k]));
      g_assert_cmpuint (count (xml, "<"), ==, count (expected_xml, "<"));
    }
}

static void
test_hostile_words_as_json (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (ReportCase) about = new_case (1, make_small, words[i]);
      g_autofree char *text = print (REPORT_FORMAT_JSON, about);
      g_autoptr (JsonNode) node = json_from_string (text, NULL);
      JsonArray *files = json_object_get_array_member (json_node_get_object (node), "files");
      JsonObject *file = json_array_get_object_element (files, 0);
      JsonArray *signatures = json_object_get_array_member (file, "signatures");
      g_autofree char *valid = g_utf8_make_valid (words[i], -1);

      g_assert_cmpuint (json_array_get_length (signatures), ==, 2);
      g_assert_cmpstr (
          json_object_get_string_member (json_array_get_object_element (signatures, 0), "field"),
          ==, valid);
    }
}

static void
test_hostile_words_on_paper (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (ReportCase) about = new_case (2, make_small, words[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = report_pdf_draw (about, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), <, 1 << 20);
    }
}

static void
test_long_words (void)
{
  g_autofree char *word = g_strnfill (100000, 'w');
  g_autoptr (ReportCase) about = new_case (1, make_small, word);
  g_autofree char *html = print (REPORT_FORMAT_HTML, about);
  g_autofree char *xml = print (REPORT_FORMAT_XML, about);
  g_autoptr (GBytes) pdf = report_pdf_draw (about, NULL);

  g_assert_cmpuint (strlen (html), <, 64 << 10);
  g_assert_cmpuint (strlen (xml), <, 64 << 10);
  g_assert_nonnull (pdf);
  g_assert_cmpuint (g_bytes_get_size (pdf), <, 1 << 20);
}

/* Each form stays of a size that can be looked at, and says how much it left out. */
static void
test_bounds (void)
{
  PadesReport *(*const makers[]) (const char *) = {make_many_signatures, make_many_changes,
                                                   make_many_of_both};

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr (ReportCase) about = new_case (1, makers[i], "x");
      g_autofree char *html = print (REPORT_FORMAT_HTML, about);
      g_autofree char *xml = print (REPORT_FORMAT_XML, about);
      g_autoptr (GBytes) pdf = report_pdf_draw (about, NULL);

      g_assert_cmpuint (strlen (html), <, 8 << 20);
      g_assert_cmpuint (strlen (xml), <, 24 << 20);
      g_assert_cmpuint (g_bytes_get_size (pdf), <, 8 << 20);
      g_assert_nonnull (strstr (html, " more"));
    }
}

static void
test_json_counts_what_it_leaves_out (void)
{
  g_autoptr (PadesReport) report = make_many_of_both ("x");
  g_autoptr (JsonObject) object = report_json_new ("a.pdf", report);
  JsonArray *signatures = json_object_get_array_member (object, "signatures");
  guint64 told = 0, left_out = 0;

  for (guint i = 0; i < json_array_get_length (signatures); i++)
    {
      JsonObject *signature = json_array_get_object_element (signatures, i);
      JsonObject *changes = json_object_get_object_member (signature, "changes");
      told += json_array_get_length (json_object_get_array_member (changes, "items"));
      left_out += (guint64) json_object_get_int_member_with_default (changes, "left_out", 0);
    }
  g_assert_cmpuint (told, ==, 100000);
  g_assert_cmpuint (told + left_out, ==, 1000 * 1000);
}

/* Of many signatures the bad ones are never among those that are left out. */
static void
test_the_worst_are_told (void)
{
  PadesReport *report = new_report (1000, 0, "x");
  g_autoptr (ReportCase) about = report_case_new (NULL, 0, 0);
  g_autoptr (GArray) places = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      signature->changes = i == 777 ? PADES_CHANGES_FORBIDDEN : PADES_CHANGES_NONE;
      signature->indication = i == 777 ? PADES_INDICATION_TOTAL_FAILED
                                       : PADES_INDICATION_TOTAL_PASSED;
    }
  g_ptr_array_add (about->entries, report_entry_new ("a.pdf", NULL, report));
  places = report_entry_choose (g_ptr_array_index (about->entries, 0), 50);
  g_assert_cmpuint (places->len, ==, 50);
  g_assert_cmpuint (g_array_index (places, guint, 0), ==, 777);
}

static void
test_names (void)
{
  static const struct {
    const char *name;
    gboolean good;
    ReportFormat format;
  } names[] = {
      {"a.pdf", TRUE, REPORT_FORMAT_PDF},
      {"/x.y/a.HTML", TRUE, REPORT_FORMAT_HTML},
      {"a.json", TRUE, REPORT_FORMAT_JSON},
      {"a.b.xml", TRUE, REPORT_FORMAT_XML},
      {"pdf", FALSE},
      {"a.pdf/b", FALSE},
      {"a.", FALSE},
      {"", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      ReportFormat format = REPORT_N_FORMATS;
      g_assert_cmpint (report_format_from_name (names[i].name, &format), ==, names[i].good);
      if (names[i].good)
        g_assert_cmpint (format, ==, names[i].format);
    }
}

static void
test_clean (void)
{
  static const struct {
    const char *text;
    gsize max;
    const char *clean;
  } texts[] = {
      {NULL, 5, ""},
      {"合同签署", 4, "合同签署"},
      {"合同签署", 3, "合同签…"},
      {"a\nb\tc", 9, "a b c"},
      {"a\xe2\x80\xae"
       "b",
       9,
       "a\xef\xbf\xbd"
       "b"},
      {"\xff", 9, "\xef\xbf\xbd"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *clean = report_text_clean (texts[i].text, texts[i].max);
      g_assert_cmpstr (clean, ==, texts[i].clean);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/forms/hostile-words", test_hostile_words);
  g_test_add_func ("/report/forms/hostile-words-as-json", test_hostile_words_as_json);
  g_test_add_func ("/report/forms/hostile-words-on-paper", test_hostile_words_on_paper);
  g_test_add_func ("/report/forms/long-words", test_long_words);
  g_test_add_func ("/report/forms/bounds", test_bounds);
  g_test_add_func ("/report/forms/json-counts", test_json_counts_what_it_leaves_out);
  g_test_add_func ("/report/forms/the-worst-are-told", test_the_worst_are_told);
  g_test_add_func ("/report/forms/names", test_names);
  g_test_add_func ("/report/text/clean", test_clean);
  return g_test_run ();
}

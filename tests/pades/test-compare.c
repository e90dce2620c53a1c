/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-compare.h"
#include "pades-fixture.h"
#include "pades-reach.h"
#include "support-pdf.h"

#define SIDE 300 /* points, a square page */

/* Three pages, a filled text field and a signed signature field on the first, one font for all. */
static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R/AcroForm 10 0 R>>",
    "<</Type/Pages/Kids[3 0 R 5 0 R 7 0 R]/Count 3/MediaBox[0 0 300 300]/Resources 14 0 R>>",
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[9 0 R 12 0 R]>>",
    "<</Length 9>>stream\n0 0 9 9 re\nendstream",
    "<</Type/Page/Parent 2 0 R/Contents 6 0 R>>",
    "<</Length 9>>stream\n0 0 9 9 re\nendstream",
    "<</Type/Page/Parent 2 0 R/Contents 8 0 R>>",
    "<</Length 9>>stream\n0 0 9 9 re\nendstream",
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/V(1,000)/Rect[10 200 110 220]/P 3 0 R"
    "/AP<</N 11 0 R>>>>",
    "<</Fields[9 0 R 12 0 R]>>",
    "<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 5>>stream\nBT ET\nendstream",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/V 13 0 R/Rect[200 10 290 100]/P 3 0 R>>",
    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached>>",
    "<</Font<</A 15 0 R>>>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
};

/* What the table shows: dark rectangles on white, in points from the top left. */
typedef struct {
  guint revision; /* and all later ones */
  guint page;
  PdfRect rect;
  guint32 colour;
} Ink;

typedef struct {
  PadesRender parent;
  const Ink *inks;
  guint n_inks;
  guint n_drawn;
  guint fails_at; /* page + 1 */
} Table;

static gboolean
draw (PadesRender *render,
      guint revision,
      guint page,
      double scale,
      PadesPicture *picture,
      GError **error)
{
  Table *self = (Table *) render;
  guint side = (guint) (SIDE * scale);
  guint32 *pixels;

  self->n_drawn++;
  if (page + 1 == self->fails_at)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no picture");
      return FALSE;
    }
  pixels = g_new (guint32, side * side);
  memset (pixels, 0xff, side * side * sizeof *pixels);
  for (guint i = 0; i < self->n_inks; i++)
    {
      const Ink *ink = &self->inks[i];

      if (ink->page != page || ink->revision > revision)
        continue;
      for (guint y = (guint) (ink->rect.y0 * scale); y < (guint) (ink->rect.y1 * scale); y++)
        for (guint x = (guint) (ink->rect.x0 * scale); x < (guint) (ink->rect.x1 * scale); x++)
          pixels[y * side + x] = 0xff000000u | ink->colour;
    }
  *picture = (PadesPicture){side, side, side, pixels, pixels, g_free};
  return TRUE;
}

/* All that it shows is what fields say. */
static gboolean
draw_paper (PadesRender *render,
            guint revision,
            guint page,
            double scale,
            PadesPicture *picture,
            GError **error)
{
  Table blank = *(Table *) render;

  blank.n_inks = 0;
  return draw (&blank.parent, revision, page, scale, picture, error);
}

static void
keep (PadesRender *render)
{
}

static Table
new_table (const Ink *inks, guint n_inks)
{
  return (Table){.parent = {draw, keep, draw_paper}, .inks = inks, .n_inks = n_inks};
}

/* The file above with further revisions: number and body of one object each, ended by a 0. */
typedef struct {
  guint number;
  const char *body;
} Edit;

static PdfFile *
open_edited (const Edit *edits)
{
  g_autoptr (GBytes) bytes = fixture_pdf_of ((const char **) objects, G_N_ELEMENTS (objects));

  for (; edits != NULL && edits->number != 0; edits++)
    {
      GBytes *longer = support_pdf_append (bytes, edits->number, edits->body);

      g_bytes_unref (bytes);
      bytes = longer;
    }
  return fixture_open (bytes);
}

static PadesComparison *
compare (PdfFile *file, Table *table, guint max_drawn)
{
  const PadesCompareRequest request = {.before = 1, .max_drawn = max_drawn};
  g_autoptr (GError) error = NULL;
  PadesComparison *comparison = pades_compare (file, &request, &table->parent, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (comparison);
  return comparison;
}

static PadesPageLook *
get_look (PadesComparison *comparison, guint index)
{
  g_assert_cmpuint (index, <, comparison->pages->len);
  return g_ptr_array_index (comparison->pages, index);
}

/* Every kind of change that can alter a page's picture makes that page be drawn, and no other. */
static void
test_reach (void)
{
  static const struct {
    Edit edits[3];
    const char *drawn; /* one letter a page */
  } cases[] = {
      {{{90, "(new, of no use)"}}, "---"},
      {{{4, "<</Length 9>>stream\n1 1 9 9 re\nendstream"}}, "x--"},
      {{{5, "<</Type/Page/Parent 2 0 R/Contents 8 0 R>>"}}, "-x-"},
      {{{15, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"}}, "xxx"},
      {{{14, "<<>>"}}, "xxx"},
      {{{2, "<</Type/Pages/Kids[3 0 R 5 0 R 7 0 R]/Count 3/MediaBox[0 0 300 301]"
            "/Resources 14 0 R>>"}},
       "xxx"},
      {{{2, "<</Type/Pages/Kids[3 0 R 5 0 R 7 0 R]/Count 3/MediaBox[0 0 300 300]"
            "/Resources 14 0 R/Note 1>>"}},
       "---"},
      {{{9, "<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/V(9,000)/Rect[10 200 110 220]>>"}},
       "x--"},
      {{{11, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nBT ET\nendstream"}},
       "x--"},
      {{{10, "<</Fields[9 0 R 12 0 R]/NeedAppearances true>>"}}, "x--"},
      {{{10, "<</Fields[9 0 R 12 0 R 91 0 R]>>"}}, "---"},
      {{{1, "<</Type/Catalog/Pages 2 0 R/AcroForm 10 0 R/OCProperties<</OCGs[]>>>>"}}, "xxx"},
      {{{13, "<</Type/Sig>>"}}, "x--"},
      {{{14, "<</Font<</A 15 0 R/P 6 0 R>>>>"}}, "xxx"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdfFile) file = open_edited (cases[i].edits);
      g_autoptr (PdfFile) first = pdf_file_new_for_revision (file, 1, NULL);
      g_autoptr (PadesReach) reach = pades_reach_new (first, file);

      g_test_message ("case %u", i);
      for (guint page = 0; page < 3; page++)
        {
          g_autoptr (PdfPage) before = pdf_file_get_page (first, page, NULL);
          g_autoptr (PdfPage) after = pdf_file_get_page (file, page, NULL);

          g_assert_cmpint (pades_reach_alike (reach, before, after), ==,
                           cases[i].drawn[page] == '-');
        }
    }
}

/* A resource that is named like an entry which is passed over elsewhere counts all the same. */
static void
test_names_of_resources (void)
{
  static const Edit edits[] = {{14, "<</Font<</P 15 0 R/Kids 16 0 R/Parent 17 0 R>>>>"},
                               {17, "<</Type/Font>>"},
                               {17, "<</Type/Font/Changed true>>"},
                               {0, NULL}};
  g_autoptr (PdfFile) file = open_edited (edits);
  g_autoptr (PdfFile) third = pdf_file_new_for_revision (file, 3, NULL);
  g_autoptr (PadesReach) reach = pades_reach_new (third, file);
  g_autoptr (PdfPage) before = pdf_file_get_page (third, 1, NULL);
  g_autoptr (PdfPage) after = pdf_file_get_page (file, 1, NULL);

  g_assert_false (pades_reach_alike (reach, before, after));
}

static void
test_same (void)
{
  static const Edit edits[] = {{4, "<</Length 9>>stream\n1 1 9 9 re\nendstream"}, {0, NULL}};
  static const Ink inks[] = {{1, 0, {10, 10, 60, 20}, 0}};
  g_autoptr (PdfFile) file = open_edited (edits);
  Table table = new_table (inks, G_N_ELEMENTS (inks));
  g_autoptr (PadesComparison) comparison = compare (file, &table, 0);

  g_assert_true (pades_comparison_is_same (comparison));
  g_assert_cmpuint (comparison->n_drawn, ==, 1);
  g_assert_cmpuint (table.n_drawn, ==, 2);
  g_assert_cmpuint (comparison->pages->len, ==, 3);
}

/* A word here, a line there: two places, the upper one first, as large as they are. */
static void
test_regions (void)
{
  static const Edit edits[] = {{4, "<</Length 9>>stream\n1 1 9 9 re\nendstream"}, {0, NULL}};
  static const Ink inks[] = {
      {1, 0, {10, 200, 60, 210}, 0},
      {2, 0, {10, 200, 60, 210}, 0xffffff},
      {2, 0, {100, 40, 140, 52}, 0x202020},
      {2, 0, {144, 40, 150, 52}, 0x202020},
  };
  g_autoptr (PdfFile) file = open_edited (edits);
  Table table = new_table (inks, G_N_ELEMENTS (inks));
  g_autoptr (PadesComparison) comparison = compare (file, &table, 0);
  PadesPageLook *look = get_look (comparison, 0);
  const PadesRegion *upper = &g_array_index (look->regions, PadesRegion, 0);
  const PadesRegion *lower = &g_array_index (look->regions, PadesRegion, 1);

  g_assert_cmpint (look->look, ==, PADES_LOOK_DIFFERENT);
  g_assert_cmpuint (look->regions->len, ==, 2);
  g_assert_cmpint (upper->kind, ==, PADES_REGION_ADDED);
  g_assert_cmpint (lower->kind, ==, PADES_REGION_REMOVED);
  g_assert_cmpfloat_with_epsilon (upper->rect.x0, 100, 5);
  g_assert_cmpfloat_with_epsilon (upper->rect.x1, 150, 5);
  g_assert_cmpfloat_with_epsilon (lower->rect.y0, 200, 5);
  g_assert_cmpuint (look->covers->len, ==, 0);
  g_assert_cmpint (get_look (comparison, 1)->look, ==, PADES_LOOK_SAME);
}

/* A picture of nothing but dust: as many places as anybody looks at. */
static void
test_dust (void)
{
  g_autofree guint32 *before = g_new (guint32, 900 * 900);
  g_autofree guint32 *after = g_new (guint32, 900 * 900);
  PadesPicture a = {900, 900, 900, before, NULL, NULL};
  PadesPicture b = {900, 900, 900, after, NULL, NULL};
  g_autoptr (GArray) regions = NULL;

  memset (before, 0xff, 900 * 900 * sizeof *before);
  memset (after, 0xff, 900 * 900 * sizeof *after);
  for (guint y = 0; y < 900; y += 45)
    for (guint x = 0; x < 900; x += 45)
      after[y * 900 + x] = 0;
  regions = pades_regions_find (&a, &b, 1);
  g_assert_cmpuint (regions->len, >, 0);
  g_assert_cmpuint (regions->len, <=, 64);
  g_assert_cmpfloat (g_array_index (regions, PadesRegion, 0).rect.y0, ==, 0);
}

static void
test_sizes (void)
{
  g_autofree guint32 *pixels = g_new0 (guint32, 100);
  PadesPicture a = {10, 10, 10, pixels, NULL, NULL};
  PadesPicture b = {5, 20, 5, pixels, NULL, NULL};
  g_autoptr (GArray) regions = pades_regions_find (&a, &b, 2);
  g_autoptr (GArray) hidden = NULL;

  g_assert_cmpuint (regions->len, ==, 1);
  g_assert_cmpfloat (g_array_index (regions, PadesRegion, 0).rect.y1, ==, 10);
  hidden = pades_regions_find_hidden (&a, &b, 1);
  g_assert_cmpuint (hidden->len, ==, 0);
}

#define COVER(type, rect)                                                                          \
  "<</Type/Annot/Subtype/" type "/Rect" rect "/QuadPoints[0 9 9 9 0 0 9 0]/AP<</N 11 0 R>>>>"
#define PAGE_WITH "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[9 0 R 12 0 R 90 0 R]>>"

/* What is laid over text, a value, a mark or nothing; the page's rows count from the bottom. */
static void
test_covers (void)
{
  static const struct {
    const char *annotation;
    PdfRect white; /* what it paints, or nothing */
    guint32 colour;
    int what; /* -1: hides nothing */
    const char *field;
  } cases[] = {
      {COVER ("FreeText", "[100 130 200 170]"),
       {100, 130, 200, 170},
       0xffffff,
       PADES_COVERED_CONTENT,
       NULL},
      {COVER ("Square", "[10 200 110 220]"),
       {10, 80, 110, 100},
       0xffffff,
       PADES_COVERED_VALUE,
       "Amount"},
      {COVER ("Stamp", "[190 0 300 110]"),
       {200, 200, 290, 290},
       0xffffff,
       PADES_COVERED_MARK,
       "seal"},
      {COVER ("Stamp", "[10 10 60 60]"), {10, 240, 60, 290}, 0xff0000, -1, NULL},
      {COVER ("Highlight", "[100 130 200 170]"), {100, 130, 110, 170}, 0xffff00, -1, NULL},
      {COVER ("FreeText", "[0 0 300 300]"),
       {150, 140, 158, 160},
       0xffffff,
       PADES_COVERED_CONTENT,
       NULL},
      {COVER ("Highlight", "[100 130 200 170]"),
       {100, 130, 200, 170},
       0xffff00,
       PADES_COVERED_CONTENT,
       NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Edit edits[] = {{90, cases[i].annotation}, {3, PAGE_WITH}, {0, NULL}};
      const Ink inks[] = {{1, 0, {110, 145, 190, 155}, 0},
                          {1, 0, {12, 85, 60, 95}, 0},
                          {1, 0, {210, 210, 280, 280}, 0xc00000},
                          {3, 0, cases[i].white, cases[i].colour}};
      g_autoptr (PdfFile) file = open_edited (edits);
      Table table = new_table (inks, G_N_ELEMENTS (inks));
      g_autoptr (PadesComparison) comparison = compare (file, &table, 0);
      PadesPageLook *look = get_look (comparison, 0);
      const PadesCover *cover;
      g_autofree char *sentence = NULL;

      g_test_message ("case %u", i);
      g_assert_cmpint (look->look, ==, PADES_LOOK_DIFFERENT);
      g_assert_cmpuint (look->covers->len, ==, cases[i].what < 0 ? 0 : 1);
      if (cases[i].what < 0)
        continue;
      cover = g_ptr_array_index (look->covers, 0);
      g_assert_cmpint ((int) cover->what, ==, cases[i].what);
      g_assert_cmpstr (cover->field, ==, cases[i].field);
      sentence = pades_cover_fill (cover, pades_covered_template (cover->what));
      g_assert_null (strchr (sentence, '{'));
    }
}

/* A field that is filled in again shows its new value where the old one was: nothing is hidden. */
static void
test_value_is_no_cover (void)
{
  static const Edit edits[] = {
      {9, "<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/V(9,000)/Rect[10 200 110 220]>>"},
      {0, NULL}};
  static const Ink inks[] = {{1, 0, {12, 85, 60, 95}, 0},
                             {2, 0, {12, 85, 60, 95}, 0xffffff},
                             {2, 0, {12, 85, 40, 95}, 0x101010}};
  g_autoptr (PdfFile) file = open_edited (edits);
  Table table = new_table (inks, G_N_ELEMENTS (inks));
  g_autoptr (PadesComparison) comparison = compare (file, &table, 0);

  g_assert_cmpint (get_look (comparison, 0)->look, ==, PADES_LOOK_DIFFERENT);
  g_assert_cmpuint (get_look (comparison, 0)->covers->len, ==, 0);
}

static void
test_pages (void)
{
  static const struct {
    const char *kids;
    const char *looks;  /* s, a, r a page */
    const char *before; /* the page it was, from 1; - for none */
  } cases[] = {
      {"[3 0 R 5 0 R 7 0 R 20 0 R]", "sssa", "123-"},
      {"[20 0 R 3 0 R 5 0 R 7 0 R]", "asss", "-123"},
      {"[3 0 R 7 0 R]", "ssr", "132"},
      {"[7 0 R 5 0 R 3 0 R]", "sss", "321"},
      {"[3 0 R 20 0 R 7 0 R]", "sds", "123"},
      {"[3 0 R 5 0 R 7 0 R 5 0 R]", "sssa", "123-"},
  };
  static const Ink inks[] = {{3, 1, {10, 10, 60, 20}, 0}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tree = g_strdup_printf (
          "<</Type/Pages/Kids%s/Count %zu/MediaBox[0 0 300 300]/Resources 14 0 R>>", cases[i].kids,
          strlen (cases[i].kids) / 6);
      const Edit edits[] = {
          {20, "<</Type/Page/Parent 2 0 R/Contents 6 0 R>>"}, {2, tree}, {0, NULL}};
      g_autoptr (PdfFile) file = open_edited (edits);
      Table table = new_table (inks, G_N_ELEMENTS (inks));
      g_autoptr (PadesComparison) comparison = compare (file, &table, 0);

      g_test_message ("case %u", i);
      g_assert_cmpuint (comparison->pages->len, ==, strlen (cases[i].looks));
      g_assert_false (pades_comparison_is_same (comparison));
      for (guint k = 0; k < comparison->pages->len; k++)
        {
          const PadesPageLook *look = get_look (comparison, k);

          g_assert_cmpint (pades_look_word (look->look)[0], ==, cases[i].looks[k]);
          g_assert_cmpint (look->before == G_MAXUINT32 ? '-' : (char) ('1' + look->before), ==,
                           cases[i].before[k]);
        }
    }
}

/* What could not be drawn is not said to look the same. */
static void
test_unknown (void)
{
  static const Edit edits[] = {{15, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"}, {0, NULL}};
  g_autoptr (PdfFile) file = open_edited (edits);
  Table table = new_table (NULL, 0);
  g_autoptr (PadesComparison) all = NULL;
  g_autoptr (PadesComparison) some = NULL;

  table.fails_at = 2;
  all = compare (file, &table, 0);
  g_assert_cmpint (get_look (all, 1)->look, ==, PADES_LOOK_UNKNOWN);
  g_assert_cmpint (get_look (all, 2)->look, ==, PADES_LOOK_SAME);
  g_assert_false (pades_comparison_is_same (all));
  table.fails_at = 0;
  some = compare (file, &table, 2);
  g_assert_cmpuint (some->n_drawn, ==, 2);
  g_assert_cmpint (get_look (some, 2)->look, ==, PADES_LOOK_UNKNOWN);
}

static void
test_cancelled (void)
{
  g_autoptr (PdfFile) file = open_edited (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Table table = new_table (NULL, 0);
  const PadesCompareRequest request = {.before = 1};

  g_cancellable_cancel (cancellable);
  g_assert_null (pades_compare (file, &request, &table.parent, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare/reach", test_reach);
  g_test_add_func ("/compare/names-of-resources", test_names_of_resources);
  g_test_add_func ("/compare/same", test_same);
  g_test_add_func ("/compare/regions", test_regions);
  g_test_add_func ("/compare/dust", test_dust);
  g_test_add_func ("/compare/sizes", test_sizes);
  g_test_add_func ("/compare/covers", test_covers);
  g_test_add_func ("/compare/value-is-no-cover", test_value_is_no_cover);
  g_test_add_func ("/compare/pages", test_pages);
  g_test_add_func ("/compare/unknown", test_unknown);
  g_test_add_func ("/compare/cancelled", test_cancelled);
  return g_test_run ();
}

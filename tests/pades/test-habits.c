/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "pades-fixture.h"
#include "pdf-parser.h"
#include "pdf-writer.h"

/* What programs write beside what they were asked for, and what looks like it. */

static Fixture *fixture;
static PkiSigner *signer;

#define WIDGET "/Type/Annot/Subtype/Widget/F 4/P 3 0 R"

/* A page that has everything from the tree above it, and refers to nothing with one number. */
static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R>>",
    "<</Type/Pages/Kids[6 0 R]/Count 1/MediaBox[0 0 595 842]/Resources 7 0 R>>",
    "<</Type/Page/Parent 6 0 R/Annots[4 0 R 5 0 R]/Thumb 99 0 R>>",
    "<<" WIDGET "/FT/Sig/T(seal)/Rect[0 0 0 0]>>",
    "<<" WIDGET "/FT/Tx/T(Amount)/V(1,000)/Rect[100.123456 500 200 520]>>",
    "<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1/Rotate 90>>",
    "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
    "<</Fields[4 0 R 5 0 R]/SigFlags 3>>",
};

typedef struct {
  guint32 number;
  const char *key;
  const char *value; /* NULL to leave the entry out */
} Edit;

typedef struct {
  const char *name;
  Edit edits[3];
  PadesChanges verdict;
} Case;

static const Case cases[] = {
    {"inherited",
     {{3, "MediaBox", "[0 0 595 842]"}, {3, "Resources", "7 0 R"}, {3, "Rotate", "90"}},
     PADES_CHANGES_NONE},
    {"another-box", {{3, "MediaBox", "[0 0 595 841]"}}, PADES_CHANGES_FORBIDDEN},
    {"other-resources", {{3, "Resources", "<<>>"}}, PADES_CHANGES_FORBIDDEN},
    {"turned", {{3, "Rotate", "0"}}, PADES_CHANGES_FORBIDDEN},
    {"nothing-inherited", {{3, "CropBox", "[0 0 595 842]"}}, PADES_CHANGES_FORBIDDEN},
    {"nothing-left-out", {{3, "Thumb", NULL}}, PADES_CHANGES_NONE},
    {"something-left-out", {{3, "Annots", NULL}}, PADES_CHANGES_FORBIDDEN},
    {"nothing-put-in", {{3, "Metadata", "98 0 R"}}, PADES_CHANGES_FORBIDDEN},
    {"above-too",
     {{3, "MediaBox", "[0 0 9 9]"}, {2, "MediaBox", "[0 0 9 9]"}},
     PADES_CHANGES_FORBIDDEN},
    {"border", {{5, "V", "(2,000)"}, {5, "BS", "<</S/S/W 1>>"}}, PADES_CHANGES_PERMITTED},
    {"rounded",
     {{5, "V", "(2,000)"}, {5, "Rect", "[100.12346 500.0 200 520]"}},
     PADES_CHANGES_PERMITTED},
    {"moved-a-little",
     {{5, "V", "(2,000)"}, {5, "Rect", "[100.1237 500 200 520]"}},
     PADES_CHANGES_FORBIDDEN},
    {"border-and-place",
     {{5, "V", "(2,000)"}, {5, "BS", "<</S/S/W 1>>"}, {5, "Rect", "[9 9 99 99]"}},
     PADES_CHANGES_FORBIDDEN},
};

/* What is not as it should be in a profile. */
typedef enum { SOUND, PRIMARIES, CURVE, TABLE, SHORT } Spoil;

typedef struct {
  const char *name;
  Spoil spoil;
  int certify;
  guint n_intents;
  gboolean again; /* once more, over the first */
  PadesChanges verdict;
} Intent;

static const Intent intents[] = {
    {"srgb", SOUND, 0, 1, FALSE, PADES_CHANGES_PERMITTED},
    {"srgb-p1", SOUND, 1, 1, FALSE, PADES_CHANGES_FORBIDDEN},
    {"srgb-p2", SOUND, 2, 1, FALSE, PADES_CHANGES_PERMITTED},
    {"two", SOUND, 0, 2, FALSE, PADES_CHANGES_FORBIDDEN},
    {"again", SOUND, 0, 1, TRUE, PADES_CHANGES_FORBIDDEN},
    {"other-primaries", PRIMARIES, 0, 1, FALSE, PADES_CHANGES_FORBIDDEN},
    {"another-curve", CURVE, 0, 1, FALSE, PADES_CHANGES_FORBIDDEN},
    {"table", TABLE, 0, 1, FALSE, PADES_CHANGES_FORBIDDEN},
    {"short", SHORT, 0, 1, FALSE, PADES_CHANGES_FORBIDDEN},
};

static PdfObject *
parse (const char *text)
{
  PdfParser parser;
  PdfObject *object;

  pdf_parser_init (&parser, (const guint8 *) text, strlen (text), 0);
  object = pdf_parser_read (&parser, NULL);
  g_assert_nonnull (object);
  return object;
}

static void
set (PdfWriter *writer, const Edit *edit)
{
  g_autoptr (PdfObject) old = pdf_writer_load (writer, edit->number, NULL);
  g_autoptr (PdfObject) dict = pdf_object_copy (old);
  g_autoptr (PdfObject) value = edit->value != NULL ? parse (edit->value) : NULL;

  if (value != NULL)
    pdf_object_set (dict, edit->key, value);
  else
    pdf_object_remove (dict, edit->key);
  pdf_writer_put (writer, edit->number, dict);
}

static GBytes *
join (GBytes *bytes, PdfWriter *writer)
{
  g_autoptr (GError) error = NULL;
  GByteArray *added = pdf_writer_finish (writer, &error);
  GByteArray *all = g_byte_array_new ();

  g_assert_no_error (error);
  g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_byte_array_append (all, added->data, added->len);
  return g_byte_array_free_to_bytes (all);
}

static GBytes *
sign (int certify)
{
  g_autoptr (GBytes) bytes = fixture_pdf_of ((const char **) objects, G_N_ELEMENTS (objects));
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);

  request.field = "seal";
  request.certify = certify;
  return fixture_sign (fixture, bytes, &request);
}

static void
assert_verdict (GBytes *bytes, PadesChanges verdict)
{
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);

  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->changes, ==, verdict);
  g_assert_cmpint (signature->indication, ==,
                   verdict == PADES_CHANGES_FORBIDDEN ? PADES_INDICATION_TOTAL_FAILED
                                                      : PADES_INDICATION_TOTAL_PASSED);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GBytes) before = sign (0);
  g_autoptr (PdfFile) file = fixture_open (before);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (GBytes) after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (test->edits) && test->edits[i].number != 0; i++)
    set (writer, &test->edits[i]);
  after = join (before, writer);
  assert_verdict (after, test->verdict);
}

static void
put16 (GByteArray *to, guint value)
{
  g_byte_array_append (to, (const guint8[]){(guint8) (value >> 8), (guint8) value}, 2);
}

static void
put32 (GByteArray *to, guint32 value)
{
  put16 (to, value >> 16);
  put16 (to, value & 0xffff);
}

/* Where the next one goes, in the table of tags and behind it (ICC.1, 7.3). */
static void
put_entry (GByteArray *table, const char *name, guint32 *offset, guint32 size)
{
  g_byte_array_append (table, (const guint8 *) name, 4);
  put32 (table, *offset);
  put32 (table, size);
  *offset += size;
}

static void
put_curve (GByteArray *to, Spoil spoil)
{
  g_byte_array_append (to, (const guint8 *) "curv\0\0\0\0", 8);
  put32 (to, 256);
  for (guint i = 0; i < 256; i++)
    {
      double value = i / 255.0;
      double linear = value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);

      put16 (to, (guint) lround (65535 * (spoil == CURVE ? 1 - linear : linear)));
    }
}

/* A matrix profile (ICC.1, 8.3.3): three primaries and three curves. */
static GBytes *
make_profile (Spoil spoil)
{
  static const char *const primaries[] = {"rXYZ", "gXYZ", "bXYZ"};
  static const char *const curves[] = {"rTRC", "gTRC", "bTRC"};
  static const double xyz[3][3] = {
      {0.4361, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}};
  guint n = spoil == TABLE ? 7 : 6;
  guint32 offset = 128 + 4 + 12 * n;
  GByteArray *all = g_byte_array_new ();
  g_autoptr (GByteArray) values = g_byte_array_new ();

  g_byte_array_set_size (all, 128);
  memset (all->data, 0, 128);
  memcpy (all->data + 12, "mntrRGB XYZ ", 12);
  memcpy (all->data + 36, "acsp", 4);
  put32 (all, n);
  for (guint i = 0; i < 3; i++)
    {
      put_entry (all, primaries[i], &offset, 20);
      g_byte_array_append (values, (const guint8 *) "XYZ \0\0\0\0", 8);
      for (guint k = 0; k < 3; k++)
        put32 (values, (guint32) lround (65536 * xyz[spoil == PRIMARIES ? 2 - i : i][k]));
    }
  for (guint i = 0; i < 3; i++)
    {
      put_entry (all, curves[i], &offset, 12 + 2 * 256);
      put_curve (values, spoil);
    }
  if (spoil == TABLE)
    put_entry (all, "A2B0", &offset, 0);
  g_byte_array_append (all, values->data, values->len);
  if (spoil == SHORT)
    g_byte_array_set_size (all, all->len - 100);
  return g_byte_array_free_to_bytes (all);
}

static GBytes *
add_intents (GBytes *bytes, const Intent *test, const char *info)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (GBytes) profile = make_profile (test->spoil);
  g_autoptr (PdfObject) dict = parse ("<</N 3>>");
  guint32 number = pdf_writer_add_stream (writer, dict, profile);
  g_autoptr (GString) list = g_string_new ("[");
  Edit edit = {1, "OutputIntents", NULL};

  for (guint i = 0; i < test->n_intents; i++)
    g_string_append_printf (list,
                            "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
                            "/Info(%s)/DestOutputProfile %u 0 R>>",
                            info, number);
  g_string_append_c (list, ']');
  edit.value = list->str;
  set (writer, &edit);
  return join (bytes, writer);
}

static void
test_intent (gconstpointer data)
{
  const Intent *test = data;
  g_autoptr (GBytes) before = sign (test->certify);
  g_autoptr (GBytes) after = add_intents (before, test, "first");

  if (test->again)
    {
      g_autoptr (GBytes) once = g_steal_pointer (&after);

      after = add_intents (once, test, "second");
    }
  assert_verdict (after, test->verdict);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/habits/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (intents); i++)
    {
      g_autofree char *path = g_strdup_printf ("/habits/intent/%s", intents[i].name);

      g_test_add_data_func (path, &intents[i], test_intent);
    }
  status = g_test_run ();
  g_clear_pointer (&signer, pki_signer_free);
  fixture_free (fixture);
  return status;
}

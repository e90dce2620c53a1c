/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-fixture.h"
#include "pades-history.h"
#include "pdf-parser.h"
#include "pdf-writer.h"

static Fixture *fixture;
static PkiSigner *signer;

#define WIDGET "/Type/Annot/Subtype/Widget/F 4/P 3 0 R"
#define LOOK(text) "stream BT /F1 12 Tf 2 5 Td (" text ") Tj ET"
#define FILLED                                                                                     \
  {                                                                                                \
    {5, "V", "(9,000)"},                                                                           \
    {                                                                                              \
      8, NULL, LOOK ("9,000")                                                                      \
    }                                                                                              \
  }
#define FORM "<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 15 0 R>>>>"
#define NEW 90 /* a number that the signed document does not use */

/* A page with text, a note, a text field that shows its value, and two fields for signatures. */
static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R/AcroForm 10 0 R/FooBar 95 0 R/Own 17 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    "<</Type/Page/Parent 2 0 R/Contents[7 0 R 14 0 R]/Annots[4 0 R 5 0 R 6 0 R 9 0 R]"
    "/Resources<</XObject<</X 12 0 R>>>>>>",
    "<<" WIDGET "/FT/Sig/T(seal)/Rect[0 0 0 0]>>",
    "<<" WIDGET "/FT/Tx/T(Amount)/V(1,000)/Rect[100 500 200 520]/AP<</N 8 0 R>>>>",
    "<<" WIDGET "/FT/Sig/T(second)/Rect[100 100 300 200]>>",
    "<</Length 9>>stream\n0 0 9 9 re\nendstream",
    FORM "/Length 33>>stream\nBT /F1 12 Tf 2 5 Td (1,000) Tj ET\nendstream",
    "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(see below)/P 3 0 R>>",
    "<</Fields[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R]/SigFlags 3/DR<</Font<</F1 15 0 R>>>>>>",
    "<<" WIDGET "/FT/Tx/T(Shared)/Rect[100 600 200 620]/AP<</N 12 0 R>>>>",
    "<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 5>>stream\nBT ET\nendstream",
    "(nothing leads here)",
    "<</Type/XRef/Length 9>>stream\n0 0 9 9 re\nendstream",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    "<<" WIDGET "/FT/Tx/T(Owned)/Rect[100 700 200 720]/AP<</N 17 0 R>>>>",
    "<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 5>>stream\nBT ET\nendstream",
    "<</T(group)/Kids[19 0 R]>>",
    "<</FT/Sig/T(third)/Parent 18 0 R>>",
};

/* One entry of one object, or the whole object where key is NULL. */
typedef struct {
  guint32 number;
  const char *key;
  const char *value;
} Edit;

typedef struct {
  const char *name;
  int certify; /* 0 for a signature that says nothing */
  const char *lock;
  Edit edits[4];
  PadesChanges verdict;
  PadesChangeKind kind;
  guint32 page;
} Case;

#define NO_PAGE G_MAXUINT32

static const Case cases[] = {
    {"value", 0, NULL, FILLED, PADES_CHANGES_PERMITTED, PADES_CHANGE_FIELD_VALUE, 0},
    {"value-p1", 1, NULL, FILLED, PADES_CHANGES_FORBIDDEN, PADES_CHANGE_FIELD_VALUE, 0},
    {"value-p2", 2, NULL, FILLED, PADES_CHANGES_PERMITTED, PADES_CHANGE_FIELD_VALUE, 0},
    {"value-locked", 0, "include:Amount", FILLED, PADES_CHANGES_FORBIDDEN, PADES_CHANGE_FIELD_VALUE,
     0},
    {"value-of-another", 0, "include:Shared", FILLED, PADES_CHANGES_PERMITTED,
     PADES_CHANGE_FIELD_VALUE, 0},
    {"look",
     0,
     NULL,
     {{8, NULL, "stream 0 0 100 20 re W n BT /F1 12 Tf 1 0 0 1 2 5 Tm [(1,) -20 (000)] TJ ET"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_FIELD_LOOK,
     0},
    {"look-lies",
     0,
     NULL,
     {{8, NULL, LOOK ("9,000")}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_SHOWN,
     0},
    {"look-is-drawn",
     0,
     NULL,
     {{8, NULL, LOOK ("1,000") " 0 0 m 9 9 l S"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_SHOWN,
     0},
    {"look-replaced",
     0,
     NULL,
     {{5, "AP", "<</N 90 0 R>>"}, {NEW, NULL, LOOK ("9,000")}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_SHOWN,
     0},
    {"look-of-elsewhere",
     0,
     NULL,
     {{5, "AP", "<</N 12 0 R>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_SHOWN,
     0},
    {"value-and-look",
     0,
     NULL,
     {{5, "V", "(9,000)"}, {5, "AP", "<</N 90 0 R>>"}, {NEW, NULL, LOOK ("9,000")}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_FIELD_VALUE,
     0},
    {"value-and-lie",
     0,
     NULL,
     {{5, "V", "(9,000)"}, {5, "AP", "<</N 90 0 R>>"}, {NEW, NULL, LOOK ("7,000")}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_SHOWN,
     0},
    {"value-with-another-look",
     0,
     NULL,
     {{5, "V", "(9,000)"}, {8, NULL, LOOK ("7,000")}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_SHOWN,
     0},
    {"value-is-part-of-page",
     0,
     NULL,
     {{5, "V", "7 0 R"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"value-is-structure",
     0,
     NULL,
     {{5, "V", "<</Type/Sig>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"hide-field", 0, NULL, {{5, "F", "2"}}, PADES_CHANGES_FORBIDDEN, PADES_CHANGE_FIELD_SHOWN, 0},
    {"picture-without-signature",
     0,
     NULL,
     {{6, "AP", "<</N 90 0 R>>"}, {NEW, NULL, LOOK ("Signed")}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"annotation-twice",
     3,
     NULL,
     {{3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 5 0 R]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_ANNOTATION_CHANGED,
     0},
    {"look-on-page",
     0,
     NULL,
     {{12, NULL, LOOK ("9,000")}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGE,
     0},
    {"look-is-a-setting",
     0,
     NULL,
     {{17, NULL, "stream BT 1 0 0 1 2 5 Tm ET"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"same-again", 1, NULL, {{5, "V", "(1,000)"}}, PADES_CHANGES_NONE, PADES_N_CHANGES, NO_PAGE},
    {"rename",
     0,
     NULL,
     {{5, "T", "(Sum)"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"move",
     0,
     NULL,
     {{5, "Rect", "[0 0 1 1]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"drop-field",
     0,
     NULL,
     {{10, "Fields", "[4 0 R 6 0 R 11 0 R]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_REMOVED,
     NO_PAGE},
    {"add-text-field",
     0,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/FT/Tx/T(New)/Rect[0 0 9 9]>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ADDED,
     NO_PAGE},
    {"add-typeless-field",
     0,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/T(New)>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ADDED,
     NO_PAGE},
    {"add-namesake",
     0,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/FT/Sig/T(second)/Rect[0 0 0 0]>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"add-signature-field",
     1,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/FT/Sig/T(New)/Rect[0 0 0 0]>>"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_EMPTY_FIELD,
     NO_PAGE},
    {"add-visible-field-p2",
     2,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/FT/Sig/T(New)/Rect[0 0 500 800]>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_EMPTY_FIELD,
     0},
    {"add-visible-signature",
     0,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/FT/Sig/T(New)/Rect[0 0 500 800]/V 91 0 R>>"},
      {NEW + 1, NULL, "<</Type/Sig>>"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_SIGNATURE,
     0},
    {"add-visible-signature-p2",
     2,
     NULL,
     {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
      {3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<<" WIDGET "/FT/Sig/T(New)/Rect[0 0 500 800]/V 91 0 R>>"},
      {NEW + 1, NULL, "<</Type/Sig>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SIGNATURE,
     0},
    {"insert-signature-p2",
     2,
     NULL,
     {{18, "Kids", "[19 0 R 90 0 R]"},
      {NEW, NULL, "<</FT/Sig/T(New)/Parent 18 0 R/V 91 0 R>>"},
      {NEW + 1, NULL, "<</Type/Sig>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SIGNATURE,
     NO_PAGE},
    {"copied-signature",
     0,
     NULL,
     {{6, "V", "13 0 R"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FIELD_ALTERED,
     NO_PAGE},
    {"show-signature",
     0,
     NULL,
     {{4, "Rect", "[0 0 300 300]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SIGNATURE_ALTERED,
     NO_PAGE},
    {"content",
     0,
     NULL,
     {{7, NULL, "stream 1 1 8 8 re"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGE,
     0},
    {"content-p3",
     3,
     NULL,
     {{7, NULL, "stream 1 1 8 8 re"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGE,
     0},
    {"crop",
     0,
     NULL,
     {{3, "CropBox", "[0 0 100 100]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGE,
     0},
    {"inherited-box",
     0,
     NULL,
     {{2, "MediaBox", "[0 0 100 100]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGES,
     NO_PAGE},
    {"add-page",
     0,
     NULL,
     {{2, "Kids", "[3 0 R 90 0 R]"}, {2, "Count", "2"}, {NEW, NULL, "<</Type/Page/Parent 2 0 R>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGES,
     NO_PAGE},
    {"add-note",
     0,
     NULL,
     {{3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(hm)>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_COMMENT_ADDED,
     0},
    {"add-note-p3",
     3,
     NULL,
     {{3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(hm)>>"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_COMMENT_ADDED,
     0},
    {"change-note-p3",
     3,
     NULL,
     {{9, "Contents", "(otherwise)"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_COMMENT_CHANGED,
     0},
    {"remove-note-p2",
     2,
     NULL,
     {{3, "Annots", "[4 0 R 5 0 R 6 0 R]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_COMMENT_REMOVED,
     0},
    {"add-link-p3",
     3,
     NULL,
     {{3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_ANNOTATION_ADDED,
     0},
    {"note-that-acts-p3",
     3,
     NULL,
     {{3, "Annots", "[4 0 R 5 0 R 6 0 R 9 0 R 90 0 R]"},
      {NEW, NULL, "<</Subtype/Text/Rect[0 0 9 9]/A<</S/JavaScript/JS(x)>>>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_ANNOTATION_ADDED,
     0},
    {"reorder",
     3,
     NULL,
     {{3, "Annots", "[9 0 R 4 0 R 5 0 R 6 0 R]"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_ANNOTATION_CHANGED,
     0},
    {"open-action",
     0,
     NULL,
     {{1, "OpenAction", "<</S/JavaScript/JS(x)>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SETTING,
     NO_PAGE},
    {"what-was-missing",
     0,
     NULL,
     {{95, NULL, "<</S/JavaScript/JS(x)>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SETTING,
     NO_PAGE},
    {"what-was-unused",
     0,
     NULL,
     {{13, NULL, "(but now)"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_OBJECT,
     NO_PAGE},
    {"orphan",
     1,
     NULL,
     {{NEW, NULL, "(nobody asks)"}},
     PADES_CHANGES_NONE,
     PADES_N_CHANGES,
     NO_PAGE},
    {"proofs",
     1,
     NULL,
     {{1, "DSS", "<</Certs[90 0 R]>>"}, {NEW, NULL, "stream x"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_PROOFS,
     NO_PAGE},
    {"proofs-with-more",
     0,
     NULL,
     {{1, "DSS", "<</Certs[]/Extra 1>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SETTING,
     NO_PAGE},
    {"proofs-that-are-none",
     0,
     NULL,
     {{1, "DSS", "<</Certs[3 0 R]>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SETTING,
     NO_PAGE},
    {"xmp",
     1,
     NULL,
     {{1, "Metadata", "90 0 R"}, {NEW, NULL, "stream <x:xmpmeta xmlns:x='adobe:ns:meta/'/>"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_METADATA,
     NO_PAGE},
    {"no-xmp",
     1,
     NULL,
     {{1, "Metadata", "90 0 R"}, {NEW, NULL, "stream <x"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_SETTING,
     NO_PAGE},
    {"flags-down",
     0,
     NULL,
     {{10, "SigFlags", "1"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FORM,
     NO_PAGE},
    {"resources",
     0,
     NULL,
     {{10, "DR", "<</Font<</He 90 0 R>>>>"},
      {NEW, NULL, "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"}},
     PADES_CHANGES_PERMITTED,
     PADES_CHANGE_FORM,
     NO_PAGE},
    {"font-of-same-name",
     0,
     NULL,
     {{10, "DR", "<</Font<</F1 90 0 R>>>>"},
      {NEW, NULL, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_FORM,
     NO_PAGE},
    {"page-in-disguise",
     0,
     NULL,
     {{14, NULL, "stream 1 1 8 8 re"}},
     PADES_CHANGES_FORBIDDEN,
     PADES_CHANGE_PAGE,
     0},
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

static void
put (PdfWriter *writer, const Edit *edit)
{
  g_autoptr (PdfObject) value = NULL;
  g_autoptr (PdfObject) old = NULL;
  g_autoptr (PdfObject) dict = NULL;

  if (edit->key == NULL && g_str_has_prefix (edit->value, "stream "))
    {
      g_autoptr (GBytes) data = g_bytes_new_static (edit->value + 7, strlen (edit->value) - 7);

      old = pdf_writer_load (writer, edit->number, NULL);
      dict = edit->number == NEW || pdf_object_get_type (old) == PDF_TYPE_STREAM
                 ? NULL
                 : pdf_object_new_dict ();
      if (dict == NULL)
        dict = parse (FORM ">>");
      pdf_writer_put_stream (writer, edit->number, dict, data);
      return;
    }
  value = parse (edit->value);
  if (edit->key == NULL)
    {
      pdf_writer_put (writer, edit->number, value);
      return;
    }
  old = pdf_writer_load (writer, edit->number, NULL);
  dict = pdf_object_copy (old);
  pdf_object_set (dict, edit->key, value);
  pdf_writer_put (writer, edit->number, dict);
}

static GBytes *
edit (GBytes *bytes, const Edit *edits, guint n_edits)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  guint i;

  for (i = 0; i < n_edits && edits[i].number != 0; i++)
    put (writer, &edits[i]);
  return join (bytes, writer);
}

static GBytes *
sign_first (int certify, const char *lock)
{
  g_autoptr (GBytes) bytes = fixture_pdf_of ((const char **) objects, G_N_ELEMENTS (objects));
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (PadesLock) locked = lock != NULL ? pades_lock_parse (lock) : NULL;

  request.field = "seal";
  request.certify = certify;
  request.lock = locked;
  return fixture_sign (fixture, bytes, &request);
}

static const PadesChange *
find_change (const PadesReport *report, PadesChangeKind kind)
{
  guint i;

  for (i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);

      if (change->kind == kind)
        return change;
    }
  return NULL;
}

static void
assert_kind (const PadesReport *report, const Case *test)
{
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);
  const PadesChange *change = find_change (report, test->kind);
  g_autofree char *text = NULL;

  if (test->kind == PADES_N_CHANGES)
    {
      g_assert_cmpuint (report->changes->len, ==, 0);
      return;
    }
  g_assert_nonnull (change);
  g_assert_cmpuint (change->page, ==, test->page);
  g_assert_cmpuint (change->revision, ==, 3);
  g_assert_cmpint (pades_signature_permits (signature, change), ==,
                   test->verdict == PADES_CHANGES_PERMITTED);
  text = pades_change_fill (change, pades_change_template (change), pades_change_noun (change));
  g_assert_null (strstr (text, "{"));
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GBytes) signed_bytes = sign_first (test->certify, test->lock);
  g_autoptr (GBytes) bytes = edit (signed_bytes, test->edits, G_N_ELEMENTS (test->edits));
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);
  PadesIndication indication = test->verdict == PADES_CHANGES_FORBIDDEN
                                   ? PADES_INDICATION_TOTAL_FAILED
                                   : PADES_INDICATION_TOTAL_PASSED;

  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (signature->changes, ==, test->verdict);
  g_assert_cmpint (signature->indication, ==, indication);
  assert_kind (report, test);
}

static void
test_sentence (void)
{
  static const Edit edits[] = FILLED;
  g_autoptr (GBytes) signed_bytes = sign_first (0, NULL);
  g_autoptr (GBytes) bytes = edit (signed_bytes, edits, G_N_ELEMENTS (edits));
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  const PadesChange *change = g_ptr_array_index (report->changes, 0);
  g_autofree char *text = pades_change_fill (change, pades_change_template (change),
                                             pades_change_noun (change));

  g_assert_cmpstr (text, ==, "The form field “Amount” was changed from “1,000” to “9,000”");
}

/* What one revision changed and the next changed back was there to be seen and printed. */
static void
test_there_and_back (void)
{
  static const Edit there[] = {{7, NULL, "stream 1 1 8 8 re"}};
  static const Edit back[] = {{7, NULL, "stream 0 0 9 9 re"}};
  g_autoptr (GBytes) signed_bytes = sign_first (0, NULL);
  g_autoptr (GBytes) once = edit (signed_bytes, there, 1);
  g_autoptr (GBytes) twice = edit (once, back, 1);
  g_autoptr (PadesReport) report = fixture_verify (fixture, twice);
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);

  g_assert_cmpint (signature->changes, ==, PADES_CHANGES_FORBIDDEN);
}

/* Where no signature is left to be judged, the history still tells that one was there. */
static void
test_removed (void)
{
  static const struct {
    Edit edit;
    PadesChangeKind kind;
  } removals[] = {
      {{4, "V", "null"}, PADES_CHANGE_SIGNATURE_REMOVED},
      {{1, "AcroForm", "null"}, PADES_CHANGE_FIELD_REMOVED},
      {{4, NULL, "null"}, PADES_CHANGE_FIELD_REMOVED},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (removals); i++)
    {
      g_autoptr (GBytes) signed_bytes = sign_first (0, NULL);
      g_autoptr (GBytes) bytes = edit (signed_bytes, &removals[i].edit, 1);
      g_autoptr (PdfFile) file = fixture_open (bytes);
      g_autoptr (PadesHistory) history = pades_history_new (file, 2, NULL, NULL);
      const PadesChange *change = NULL;
      guint k;

      g_assert_cmpuint (history->judged, ==, 3);
      for (k = 0; k < history->changes->len; k++)
        {
          change = g_ptr_array_index (history->changes, k);
          if (change->kind == removals[i].kind)
            break;
        }
      g_assert_cmpuint (k, <, history->changes->len);
      g_assert_cmpint (change->effect, ==, PADES_EFFECT_CONTENT);
    }
}

/* The same bytes under another generation: the page's reference leads to nothing, and it is empty.
 */
static void
check_generation (guint number, const char *object, PadesChangeKind kind)
{
  g_autoptr (GBytes) signed_bytes = sign_first (0, NULL);
  gsize size = g_bytes_get_size (signed_bytes);
  const char *last = fixture_find_last (g_bytes_get_data (signed_bytes, NULL), size, "startxref");
  g_autoptr (GString)
      text = g_string_new_len (g_bytes_get_data (signed_bytes, NULL), (gssize) size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PadesReport) report = NULL;
  gsize previous = 0;
  gsize xref;

  g_assert_cmpint (sscanf (last, "startxref %zu", &previous), ==, 1);
  g_string_append_printf (text, "%u 1 obj\n%s\nendobj\n", number, object);
  xref = text->len;
  g_string_append_printf (text,
                          "xref\n%u 1\n%010zu 00001 n \ntrailer\n<</Size 30/Root 1 0 R/Prev %zu>>\n"
                          "startxref\n%zu\n%%%%EOF\n",
                          number, size, previous, xref);
  bytes = g_bytes_new (text->str, text->len);
  report = fixture_verify (fixture, bytes);
  g_assert_cmpint (((PadesSignature *) g_ptr_array_index (report->signatures, 0))->changes, ==,
                   PADES_CHANGES_FORBIDDEN);
  g_assert_nonnull (find_change (report, kind));
}

static void
test_generation (void)
{
  check_generation (7, "<</Length 9>>stream\n0 0 9 9 re\nendstream", PADES_CHANGE_PAGE);
  check_generation (2, objects[1], PADES_CHANGE_PAGES);
  check_generation (8, objects[7], PADES_CHANGE_FIELD_ALTERED);
}

/* A second signature, with marks of its own, is what the first one permits. */
static void
test_signed_again (void)
{
  g_autoptr (GBytes) once = sign_first (0, NULL);
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  PadesMark mark = {{.page = 0, .x = 20, .y = 20, .width = 30, .height = 30}, appearance};
  PadesMark further = {{.page = 0, .x = 120, .y = 20, .width = 30, .height = 30}, appearance};
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_LTA);
  g_autoptr (GBytes) twice = NULL;
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;

  g_ptr_array_add (marks, &mark);
  g_ptr_array_add (marks, &further);
  request.marks = marks;
  twice = fixture_sign (fixture, once, &request);
  report = fixture_verify (fixture, twice);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->changes, ==, PADES_CHANGES_PERMITTED);
  g_assert_nonnull (find_change (report, PADES_CHANGE_SIGNATURE));
  g_assert_nonnull (find_change (report, PADES_CHANGE_MARK));
  g_assert_nonnull (find_change (report, PADES_CHANGE_PROOFS));
  g_assert_nonnull (find_change (report, PADES_CHANGE_TIMESTAMP));
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_TOTAL_PASSED);
}

/* Circles in the page tree, the form, and among appearances: an end, and no praise. */
static void
test_circles (void)
{
  static const Edit circles[][3] = {
      {{2, "Kids", "[2 0 R 3 0 R]"}},
      {{10, "Fields", "[16 0 R 18 0 R 4 0 R 5 0 R 6 0 R 11 0 R 90 0 R]"},
       {NEW, NULL, "<</T(a)/Kids[91 0 R]>>"},
       {91, NULL, "<</T(b)/Kids[90 0 R]>>"}},
      {{1, "DSS", "90 0 R"}, {NEW, NULL, "<</VRI 90 0 R/Certs 90 0 R>>"}},
      {{5, "AP", "90 0 R"}, {NEW, NULL, "<</N 90 0 R>>"}, {4, "V", "4 0 R"}},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (circles); i++)
    {
      g_autoptr (GBytes) signed_bytes = sign_first (0, NULL);
      g_autoptr (GBytes) bytes = edit (signed_bytes, circles[i], 3);
      g_autoptr (PdfFile) file = fixture_open (bytes);
      const PadesVerifyRequest request = {fixture->trust, SUPPORT_NOW + 60, NULL};
      g_autoptr (PadesReport) report = pades_verify_by (file, &request, NULL, NULL);
      guint k;

      for (k = 0; report != NULL && k < report->signatures->len; k++)
        g_assert_cmpint (((PadesSignature *) g_ptr_array_index (report->signatures, k))->indication,
                         !=, PADES_INDICATION_TOTAL_PASSED);
    }
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
      g_autofree char *path = g_strdup_printf ("/change/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/change/sentence", test_sentence);
  g_test_add_func ("/change/there-and-back", test_there_and_back);
  g_test_add_func ("/change/generation", test_generation);
  g_test_add_func ("/change/removed", test_removed);
  g_test_add_func ("/change/signed-again", test_signed_again);
  g_test_add_func ("/change/circles", test_circles);
  status = g_test_run ();
  g_clear_pointer (&signer, pki_signer_free);
  fixture_free (fixture);
  return status;
}

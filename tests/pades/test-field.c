/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-fixture.h"
#include "pades-judges.h"
#include "pdf-error.h"
#include "pdf-fields.h"

static Fixture *fixture;
static PkiSigner *signer;

#define CATALOG(form) "<</Type/Catalog/Pages 2 0 R/AcroForm " form ">>"
#define PAGES "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"

/* One page, a form with every kind of field that a signer meets. */
static const char *form[] = {
    CATALOG ("4 0 R"),
    PAGES,
    "<</Type/Page/Parent 2 0 R/Annots[5 0 R 6 0 R 8 0 R 10 0 R 11 0 R]>>",
    "<</Fields[5 0 R 6 0 R 7 0 R 9 0 R 11 0 R]/DA(/Helv 0 Tf)/DR<<>>/XFA(x)>>",
    /* visible, merged */
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/Rect[100 100 300 200]/F 4/P 3 0 R>>",
    /* a text field */
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[0 0 50 20]/F 4/P 3 0 R>>",
    /* a group */
    "<</T(party)/Kids[8 0 R]>>",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(b)/Parent 7 0 R/Rect[0 0 0 0]/F 6/P 3 0 R>>",
    /* its widget apart */
    "<</FT/Sig/T(apart)/Kids[10 0 R]>>",
    "<</Type/Annot/Subtype/Widget/Parent 9 0 R/Rect[400 100 500 200]/F 4/P 3 0 R>>",
    /* locks all but itself when it is signed */
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(lock)/Rect[0 300 99 399]/F 4/P 3 0 R"
    "/Lock<</Type/SigFieldLock/Action/Exclude/Fields[(lock)(party.b)]>>>>",
};

static GBytes *
new_form (void)
{
  return fixture_pdf_of (form, G_N_ELEMENTS (form));
}

static PadesMark
mark_at (PadesAppearance *appearance, double x0, double y0, double side)
{
  /* Points from the bottom left of a page of 842 to millimetres from the top left. */
  return (PadesMark){{0, x0 * PDF_MM_PER_POINT, (842 - y0 - side) * PDF_MM_PER_POINT,
                      side * PDF_MM_PER_POINT, side * PDF_MM_PER_POINT, 0},
                     appearance};
}

static GBytes *
sign_field (GBytes *bytes, const char *name, PadesMark *mark)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();

  if (mark != NULL)
    g_ptr_array_add (marks, mark);
  request.field = name;
  request.marks = marks;
  return fixture_sign (fixture, bytes, &request);
}

static void
assert_refused (GBytes *bytes, const char *name, PadesMark *mark, int code)
{
  g_autoptr (GError) error = NULL;
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_B_B);
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  g_autoptr (PdfFile) file = fixture_open (bytes);

  if (mark != NULL)
    g_ptr_array_add (marks, mark);
  request.field = name;
  request.marks = marks;
  g_assert_false (pades_sign_preflight (file, &request, &error));
  g_assert_error (error, PADES_ERROR, code);
}

static PdfObject *
load (GBytes *bytes, guint32 number)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);

  return pdf_file_load (file, number, NULL);
}

static void
assert_rect (PdfObject *dict, double x0, double y0, double x1, double y1)
{
  const double wanted[] = {x0, y0, x1, y1};
  PdfObject *rect = pdf_object_peek_key (dict, "Rect");

  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (pdf_object_get_number (pdf_object_peek_index (rect, i)),
                                    wanted[i], 0.01);
}

static gint64
get_integer (PdfObject *dict, const char *key)
{
  return pdf_object_get_integer (pdf_object_peek_key (dict, key));
}

static void
assert_last_passes (GBytes *bytes, const char *field)
{
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  const PadesSignature *signature = g_ptr_array_index (report->signatures,
                                                       report->signatures->len - 1);

  g_assert_cmpstr (signature->field, ==, field);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_TOTAL_PASSED);
}

static void
test_without_mark (void)
{
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) signed_bytes = sign_field (bytes, "seal", NULL);
  g_autoptr (PdfObject) field = load (signed_bytes, 5);
  g_autoptr (PdfObject) old_page = load (bytes, 3);
  g_autoptr (PdfObject) page = load (signed_bytes, 3);

  assert_last_passes (signed_bytes, "seal");
  assert_rect (field, 100, 100, 300, 200);
  g_assert_null (pdf_object_peek_key (field, "AP"));
  g_assert_cmpint (get_integer (field, "F"), ==, 4);
  g_assert_true (pdf_object_equal (old_page, page));
}

static void
test_form_is_kept (void)
{
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) signed_bytes = sign_field (bytes, NULL, NULL);
  g_autoptr (PdfObject) old = load (bytes, 4);
  g_autoptr (PdfObject) now = load (signed_bytes, 4);
  static const char *const keys[] = {"DA", "DR", "XFA"};

  assert_last_passes (signed_bytes, "Signature1");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (
        pdf_object_equal (pdf_object_peek_key (old, keys[i]), pdf_object_peek_key (now, keys[i])));
  g_assert_null (pdf_object_peek_key (now, "NeedAppearances"));
  g_assert_cmpint (get_integer (now, "SigFlags"), ==, 3);
  g_assert_cmpuint (pdf_object_get_length (pdf_object_peek_key (now, "Fields")), ==, 6);
}

static void
test_mark_inside (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 150, 100, 100);
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) first = sign_field (bytes, NULL, NULL);
  g_autoptr (GBytes) signed_bytes = sign_field (first, "seal", &mark);
  g_autoptr (PdfObject) field = load (signed_bytes, 5);

  assert_last_passes (signed_bytes, "seal");
  assert_rect (field, 100, 100, 300, 200);
  g_assert_nonnull (pdf_object_peek_key (field, "AP"));
}

static void
test_mark_elsewhere (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 150, 500, 80);
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) first = sign_field (bytes, NULL, NULL);
  g_autoptr (GBytes) signed_bytes = sign_field (bytes, "seal", &mark);
  g_autoptr (PdfObject) field = load (signed_bytes, 5);

  assert_last_passes (signed_bytes, "seal");
  assert_rect (field, 150, 500, 230, 580);
  assert_refused (first, "seal", &mark, PADES_ERROR_LOCKED);
}

static void
test_hidden_field_shows (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 150, 500, 80);
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) signed_bytes = sign_field (bytes, "party.b", &mark);
  g_autoptr (PdfObject) field = load (signed_bytes, 8);

  assert_last_passes (signed_bytes, "party.b");
  assert_rect (field, 150, 500, 230, 580);
  g_assert_cmpint (get_integer (field, "F"), ==, 132);
}

static void
test_widget_apart (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 410, 110, 80);
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) signed_bytes = sign_field (bytes, "apart", &mark);
  g_autoptr (PdfObject) field = load (signed_bytes, 9);
  g_autoptr (PdfObject) widget = load (signed_bytes, 10);

  assert_last_passes (signed_bytes, "apart");
  g_assert_nonnull (pdf_object_peek_key (field, "V"));
  g_assert_null (pdf_object_peek_key (field, "AP"));
  g_assert_nonnull (pdf_object_peek_key (widget, "AP"));
  assert_rect (widget, 400, 100, 500, 200);
}

static void
test_names (void)
{
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) once = sign_field (bytes, "seal", NULL);
  g_autoptr (GBytes) twice = sign_field (once, NULL, NULL);
  g_autoptr (GBytes) thrice = sign_field (twice, NULL, NULL);
  g_autoptr (GBytes) chinese = sign_field (thrice, "甲方", NULL);

  assert_last_passes (twice, "Signature1");
  assert_last_passes (thrice, "Signature2");
  assert_last_passes (chinese, "甲方");
  assert_refused (once, "seal", NULL, PADES_ERROR_FIELD_SIGNED);
  assert_refused (bytes, "name", NULL, PADES_ERROR_FIELD_NAME);
  assert_refused (bytes, "party", NULL, PADES_ERROR_FIELD_NAME);
  assert_refused (bytes, "", NULL, PADES_ERROR_FIELD_NAME);
  assert_refused (bytes, "\xff", NULL, PADES_ERROR_FIELD_NAME);
  assert_refused (bytes, "party.c", NULL, PADES_ERROR_NO_FIELD);
}

static void
test_lock (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark inside = mark_at (appearance, 150, 100, 100);
  PadesMark free_place = mark_at (appearance, 300, 500, 100);
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) locked = sign_field (bytes, "lock", NULL);
  g_autoptr (GBytes) named = NULL;
  g_autoptr (GBytes) invisible = NULL;
  g_autoptr (PadesReport) report = fixture_verify (fixture, locked);
  const PadesSignature *signature = g_ptr_array_index (report->signatures, 0);
  g_autoptr (PdfObject) field = load (locked, 11);
  g_autoptr (PdfObject)
      value = load (locked, pdf_object_get_ref (pdf_object_peek_key (field, "V"), NULL));

  g_assert_cmpstr (signature->locked_fields, ==, "exclude:lock,party.b");
  g_assert_cmpuint (pdf_object_get_length (pdf_object_peek_key (value, "Reference")), ==, 1);
  assert_refused (locked, "seal", NULL, PADES_ERROR_LOCKED);
  assert_refused (locked, "seal", &inside, PADES_ERROR_LOCKED);
  assert_refused (locked, NULL, &free_place, PADES_ERROR_LOCKED);
  named = sign_field (locked, "party.b", NULL);
  assert_last_passes (named, "party.b");
  invisible = sign_field (locked, NULL, NULL);
  assert_last_passes (invisible, "Signature1");
}

/* What an author who certified the document permits. */
static GBytes *
new_certified (const char *permission)
{
  g_autofree char *params = g_strdup_printf (
      "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
      "/ByteRange[0 1 2 3]/Contents<00>/Reference[<</TransformMethod/DocMDP"
      "/TransformParams<<%s>>>>]>>",
      permission);
  const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 5 0 R>>/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>",
      PAGES,
      "<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>",
      "<</Type/Annot/Subtype/Widget/FT/Sig/T(author)/V 5 0 R/Rect[0 0 0 0]/F 132/P 3 0 R>>",
      params,
  };

  return fixture_pdf_of (objects, G_N_ELEMENTS (objects));
}

static void
test_certified (void)
{
  static const struct {
    const char *permission;
    gboolean may_sign;
    gboolean may_mark; /* in a field of its own */
    gboolean may_stamp;
  } rows[] = {
      {"/P 1", FALSE, FALSE, FALSE}, {"/P 2", TRUE, FALSE, FALSE},  {"", TRUE, FALSE, FALSE},
      {"/P 3", TRUE, TRUE, TRUE},    {"/P 9", FALSE, FALSE, FALSE},
  };
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 300, 500, 100);
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_B_B);
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();

  request.marks = marks;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = new_certified (rows[i].permission);
      g_autoptr (PdfFile) file = fixture_open (bytes);

      g_ptr_array_set_size (marks, 0);
      g_assert_cmpint (pades_sign_preflight (file, &request, NULL), ==, rows[i].may_sign);
      g_ptr_array_add (marks, &mark);
      g_assert_cmpint (pades_sign_preflight (file, &request, NULL), ==, rows[i].may_mark);
      g_ptr_array_add (marks, &mark);
      g_assert_cmpint (pades_sign_preflight (file, &request, NULL), ==, rows[i].may_stamp);
    }
}

static PdfObject *
sign_catalog (const char *catalog, const char *version)
{
  const char *objects[] = {catalog, PAGES, "<</Type/Page/Parent 2 0 R>>"};
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  g_autofree char *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GBytes) patched = NULL;
  g_autoptr (GBytes) signed_bytes = NULL;

  memcpy (data + 5, version, 3);
  patched = g_bytes_new (data, g_bytes_get_size (bytes));
  signed_bytes = sign_field (patched, NULL, NULL);
  assert_last_passes (signed_bytes, "Signature1");
  return load (signed_bytes, 1);
}

static gint64
get_level (PdfObject *catalog, const char *prefix)
{
  PdfObject *extensions = pdf_object_peek_key (catalog, "Extensions");
  PdfObject *extension = pdf_object_peek_key (extensions, prefix);

  if (pdf_object_get_type (extension) == PDF_TYPE_ARRAY)
    extension = pdf_object_peek_index (extension, pdf_object_get_length (extension) - 1);
  return get_integer (extension, "ExtensionLevel");
}

static void
test_version (void)
{
  g_autoptr (PdfObject) old = sign_catalog ("<</Type/Catalog/Pages 2 0 R>>", "1.3");
  g_autoptr (PdfObject)
      mixed = sign_catalog ("<</Type/Catalog/Pages 2 0 R/Version/1.6/Extensions<</ADBE"
                            "<</BaseVersion/1.7/ExtensionLevel 8>>>>>>",
                            "1.4");
  g_autoptr (PdfObject) plain = sign_catalog ("<</Type/Catalog/Pages 2 0 R>>", "1.7");
  g_autoptr (PdfObject) higher = sign_catalog (
      "<</Type/Catalog/Pages 2 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>>>",
      "1.7");
  g_autoptr (PdfObject) two = sign_catalog (
      "<</Type/Catalog/Pages 2 0 R/Extensions<</ISO_<</BaseVersion/2.0/ExtensionLevel 24654>>>>>>",
      "2.0");

  g_assert_true (pdf_object_is_name (pdf_object_peek_key (old, "Version"), "1.7"));
  g_assert_cmpint (get_level (old, "ESIC"), ==, 2);
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (mixed, "Version"), "1.7"));
  g_assert_cmpint (get_level (mixed, "ADBE"), ==, 8);
  g_assert_cmpint (get_level (mixed, "ESIC"), ==, 2);
  g_assert_null (pdf_object_peek_key (plain, "Version"));
  g_assert_cmpint (get_level (plain, "ESIC"), ==, 2);
  g_assert_cmpint (get_level (higher, "ESIC"), ==, 5);
  g_assert_null (pdf_object_peek_key (two, "Version"));
  g_assert_cmpint (get_level (two, "ESIC"), ==, 0);
  g_assert_cmpint (get_level (two, "ISO_"), ==, 32002);
}

static void
test_form_shapes (void)
{
  static const char *const catalogs[] = {
      "<</Type/Catalog/Pages 2 0 R>>",
      CATALOG ("<<>>"),
      CATALOG ("<</Fields[]/SigFlags 0>>"),
      CATALOG ("null"),
      CATALOG ("99 0 R"),
      /* What is no form, or lists no fields, is none to any reader. */
      CATALOG ("[]"),
      CATALOG ("<</Fields 3>>"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (catalogs); i++)
    {
      g_autoptr (PdfObject) catalog = sign_catalog (catalogs[i], "1.7");

      g_assert_nonnull (pdf_object_peek_key (catalog, "AcroForm"));
    }
}

#define LOOSE "/Type/Annot/Subtype/Widget/FT/Sig/Rect[100 100 300 200]/F 4/P 3 0 R"

/* Fields that are part of the lists they stand in, and have no number to be written anew under. */
static const struct {
  const char *name;
  const char *objects[6];
} loose[] = {
    {"a", {CATALOG ("<</Fields[<<" LOOSE "/T(a)>>]>>")}},
    {"a", {CATALOG ("4 0 R"), "<</Fields 5 0 R>>", "[<</FT/Tx/T(x)>><<" LOOSE "/T(a)>>]"}},
    {"p.a", {CATALOG ("<</Fields[<</T(p)/Kids[<<" LOOSE "/T(a)>><<" LOOSE "/T(b)>>]>>]>>")}},
    {"p.a",
     {CATALOG ("<</Fields[4 0 R]>>"), "<</T(p)/Kids 5 0 R>>", "[<<" LOOSE "/T(a)>>6 0 R]",
      "<<" LOOSE "/T(b)/Parent 4 0 R>>"}},
};

static GBytes *
new_loose (guint which)
{
  const char *objects[7] = {loose[which].objects[0], PAGES, "<</Type/Page/Parent 2 0 R>>"};
  guint n = 3;

  for (guint i = 1; i < 6 && loose[which].objects[i] != NULL; i++)
    objects[n++] = loose[which].objects[i];
  return fixture_pdf_of (objects, n);
}

static guint
count_fields (GBytes *bytes)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);

  return fields->len;
}

static void
test_loose (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 150, 100, 100);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (loose); i++)
    {
      guint which = i / 2;
      g_autoptr (GBytes) bytes = new_loose (which);
      g_autoptr (GBytes)
          signed_bytes = sign_field (bytes, loose[which].name, i % 2 == 0 ? NULL : &mark);
      g_autoptr (GBytes) twice = sign_field (signed_bytes, NULL, NULL);

      assert_last_passes (signed_bytes, loose[which].name);
      g_assert_cmpuint (count_fields (signed_bytes), ==, count_fields (bytes));
      judges_check_all (fixture, signed_bytes, JUDGES_NO_MUTOOL, 1);
      judges_check_all (fixture, twice, JUDGES_NO_MUTOOL, 2);
    }
}

/* To give it a number is to change the list, which an earlier signature covers. */
static void
test_loose_signed (void)
{
  g_autoptr (GBytes) bytes = new_loose (0);
  g_autoptr (GBytes) signed_bytes = sign_field (bytes, NULL, NULL);

  assert_refused (signed_bytes, "a", NULL, PADES_ERROR_FORM);
}

/* What shows nothing needs no page. */
static void
test_no_page (void)
{
  static const char *objects[] = {CATALOG ("<</Fields[3 0 R]>>"), "<</Type/Pages/Kids[]/Count 0>>",
                                  "<</FT/Sig/T(there)>>"};
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  PadesMark mark = mark_at (appearance, 150, 100, 100);
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  g_autoptr (GBytes) new_one = sign_field (bytes, NULL, NULL);
  g_autoptr (GBytes) existing = sign_field (new_one, "there", NULL);
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_B_B);
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (GError) error = NULL;

  assert_last_passes (new_one, "Signature1");
  assert_last_passes (existing, "there");
  judges_check_all (fixture, existing, JUDGES_NO_MUTOOL, 2);
  g_ptr_array_add (marks, &mark);
  request.marks = marks;
  g_assert_false (pades_sign_preflight (file, &request, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_NO_PAGES);
}

/* A trailer that holds an integrity code (ISO/TS 32004), as it is at the end of the last revision.
 */
static GBytes *
with_code (GBytes *bytes, const char *key)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *trailer = g_strrstr_len (data, (gssize) size, "trailer");
  const char *inside = strstr (trailer, "<<") + 2;
  GString *text = g_string_new_len (data, inside - data);
  gsize gap, tail;

  g_string_append_printf (text, "/AuthCode<</MACLocation/Standalone/%s ", key);
  gap = text->len;
  g_string_append (text, "<3000>");
  tail = text->len;
  g_string_append_printf (text, "/ByteRange[0 %u %u 9]>>", (guint) gap, (guint) tail);
  g_string_append_len (text, inside, (gssize) (size - (gsize) (inside - data)));
  return g_string_free_to_bytes (text);
}

/* It is no signature, hides none, and is not broken by signing. */
static void
test_integrity_code (void)
{
  g_autoptr (GBytes) bytes = new_form ();
  g_autoptr (GBytes) coded = with_code (bytes, "MAC");
  g_autoptr (GBytes) posing = with_code (bytes, "Contents");
  g_autoptr (PadesReport) report = fixture_verify (fixture, coded);
  g_autoptr (PdfFile) file = fixture_open (posing);
  g_autoptr (GError) error = NULL;

  g_assert_true (report->integrity_code);
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_NO_SIGNATURE);
  assert_refused (coded, "seal", NULL, PADES_ERROR_INTEGRITY_CODE);
  g_assert_null (pades_verify (file, NULL, 0, NULL, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  g_test_add_func ("/pades/field/without-mark", test_without_mark);
  g_test_add_func ("/pades/field/form-is-kept", test_form_is_kept);
  g_test_add_func ("/pades/field/mark-inside", test_mark_inside);
  g_test_add_func ("/pades/field/mark-elsewhere", test_mark_elsewhere);
  g_test_add_func ("/pades/field/hidden-field-shows", test_hidden_field_shows);
  g_test_add_func ("/pades/field/widget-apart", test_widget_apart);
  g_test_add_func ("/pades/field/names", test_names);
  g_test_add_func ("/pades/field/lock", test_lock);
  g_test_add_func ("/pades/field/certified", test_certified);
  g_test_add_func ("/pades/field/form-shapes", test_form_shapes);
  g_test_add_func ("/pades/field/loose", test_loose);
  g_test_add_func ("/pades/field/loose-signed", test_loose_signed);
  g_test_add_func ("/pades/field/no-page", test_no_page);
  g_test_add_func ("/pades/field/integrity-code", test_integrity_code);
  g_test_add_func ("/pades/version", test_version);
  result = g_test_run ();
  pki_signer_free (signer);
  fixture_free (fixture);
  return result;
}

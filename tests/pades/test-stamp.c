/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-stamp.h"

#include <string.h>

#include "pades-fixture.h"
#include "support-pdf.h"

static Fixture *fixture;
static PkiSigner *signer;

#define PICTURE "<< /Type /Annot /Subtype /Stamp /Rect [300 300 400 400] %s >>"

/* One page with a stamp that nobody signed, or with none. */
static GBytes *
new_page (const char *annotation)
{
  g_autofree char *entry = annotation != NULL ? g_strdup_printf ("/Annots [ %s ]", annotation)
                                              : NULL;
  SupportPdf options = {.page = entry};

  return support_pdf_new (&options);
}

/* With so many marks: the field's own, and stamps for the others. */
static GBytes *
sign (GBytes *bytes, guint n_marks)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_marks; i++)
    {
      PadesMark *mark = g_new0 (PadesMark, 1);

      mark->placement = (PdfPlacement){0, 20 + 45 * (double) i, 150, 40, 40, 0};
      mark->appearance = appearance;
      g_ptr_array_add (marks, mark);
    }
  request.marks = marks;
  return fixture_sign (fixture, bytes, &request);
}

static GArray *
list (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  GArray *stamps = pades_stamp_list (file, report, NULL, &error);

  g_assert_no_error (error);
  return stamps;
}

/* Each as the place of its signature, "-" for none. */
static void
assert_stamps (GBytes *bytes, const char *expected)
{
  g_autoptr (GArray) stamps = list (bytes);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < stamps->len; i++)
    {
      const PadesStamp *stamp = &g_array_index (stamps, PadesStamp, i);

      g_assert_cmpuint (stamp->page, ==, 0);
      g_assert_cmpfloat (stamp->rect.x1, >, stamp->rect.x0);
      if (stamp->signature == G_MAXUINT)
        g_string_append_c (found, '-');
      else
        g_string_append_printf (found, "%u", stamp->signature);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static guint32
find_stamp (GBytes *bytes)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PdfPage) page = pdf_file_get_page (file, 0, NULL);
  g_autoptr (PdfObject) annotations = pdf_file_get_key (file, page->dict, "Annots", NULL);

  for (guint i = 0; i < pdf_object_get_length (annotations); i++)
    {
      PdfObject *at = pdf_object_peek_index (annotations, i);
      g_autoptr (PdfObject) annotation = pdf_file_resolve (file, at, NULL);

      if (pdf_object_is_name (pdf_object_peek_key (annotation, "Subtype"), "Stamp"))
        return pdf_object_get_ref (at, NULL);
    }
  g_assert_not_reached ();
}

static guint32
find_catalog (GBytes *bytes)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);

  return pdf_object_get_ref (pdf_object_peek_key (pdf_file_peek_trailer (file), "Root"), NULL);
}

static guint32
find_page (GBytes *bytes)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PdfPage) page = pdf_file_get_page (file, 0, NULL);

  return page->number;
}

/* One object written over, by a table behind binary data. */
static GBytes *
replace (GBytes *base, guint32 number, const char *body)
{
  gsize length;
  const char *data = g_bytes_get_data (base, &length);
  const char *last = fixture_find_last (data, length, "startxref\n");
  GString *out = g_string_new_len (data, (gssize) length);
  gsize table;

  g_string_append_printf (out, "%u 0 obj\n%s\nendobj\n", number, body);
  table = out->len;
  g_string_append_printf (out,
                          "xref\n%u 1\n%010" G_GSIZE_FORMAT
                          " 00000 n \ntrailer\n<< /Size 100 /Root %u 0 R /Prev %" G_GUINT64_FORMAT
                          " >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          number, length, find_catalog (base),
                          g_ascii_strtoull (last + strlen ("startxref\n"), NULL, 10), table);
  return g_string_free_to_bytes (out);
}

static void
test_unsigned (void)
{
  g_autofree char *seen = g_strdup_printf (PICTURE, "");
  g_autofree char *hidden = g_strdup_printf (PICTURE, "/F 2");
  g_autofree char *paper = g_strdup_printf (PICTURE, "/F 36");
  g_autoptr (GBytes) none = new_page (NULL);
  g_autoptr (GBytes) one = new_page (seen);
  g_autoptr (GBytes) two = new_page (hidden);
  g_autoptr (GBytes) three = new_page (paper);
  g_autoptr (GBytes) flat = new_page ("<< /Subtype /Stamp /Rect [9 9 9 9] >> << /Subtype /Stamp >>"
                                      " 7 null << /Subtype /Link /Rect [0 0 9 9] >>");

  assert_stamps (none, "");
  assert_stamps (one, "-");
  assert_stamps (two, "");
  assert_stamps (three, "");
  assert_stamps (flat, "");
}

static void
test_marks_of_signature (void)
{
  g_autoptr (GBytes) bytes = new_page (NULL);
  g_autoptr (GBytes) one = sign (bytes, 1);
  g_autoptr (GBytes) three = sign (bytes, 3);
  g_autoptr (GBytes) both = sign (three, 2);

  assert_stamps (one, "");
  assert_stamps (three, "00");
  assert_stamps (both, "001");
}

/* A signature over a page with a stamp makes that no mark of its own. */
static void
test_signed_over (void)
{
  g_autofree char *picture = g_strdup_printf (PICTURE, "");
  g_autoptr (GBytes) bytes = new_page (picture);
  g_autoptr (GBytes) signed_bytes = sign (bytes, 2);

  assert_stamps (signed_bytes, "-0");
}

/* The same with an object of its own in a revision of its own, which is how a program adds one. */
static void
test_added_before (void)
{
  g_autoptr (GBytes) bytes = new_page (NULL);
  guint32 page = find_page (bytes);
  g_autofree char *with = g_strdup ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                                    "/Annots [ 90 0 R ] >>");
  g_autofree char *entry = g_strdup_printf ("/P %u 0 R", page);
  g_autofree char *picture = g_strdup_printf (PICTURE, entry);
  g_autoptr (GBytes) stamp = support_pdf_append (bytes, 90, picture);
  g_autoptr (GBytes) shown = support_pdf_append (stamp, page, with);
  g_autoptr (GBytes) signed_bytes = sign (shown, 1);

  assert_stamps (shown, "-");
  assert_stamps (signed_bytes, "-");
}

/* What is written over after the signature is not what was signed. */
static void
test_replaced (void)
{
  g_autoptr (GBytes) bytes = new_page (NULL);
  g_autoptr (GBytes) signed_bytes = sign (bytes, 2);
  g_autofree char *entry = g_strdup_printf ("/P %u 0 R", find_page (signed_bytes));
  g_autofree char *picture = g_strdup_printf (PICTURE, entry);
  g_autoptr (GBytes) replaced = replace (signed_bytes, find_stamp (signed_bytes), picture);

  assert_stamps (signed_bytes, "0");
  assert_stamps (replaced, "-");
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) bytes = new_page (NULL);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PadesReport) report = fixture_verify (fixture, bytes);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pades_stamp_list (file, report, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  g_test_add_func ("/pades/stamp/unsigned", test_unsigned);
  g_test_add_func ("/pades/stamp/marks-of-signature", test_marks_of_signature);
  g_test_add_func ("/pades/stamp/signed-over", test_signed_over);
  g_test_add_func ("/pades/stamp/added-before", test_added_before);
  g_test_add_func ("/pades/stamp/replaced", test_replaced);
  g_test_add_func ("/pades/stamp/cancelled", test_cancelled);
  result = g_test_run ();
  pki_signer_free (signer);
  fixture_free (fixture);
  return result;
}

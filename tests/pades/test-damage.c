/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pades-dictionary.h"
#include "pades-fixture.h"
#include "pdf-error.h"
#include "pdf-fields.h"
#include "support-pdf.h"

/* Damage that hides a revision: a file is refused, or whatever is said of it owns up to what is
 * missing. It is never read as the document that it was before its last signature. */

static Fixture *fixture;
static PkiSigner *signer;

/* A contract that was signed so often. */
static GBytes *
signed_new (FixtureStructure structure, guint n_signatures)
{
  GBytes *bytes = fixture_pdf (structure);

  for (guint i = 0; i < n_signatures; i++)
    {
      PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
      g_autoptr (GBytes) before = bytes;

      bytes = fixture_sign (fixture, before, &request);
    }
  return bytes;
}

static GBytes *
replace_byte (GBytes *bytes, gsize at, guint8 value)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint8 *copy = g_memdup2 (data, length);

  copy[at] = value;
  return g_bytes_new_take (copy, length);
}

static gsize
get_offset (GBytes *bytes, const char *last)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *found = fixture_find_last (data, length, last);

  g_assert_nonnull (found);
  return found - data;
}

/* No report, or one that speaks of every signature or of a failure. */
static void
assert_owned_up (GBytes *bytes, guint n_signatures, const char *how, gsize where)
{
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PadesReport) report = NULL;

  if (file == NULL)
    return;
  report = pades_verify (file, fixture->trust, SUPPORT_NOW, NULL, NULL);
  if (report == NULL || report->indication == PADES_INDICATION_TOTAL_FAILED)
    return;
  g_test_message ("%s at %zu: indication %d", how, where, report->indication);
  g_assert_cmpuint (report->signatures->len, ==, n_signatures);
}

/* Bits of the last cross-reference and of what leads to it: an n that becomes an f, a number
 * that becomes another one. */
static void
test_xref (gconstpointer data)
{
  static const guint8 bits[] = {0x01, 0x08, 0x10};

  for (guint n = 1; n <= 2; n++)
    {
      g_autoptr (GBytes) bytes = signed_new (GPOINTER_TO_UINT (data), n);
      g_autoptr (PdfFile) whole = fixture_open (bytes);
      gsize from = pdf_file_get_revision (whole, pdf_file_get_n_revisions (whole))->xref;
      gsize to = get_offset (bytes, "%%EOF");

      for (gsize at = from; at < to; at++)
        for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
          {
            guint8 old = ((const guint8 *) g_bytes_get_data (bytes, NULL))[at];
            g_autoptr (GBytes) flipped = replace_byte (bytes, at, old ^ bits[i]);

            assert_owned_up (flipped, n, "flipped", at);
          }
    }
}

/* An older startxref put where the newest stood: everything else of the revision is sound. */
static void
test_older_startxref (gconstpointer data)
{
  g_autoptr (GBytes) bytes = signed_new (GPOINTER_TO_UINT (data), 1);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (GByteArray) edited = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) opened = NULL;
  gsize header = pdf_file_get_header (file, NULL, NULL);
  g_autofree char *end = g_strdup_printf ("startxref\n%zu\n%%%%EOF\n",
                                          pdf_file_get_revision (file, 1)->xref - header);

  g_byte_array_append (edited, g_bytes_get_data (bytes, NULL), get_offset (bytes, "startxref"));
  g_byte_array_append (edited, (const guint8 *) end, strlen (end));
  {
    g_autoptr (GBytes) all = g_bytes_new (edited->data, edited->len);

    opened = pdf_file_new_for_bytes (all, NULL, &error);
  }
  g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
  g_assert_null (opened);
}

/* Cut anywhere behind the head of its first object, the newest revision is missed. */
static void
test_cut (gconstpointer data)
{
  g_autoptr (GBytes) bytes = signed_new (GPOINTER_TO_UINT (data), 1);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  gsize end = get_offset (bytes, "%%EOF");

  for (gsize at = pdf_file_get_revision (file, 1)->end + strlen ("999 0 obj\n"); at < end; at++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, at);

      assert_owned_up (cut, 1, "cut", at);
    }
}

/* The signature is where it should be, but no object can be read there: neither judged as if there
 * were none nor signed on top. */
static void
test_unreadable (gconstpointer data)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autofree char *output = fixture_get_path (fixture, "never.pdf");

  for (guint i = 1; i < 1024; i += 100)
    {
      g_autoptr (GBytes) bytes = signed_new (GPOINTER_TO_UINT (data), 1);
      g_autoptr (PdfFile) whole = fixture_open (bytes);
      g_autoptr (GPtrArray) found = pades_dictionary_list (whole, NULL);
      const PadesDictionary *dictionary = g_ptr_array_index (found, 0);
      g_autoptr (GBytes) flipped = replace_byte (bytes, dictionary->gap + i, 'g');
      g_autoptr (PdfFile) file = fixture_open (flipped);
      g_autoptr (GError) judged = NULL;
      g_autoptr (GError) added = NULL;

      g_assert_null (pades_verify (file, fixture->trust, SUPPORT_NOW, NULL, &judged));
      g_assert_error (judged, PDF_ERROR, PDF_ERROR_DAMAGED);
      g_assert_false (pades_sign (file, output, &request, NULL, &added));
      g_assert_error (added, PDF_ERROR, PDF_ERROR_DAMAGED);
    }
}

/* What gateways and disks put behind a file is no revision. */
static void
test_harmless (gconstpointer data)
{
  static const char *const tails[] = {"\n\n  \n", "\n-- \nThis mail was scanned.\n",
                                      "<html>startxref</html>", "obj\nendobj"};
  g_autoptr (GBytes) bytes = signed_new (GPOINTER_TO_UINT (data), 1);

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autoptr (GByteArray) longer = g_byte_array_new ();
      g_autoptr (GBytes) all = NULL;
      g_autoptr (PadesReport) report = NULL;

      g_byte_array_append (longer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_byte_array_append (longer, (const guint8 *) tails[i], strlen (tails[i]));
      all = g_bytes_new (longer->data, longer->len);
      report = fixture_verify (fixture, all);
      g_assert_cmpuint (report->signatures->len, ==, 1);
    }
}

/* Whoever takes a signature out of its field in a later revision does not damage the file. */
static void
test_taken_out (void)
{
  static const SupportPdf plain = {0};
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) before = support_pdf_new (&plain);
  g_autoptr (GBytes) bytes = fixture_sign (fixture, before, &request);
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (GPtrArray) found = pades_dictionary_list (file, NULL);
  const PadesDictionary *dictionary = g_ptr_array_index (found, 0);
  g_autoptr (GBytes) later = support_pdf_append (
      bytes, dictionary->widget,
      "<< /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /FT /Sig /T (Signature1) >>");
  g_autoptr (PdfFile) opened = fixture_open (later);
  g_autoptr (GPtrArray) fields = pdf_fields_list (opened, NULL);
  g_autoptr (PadesReport) report = fixture_verify (fixture, later);

  g_assert_cmpuint (fields->len, ==, 1);
  g_assert_cmpint (report->indication, ==, PADES_INDICATION_NO_SIGNATURE);
}

static void
add_for_all (const char *what, GTestDataFunc test)
{
  for (guint i = 0; i < FIXTURE_N_STRUCTURES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/pades/damage/%s/%s", what,
                                               fixture_structure_name (i));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  add_for_all ("xref", test_xref);
  add_for_all ("older-startxref", test_older_startxref);
  add_for_all ("cut", test_cut);
  add_for_all ("unreadable", test_unreadable);
  add_for_all ("harmless", test_harmless);
  g_test_add_func ("/pades/damage/taken-out", test_taken_out);
  result = g_test_run ();
  g_clear_pointer (&signer, pki_signer_free);
  g_clear_pointer (&fixture, fixture_free);
  return result;
}

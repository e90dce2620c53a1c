/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-dictionary.h"
#include "pades-fixture.h"
#include "pades-selfcheck.h"
#include "support-pdf.h"

/* What the check of an output before it gets its name lets through, and what not. */

static Fixture *fixture;
static PkiSigner *signer;
static gint refusal = PADES_ERROR_SELF_CHECK;

static GBytes *
sign (GBytes *bytes)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);

  return fixture_sign (fixture, bytes, &request);
}

static PkiDigest *
digest_of (GBytes *bytes)
{
  PkiDigest *digest = pki_digest_new (PKI_DIGEST_SHA256);

  pki_digest_update (digest, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return digest;
}

/* Of an output that begins with a base, as it was hashed when it was copied. */
static gboolean
check (GBytes *base, GBytes *hashed, GBytes *output, guint n_new)
{
  g_autofree char *path = fixture_get_path (fixture, "output.pdf");
  g_autoptr (PdfFile) file = fixture_open (base);
  g_autoptr (PkiDigest) digest = hashed != NULL ? digest_of (hashed) : NULL;
  PadesHashStart start = {digest, PKI_DIGEST_SHA256, g_bytes_get_size (base)};
  PadesHashJob job = {.start = hashed != NULL ? &start : NULL};
  g_autoptr (GPtrArray) earlier = pades_dictionary_list (file, NULL);
  PadesSelfcheck selfcheck = {file, earlier, path, n_new, g_bytes_get_size (output), &job};
  g_autoptr (GError) error = NULL;
  gboolean good = FALSE;

  g_file_set_contents (path, g_bytes_get_data (output, NULL), g_bytes_get_size (output), &error);
  g_assert_no_error (error);
  good = pades_selfcheck_run (&selfcheck, NULL, &error);
  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, PADES_ERROR, refusal);
  return good;
}

static void
test_honest (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes);
  g_autoptr (GBytes) twice = sign (once);

  g_assert_true (check (bytes, bytes, once, 1));
  g_assert_true (check (once, once, twice, 1));
  /* Hashed again, it is the same. */
  g_assert_true (check (once, NULL, twice, 1));
  g_assert_true (check (bytes, NULL, twice, 2));
}

static void
test_other_bytes (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) other = fixture_pdf (FIXTURE_STREAM);
  g_autoptr (GBytes) once = sign (bytes);

  g_assert_false (check (bytes, other, once, 1));
}

/* What was hashed when it was copied is not what the disk holds. */
static void
test_other_copy (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes);
  gsize size = g_bytes_get_size (once);
  gsize at;

  for (at = 0; at < g_bytes_get_size (bytes); at += 97)
    {
      guint8 *data = g_memdup2 (g_bytes_get_data (once, NULL), size);
      g_autoptr (GBytes) other = g_bytes_new_take (data, size);

      data[at] ^= 1;
      g_assert_false (check (bytes, bytes, other, 1));
    }
  g_assert_false (check (once, once, bytes, 0));
}

static void
test_number (void)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes);
  g_autoptr (GBytes) more = support_pdf_append (once, 80, "(behind it)");

  g_assert_false (check (bytes, bytes, once, 2));
  g_assert_false (check (once, once, once, 1));
  g_assert_false (check (bytes, bytes, more, 1)); /* not over everything */
}

/* What an earlier signature does not permit is not handed out, whatever the new one is over; what
 * was there before is not our doing. */
static void
test_forbidden (void)
{
  static const char page[] = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>";
  static const char note[] = "<< /Producer (another) >>";
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes);
  g_autoptr (GBytes) changed = support_pdf_append (once, 3, page);
  g_autoptr (GBytes) unused = support_pdf_append (once, 900, note);
  g_autoptr (GBytes) over_changed = sign (changed);
  g_autoptr (GBytes) over_unused = sign (unused);

  refusal = PADES_ERROR_HARM;
  g_assert_false (check (once, once, over_changed, 1));
  refusal = PADES_ERROR_SELF_CHECK;
  g_assert_true (check (changed, changed, over_changed, 1));
  g_assert_true (check (once, once, over_unused, 1));
}

/* Fields that a signature locks stay as they are. */
static void
test_locked (void)
{
  static const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R/Annots[4 0 R 5 0 R]>>",
      "<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R/FT/Tx/T(sum)/V(100)>>",
      "<</Type/Annot/Subtype/Widget/Rect[9 9 19 19]/P 3 0 R/FT/Tx/T(place)/V(here)>>",
  };
  static const char *sum =
      "<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R/FT/Tx/T(sum)/V(900)>>";
  static const char *place =
      "<</Type/Annot/Subtype/Widget/Rect[9 9 19 19]/P 3 0 R/FT/Tx/T(place)/V(there)>>";
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  g_autoptr (PadesLock) lock = pades_lock_new_include ("sum");
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) once = NULL;
  g_autoptr (GBytes) with_sum = NULL;
  g_autoptr (GBytes) with_place = NULL;
  g_autoptr (GBytes) signed_sum = NULL;
  g_autoptr (GBytes) signed_place = NULL;

  request.lock = lock;
  once = fixture_sign (fixture, bytes, &request);
  with_sum = support_pdf_append (once, 4, sum);
  with_place = support_pdf_append (once, 5, place);
  signed_sum = sign (with_sum);
  signed_place = sign (with_place);
  refusal = PADES_ERROR_HARM;
  g_assert_false (check (once, once, signed_sum, 1));
  refusal = PADES_ERROR_SELF_CHECK;
  g_assert_true (check (once, once, signed_place, 1));
}

typedef enum { OTHER_DICTIONARY, NO_VALUE } Harm;

static GBytes *
harm (GBytes *bytes, Harm how)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (GPtrArray) list = pades_dictionary_list (file, NULL);
  PadesDictionary *signature = g_ptr_array_index (list, 0);
  guint32 field = signature->widget;

  if (how == NO_VALUE)
    return support_pdf_append (bytes, field, "<< /FT /Sig /T (Signature1) /Subtype /Widget >>");
  return support_pdf_append (bytes, signature->number,
                             "<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents <00> >>");
}

static void
test_harmed (gconstpointer data)
{
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (GBytes) once = sign (bytes);
  g_autoptr (GBytes) harmed = harm (once, GPOINTER_TO_INT (data));
  g_autoptr (GBytes) twice = sign (harmed);

  g_assert_false (check (once, once, twice, 1));
  /* What was so before is not our doing. */
  g_assert_true (check (harmed, harmed, twice, 1));
}

/* What is left of another file's signature speaks of bytes that this one gets only as it grows. */
static void
test_left_over (void)
{
  static const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>",
      "<</Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R/FT/Sig/T(old)/V 5 0 R>>",
      "<</Type/Sig/SubFilter/adbe.pkcs7.detached/ByteRange[0 100 200 30000]/Contents<00>>>",
  };
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  guint i;

  for (i = 0; i < 8; i++)
    {
      GBytes *next = sign (bytes);

      g_bytes_unref (bytes);
      bytes = next;
    }
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 31000);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  g_test_add_func ("/pades/selfcheck/honest", test_honest);
  g_test_add_func ("/pades/selfcheck/other-bytes", test_other_bytes);
  g_test_add_func ("/pades/selfcheck/other-copy", test_other_copy);
  g_test_add_func ("/pades/selfcheck/number", test_number);
  g_test_add_func ("/pades/selfcheck/forbidden", test_forbidden);
  g_test_add_func ("/pades/selfcheck/locked", test_locked);
  g_test_add_data_func ("/pades/selfcheck/harmed/dictionary", GINT_TO_POINTER (OTHER_DICTIONARY),
                        test_harmed);
  g_test_add_data_func ("/pades/selfcheck/harmed/value", GINT_TO_POINTER (NO_VALUE), test_harmed);
  g_test_add_func ("/pades/selfcheck/left-over", test_left_over);
  status = g_test_run ();
  pki_signer_free (signer);
  fixture_free (fixture);
  return status;
}

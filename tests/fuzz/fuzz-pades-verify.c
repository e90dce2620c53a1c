/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "pades-dictionary.h"
#include "pades-fixture.h"
#include "pades-stamp.h"

static GPtrArray *seeds; /* GBytes, all properly signed */
static PkiTrust *trust;  /* in those who signed them */

static void
add (Fixture *fixture, GBytes *bytes, PkiSigner *signer, PadesLevel level)
{
  PadesSignRequest request = fixture_request (fixture, signer, level);
  GBytes *once = fixture_sign (fixture, bytes, &request);

  g_ptr_array_add (seeds, once);
  g_ptr_array_add (seeds, fixture_sign (fixture, once, &request));
}

static void
ensure_seeds (void)
{
  g_autoptr (Fixture) fixture = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  if (seeds != NULL)
    return;
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  for (FixtureStructure structure = 0; structure < FIXTURE_N_STRUCTURES; structure++)
    {
      g_autoptr (GBytes) bytes = fixture_pdf (structure);

      add (fixture, bytes, signer, PADES_LEVEL_B_B);
      add (fixture, bytes, signer, PADES_LEVEL_B_T);
      add (fixture, bytes, signer, PADES_LEVEL_B_LTA);
    }
  trust = g_steal_pointer (&fixture->trust);
}

/* The hexadecimal of the CMS may be spelt otherwise; nothing around it may. */
static gboolean
is_as_signed (const PadesDictionary *dictionary, const guint8 *data, GBytes *seed)
{
  gsize length = 0;
  const guint8 *original = g_bytes_get_data (seed, &length);

  return dictionary->end <= length && memcmp (data, original, dictionary->gap) == 0 &&
         memcmp (data + dictionary->tail, original + dictionary->tail,
                 dictionary->end - dictionary->tail) == 0;
}

/* What passes is what was signed, byte by byte. */
static void
assert_honest (PdfFile *file, const PadesReport *report, const guint8 *data)
{
  g_autoptr (GPtrArray) dictionaries = pades_dictionary_list (file, NULL);

  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      gboolean found = FALSE;

      if (signature->indication != PADES_INDICATION_TOTAL_PASSED)
        continue;
      for (guint k = 0; !found && k < seeds->len; k++)
        found = is_as_signed (g_ptr_array_index (dictionaries, i), data,
                              g_ptr_array_index (seeds, k));
      g_assert_true (found);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PadesReport) report = NULL;
  PadesSignRequest request = {.field = "Signature1"};

  ensure_seeds ();
  file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  if (file == NULL)
    return 0;
  pades_sign_preflight (file, &request, NULL);
  report = pades_verify (file, trust, SUPPORT_NOW + 60, NULL, NULL);
  if (report == NULL)
    return 0;
  assert_honest (file, report, data);
  report->stamps = pades_stamp_list (file, report, NULL, NULL);
  g_assert_nonnull (report->stamps);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  ensure_seeds ();
  return index < seeds->len ? g_bytes_ref (g_ptr_array_index (seeds, index)) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pades-dss.h"
#include "pades-fixture.h"

/* Whatever a security store is made of, reading it ends, for each revision too. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PkiValidationData) whole = NULL;

  if (file == NULL)
    return 0;
  whole = pades_dss_read (file);
  g_assert_nonnull (whole);
  for (guint i = 1; i <= MIN (pdf_file_get_n_revisions (file), 4); i++)
    {
      g_autoptr (PkiValidationData) held = pades_dss_read_at (file, i);

      g_assert_nonnull (held);
    }
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (Fixture) fixture = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  PadesSignRequest request;

  if (index >= FIXTURE_N_STRUCTURES)
    return NULL;
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  bytes = fixture_pdf (index);
  request = fixture_request (fixture, signer, PADES_LEVEL_B_LTA);
  return fixture_sign (fixture, bytes, &request);
}

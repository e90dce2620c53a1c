/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pades-fixture.h"
#include "pades-history.h"

/* Any two revisions may stand behind one another: the comparison ends, and says something of each
 * change. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PadesHistory) history = NULL;

  if (file == NULL)
    return 0;
  history = pades_history_new (file, 1, NULL, NULL);
  for (guint i = 0; i < history->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (history->changes, i);
      g_autofree char *text = pades_change_fill (change, pades_change_template (change),
                                                 pades_change_noun (change));

      g_assert_cmpuint (change->revision, >, history->first);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
  return 0;
}

static GBytes *
sign (FixtureStructure structure, gboolean visible)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  g_autoptr (GBytes) bytes = fixture_pdf (structure);
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  PadesMark mark = {{.page = 0, .x = 20, .y = 20, .width = 30, .height = 30}, appearance};
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_LTA);
  g_autoptr (GBytes) once = NULL;

  g_ptr_array_add (marks, &mark);
  if (visible)
    request.marks = marks;
  once = fixture_sign (fixture, bytes, &request);
  return fixture_sign (fixture, once, &request);
}

GBytes *
fuzz_seed (guint index)
{
  if (index >= 2 * FIXTURE_N_STRUCTURES)
    return NULL;
  return sign (index / 2, index % 2 == 1);
}

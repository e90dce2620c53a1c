/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pades-compare.h"
#include "pades-fixture.h"

/* Any two revisions may be compared, whatever their pages are made of. */

static guint32 pixels[64 * 64];

/* Every revision looks different, so that what lies over the pages is looked at too. */
static gboolean
draw (PadesRender *render,
      guint revision,
      guint page,
      double scale,
      PadesPicture *picture,
      GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = i % 7 == revision ? 0 : 0xffffff;
  *picture = (PadesPicture){64, 64, 64, pixels, NULL, NULL};
  return TRUE;
}

static void
keep (PadesRender *render)
{
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  PadesRender render = {draw, keep};
  const PadesCompareRequest request = {.before = 1, .max_drawn = 4};
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (PadesComparison) comparison = NULL;

  if (file != NULL)
    comparison = pades_compare (file, &request, &render, NULL, NULL);
  if (comparison != NULL)
    g_assert_cmpuint (comparison->n_drawn, <=, 4);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (Fixture) fixture = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (PadesAppearance) appearance = NULL;
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (index >= FIXTURE_N_STRUCTURES)
    return NULL;
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  appearance = fixture_appearance ();
  bytes = fixture_pdf (index);
  PadesMark mark = {{.page = 0, .x = 20, .y = 20, .width = 30, .height = 30}, appearance};
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_ptr_array_add (marks, &mark);
  request.marks = marks;
  return fixture_sign (fixture, bytes, &request);
}

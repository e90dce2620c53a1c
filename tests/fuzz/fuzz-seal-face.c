/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "seal-face.h"

static const char *const seeds[] = {
    "vermilion-seal-face 1\nS 40000 40000\nK 16711680\nM 0 20000\nC 0 31000 9000 40000 20000 "
    "40000\n"
    "L 40000 20000\nZ\nM 1200 20000\nL 38800 20000\nZ\nE\nM 1 1\nL -5 7\nL 8 8\nZ\nF\n",
    "vermilion-seal-face 1\nS 1 1000000\nK 255\nM 5 5\nZ\nF\nK 0\nM 5 5\nZ\nE\n",
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (SealDrawing) drawing = seal_face_read ((const char *) data, size, NULL);
  g_autoptr (GBytes) face = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (SealDrawing) again = NULL;

  if (drawing == NULL)
    return 0;
  content = seal_drawing_to_pdf_content (drawing, SEAL_LAYER_INK);
  svg = seal_drawing_to_svg (drawing);

  /* What was read is written so that it reads back the same. */
  face = seal_face_write (drawing);
  again = seal_face_read (g_bytes_get_data (face, NULL), g_bytes_get_size (face), NULL);
  g_assert_nonnull (again);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  if (index >= G_N_ELEMENTS (seeds))
    return NULL;
  return g_bytes_new_static (seeds[index], strlen (seeds[index]));
}

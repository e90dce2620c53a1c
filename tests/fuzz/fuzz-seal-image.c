/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "seal-image.h"

static const char *const types[] = {"png", "jpeg", "bmp"};

/* Only the header is ours to read: the decoders behind it are gdk-pixbuf's. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  SealImageHeader header;

  if (!seal_image_header_parse (data, size, &header, NULL))
    return 0;
  g_assert_cmpuint (header.width, <=, SEAL_IMAGE_MAX_SIDE);
  g_assert_cmpuint (header.height, <=, SEAL_IMAGE_MAX_SIDE);
  g_assert_cmpuint (header.width * header.height, <=, SEAL_IMAGE_MAX_PIXELS);
  g_assert_cmpuint (header.width * header.height, >, 0);
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  char *data;
  gsize size;

  if (index >= G_N_ELEMENTS (types))
    return NULL;
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  gdk_pixbuf_fill (pixbuf, 0xc2361bff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, types[index], NULL, NULL));
  return g_bytes_new_take (data, size);
}

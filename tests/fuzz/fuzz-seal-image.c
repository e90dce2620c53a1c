/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "seal-image.h"

static const char *const types[] = {"png", "jpeg", "bmp"};
/* gdk-pixbuf writes neither of these. */
static const char webp[] = "RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7a\0\0\x4c\0\0";
static const char gif[] = "GIF89a\x7b\0\x4d\0\0\0\0;";

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

  if (index == G_N_ELEMENTS (types))
    return g_bytes_new_static (webp, sizeof webp - 1);
  if (index == G_N_ELEMENTS (types) + 1)
    return g_bytes_new_static (gif, sizeof gif - 1);
  if (index > G_N_ELEMENTS (types) + 1)
    return NULL;
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  gdk_pixbuf_fill (pixbuf, 0xc2361bff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, types[index], NULL, NULL));
  return g_bytes_new_take (data, size);
}

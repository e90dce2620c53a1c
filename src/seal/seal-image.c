/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-image.h"

#include <string.h>

/* Only these kinds are ever handed to a decoder, whatever else gdk-pixbuf has loaders for: SVG and
 * XPM among them would be interpreters at the mercy of the file. */
typedef struct {
  const char *loader;
  const char *magic;
  gsize magic_length;
  gboolean (*read_size) (const guint8 *data, gsize size, SealImageHeader *header);
} Kind;

static guint
read_be16 (const guint8 *p)
{
  return (guint) p[0] << 8 | p[1];
}

static guint
read_be32 (const guint8 *p)
{
  return read_be16 (p) << 16 | read_be16 (p + 2);
}

static guint
read_le16 (const guint8 *p)
{
  return (guint) p[1] << 8 | p[0];
}

static guint
read_le24 (const guint8 *p)
{
  return (guint) p[2] << 16 | read_le16 (p);
}

static guint
read_le32 (const guint8 *p)
{
  return read_le16 (p + 2) << 16 | read_le16 (p);
}

/* ISO/IEC 15948, 11.2.2: IHDR is the first chunk. */
static gboolean
read_png_size (const guint8 *data, gsize size, SealImageHeader *header)
{
  if (size < 24 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;
  header->width = read_be32 (data + 16);
  header->height = read_be32 (data + 20);
  return TRUE;
}

static gboolean
is_start_of_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* ITU-T T.81, B.1.1.4 and B.2.2: marker segments up to the first start of frame. */
static gboolean
read_jpeg_size (const guint8 *data, gsize size, SealImageHeader *header)
{
  gsize at = 2;

  while (at + 9 <= size && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];

      if (marker == 0xff)
        {
          at++;
        }
      else if (is_start_of_frame (marker))
        {
          header->height = read_be16 (data + at + 5);
          header->width = read_be16 (data + at + 7);
          return TRUE;
        }
      else if (marker == 0xd9 || marker == 0xda)
        {
          return FALSE;
        }
      else
        {
          at += 2 + MAX (2, read_be16 (data + at + 2));
        }
    }
  return FALSE;
}

static gboolean
read_gif_size (const guint8 *data, gsize size, SealImageHeader *header)
{
  if (size < 10)
    return FALSE;
  header->width = read_le16 (data + 6);
  header->height = read_le16 (data + 8);
  return TRUE;
}

/* The 12-byte OS/2 header has 16-bit sides; in all later ones a negative height means top-down. */
static gboolean
read_bmp_size (const guint8 *data, gsize size, SealImageHeader *header)
{
  guint32 height;

  if (size < 26)
    return FALSE;
  if (read_le32 (data + 14) == 12)
    {
      header->width = read_le16 (data + 18);
      header->height = read_le16 (data + 20);
      return TRUE;
    }
  header->width = read_le32 (data + 18);
  height = read_le32 (data + 22);
  header->height = height > G_MAXINT32 ? 0 - height : height;
  return TRUE;
}

/* RFC 9649, 2.5–2.7: the first chunk is VP8, VP8L or VP8X. */
static gboolean
read_webp_size (const guint8 *data, gsize size, SealImageHeader *header)
{
  if (size < 30 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;
  if (memcmp (data + 12, "VP8 ", 4) == 0)
    {
      header->width = read_le16 (data + 26) & 0x3fff;
      header->height = read_le16 (data + 28) & 0x3fff;
    }
  else if (memcmp (data + 12, "VP8L", 4) == 0)
    {
      header->width = (read_le32 (data + 21) & 0x3fff) + 1;
      header->height = (read_le32 (data + 21) >> 14 & 0x3fff) + 1;
    }
  else if (memcmp (data + 12, "VP8X", 4) == 0)
    {
      header->width = read_le24 (data + 24) + 1;
      header->height = read_le24 (data + 27) + 1;
    }
  else
    {
      return FALSE;
    }
  return TRUE;
}

static const Kind kinds[] = {
    {"png", "\x89PNG\r\n\x1a\n", 8, read_png_size},
    {"jpeg", "\xff\xd8\xff", 3, read_jpeg_size},
    {"gif", "GIF8", 4, read_gif_size},
    {"bmp", "BM", 2, read_bmp_size},
    {"webp", "RIFF", 4, read_webp_size},
};

static gboolean
check_size (guint width, guint height, GError **error)
{
  if (width > SEAL_IMAGE_MAX_SIDE || height > SEAL_IMAGE_MAX_SIDE ||
      (guint64) width * height > SEAL_IMAGE_MAX_PIXELS)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_PICTURE_SIZE, "%u × %u pixels are too many", width,
                   height);
      return FALSE;
    }
  if (MAX (width, height) < SEAL_IMAGE_MIN_SIDE)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_PICTURE_SIZE, "%u × %u pixels are too few", width,
                   height);
      return FALSE;
    }
  return TRUE;
}

/**
 * seal_image_header_parse:
 * @data: the file, or as much of its beginning as there is
 * @size: its length
 * @header: (out): kind and size
 *
 * Tells the kind of a picture by its first bytes, and refuses sizes that are not decoded.
 *
 * Fails with %SEAL_ERROR_NOT_PICTURE or %SEAL_ERROR_PICTURE_SIZE.
 *
 * Returns: whether it may be decoded
 */
gboolean
seal_image_header_parse (const guint8 *data, gsize size, SealImageHeader *header, GError **error)
{
  g_return_val_if_fail (data != NULL || size == 0, FALSE);
  g_return_val_if_fail (header != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (size < kinds[i].magic_length || memcmp (data, kinds[i].magic, kinds[i].magic_length) != 0)
        continue;
      header->loader = kinds[i].loader;
      if (kinds[i].read_size (data, size, header) && header->width > 0 && header->height > 0)
        return check_size (header->width, header->height, error);
    }
  g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_NOT_PICTURE, "no picture of a known kind");
  return FALSE;
}

/* The decoder's own reading of the size, which may differ from the header's in a crafted file. */
typedef struct {
  guint max_side;
  gboolean refused;
} Limit;

static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, Limit *limit)
{
  int longer = MAX (width, height);

  limit->refused = !check_size ((guint) MAX (0, width), (guint) MAX (0, height), NULL);
  if (longer > (int) limit->max_side)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) ((gint64) width * limit->max_side / longer)),
                                MAX (1, (int) ((gint64) height * limit->max_side / longer)));
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *bytes, const Limit *limit, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  /* In pieces, so that a refused size stops the decoder before it has got far. */
  for (gsize at = 0; at < size; at += 65536)
    {
      if (!gdk_pixbuf_loader_write (loader, data + at, MIN (65536, size - at), error))
        return FALSE;
      if (limit->refused)
        {
          g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_PICTURE_SIZE,
                               "the picture is larger than its header says");
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * seal_image_decode:
 * @bytes: a PNG, JPEG, GIF, BMP or WebP file
 * @max_side: larger pictures are made smaller while they are read
 *
 * Decodes a picture of bounded size, turned upright as its camera noted.
 *
 * Fails with %SEAL_ERROR_NOT_PICTURE or %SEAL_ERROR_PICTURE_SIZE.
 *
 * Returns: (transfer full): the pixels
 */
GdkPixbuf *
seal_image_decode (GBytes *bytes, guint max_side, GError **error)
{
  SealImageHeader header;
  Limit limit = {max_side, FALSE};
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) problem = NULL;
  GdkPixbuf *pixbuf;
  gboolean fed;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > SEAL_IMAGE_MAX_BYTES)
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_PICTURE_SIZE, "the file is over 40 MB");
      return NULL;
    }
  if (!seal_image_header_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &header,
                                error))
    return NULL;
  loader = gdk_pixbuf_loader_new_with_type (header.loader, &problem);
  if (loader == NULL)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_NOT_PICTURE, "no decoder for %s: %s",
                   header.loader, problem->message);
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &limit);
  fed = feed (loader, bytes, &limit, &problem);
  fed = gdk_pixbuf_loader_close (loader, fed ? &problem : NULL) && fed;
  pixbuf = fed ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf == NULL && problem != NULL && problem->domain == SEAL_ERROR)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (pixbuf == NULL)
    g_set_error (error, SEAL_ERROR, SEAL_ERROR_NOT_PICTURE, "damaged picture: %s",
                 problem != NULL ? problem->message : "no pixels");
  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

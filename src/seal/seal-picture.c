/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-picture.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal-drawing-private.h"
#include "seal-image.h"
#include "seal-ink.h"

#define DEFAULT_WIDTH 40
#define MIN_WIDTH 3
#define MAX_WIDTH 500

/* Cleaning up works on at most this many pixels a side, and the result is kept at 600 dpi: more
 * makes signed files larger and nothing sharper. */
#define WORK_SIDE 2400
#define KEPT_DPI 600

static GBytes *
read_bounded (int fd, goffset size, GError **error)
{
  g_autofree guint8 *data = g_malloc ((gsize) size + 1);
  gsize n = 0;

  while (n < (gsize) size)
    {
      gssize got = read (fd, data + n, (gsize) size - n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          g_set_error (error, SEAL_ERROR, SEAL_ERROR_UNREADABLE, "cannot read: %s",
                       g_strerror (errno));
          return NULL;
        }
      if (got == 0)
        break;
      n += (gsize) got;
    }
  return g_bytes_new_take (g_steal_pointer (&data), n);
}

/* The size is looked at, and the header, before the rest is read. */
static GBytes *
read_picture_file (int fd, GError **error)
{
  struct stat status;
  guint8 head[65536];
  SealImageHeader header;
  gssize n;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_UNREADABLE, "not a regular file");
      return NULL;
    }
  if (status.st_size > SEAL_IMAGE_MAX_BYTES)
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_PICTURE_SIZE, "the file is over 40 MB");
      return NULL;
    }
  n = pread (fd, head, sizeof head, 0);
  if (n < status.st_size && n == (gssize) sizeof head)
    {
      g_autoptr (GError) problem = NULL;

      /* Only a size is final here: a JPEG's may stand after a large preview. */
      if (!seal_image_header_parse (head, (gsize) n, &header, &problem) &&
          problem->code == SEAL_ERROR_PICTURE_SIZE)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  return read_bounded (fd, status.st_size, error);
}

static gboolean
has_transparency (GdkPixbuf *pixbuf)
{
  guint64 n = 0;

  if (!gdk_pixbuf_get_has_alpha (pixbuf))
    return FALSE;
  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    {
      const guint8 *line = gdk_pixbuf_read_pixels (pixbuf) +
                           (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++)
        n += line[4 * x + 3] < 128;
    }
  /* A stray pixel in an opaque scan does not make it a cut-out. */
  return n * 100 > (guint64) gdk_pixbuf_get_width (pixbuf) * (guint) gdk_pixbuf_get_height (pixbuf);
}

static GdkPixbuf *
clean_up (GdkPixbuf *decoded, gboolean keep_background, GError **error)
{
  if (keep_background)
    return g_object_ref (decoded);
  if (has_transparency (decoded))
    return seal_ink_crop (decoded, error);
  return seal_ink_extract (decoded, error);
}

static GdkPixbuf *
reduce (GdkPixbuf *pixbuf, double width)
{
  int columns = gdk_pixbuf_get_width (pixbuf);
  int kept = MAX (1, (int) lround (width / 25.4 * KEPT_DPI));

  if (columns <= kept)
    return g_object_ref (pixbuf);
  return gdk_pixbuf_scale_simple (
      pixbuf, kept,
      MAX (1, (int) lround ((double) gdk_pixbuf_get_height (pixbuf) * kept / columns)),
      GDK_INTERP_BILINEAR);
}

/**
 * seal_picture_load_bytes:
 * @bytes: a PNG, JPEG, GIF, BMP or WebP file
 * @spec: how to take it
 *
 * Makes a seal of a picture that is already in memory; see [func@picture_load].
 *
 * Returns: (transfer full): the seal
 */
SealDrawing *
seal_picture_load_bytes (GBytes *bytes, const SealPictureSpec *spec, GError **error)
{
  g_autoptr (GdkPixbuf) decoded = NULL;
  g_autoptr (GdkPixbuf) cleaned = NULL;
  g_autoptr (GdkPixbuf) reduced = NULL;
  double width;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  width = spec->width > 0 ? CLAMP (spec->width, MIN_WIDTH, MAX_WIDTH) : DEFAULT_WIDTH;
  decoded = seal_image_decode (bytes, WORK_SIDE, error);
  if (decoded == NULL)
    return NULL;
  cleaned = clean_up (decoded, spec->keep_background, error);
  if (cleaned == NULL)
    return NULL;
  if (MAX (gdk_pixbuf_get_width (cleaned), gdk_pixbuf_get_height (cleaned)) < SEAL_IMAGE_MIN_SIDE)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_PICTURE_SIZE, "the ink is only %d × %d pixels",
                   gdk_pixbuf_get_width (cleaned), gdk_pixbuf_get_height (cleaned));
      return NULL;
    }
  reduced = reduce (cleaned, width);
  return seal_drawing_new_from_pixbuf (reduced, width);
}

/**
 * seal_picture_load:
 * @path: a PNG, JPEG, GIF, BMP or WebP file
 * @spec: how to take it
 *
 * Makes a seal of a picture: the paper becomes transparent, the light on it is evened out, a red
 * seal leaves black print under it behind, and the rest is cut to the ink.
 *
 * Fails with %SEAL_ERROR_UNREADABLE, %SEAL_ERROR_NOT_PICTURE, %SEAL_ERROR_PICTURE_SIZE (found
 * out before anything is decoded) or %SEAL_ERROR_PICTURE_EMPTY.
 *
 * Returns: (transfer full): the seal
 */
SealDrawing *
seal_picture_load (const char *path, const SealPictureSpec *spec, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  /* Without O_NONBLOCK a FIFO would hang here. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_UNREADABLE, "cannot open “%s”: %s", path,
                   g_strerror (errno));
      return NULL;
    }
  bytes = read_picture_file (fd, error);
  close (fd);
  return bytes != NULL ? seal_picture_load_bytes (bytes, spec, error) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-drawing-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

/* A side of a rendered picture is bounded, whatever resolution is asked for. */
#define MAX_PIXELS 12000

/* Micrometres as mm in decimals that PDF and SVG both read, in any locale. */
static void
append_mm (GString *out, gint32 um)
{
  guint32 rest = (guint32) ABS (um);
  guint32 fraction = rest % 1000;

  g_string_append_printf (out, "%s%u", um < 0 ? "-" : "", rest / 1000);
  if (fraction == 0)
    return;
  g_string_append_printf (out, ".%03u", fraction);
  while (out->str[out->len - 1] == '0')
    g_string_truncate (out, out->len - 1);
}

static void
append_pdf_colour (GString *out, gint32 rgb)
{
  for (int shift = 16; shift >= 0; shift -= 8)
    {
      append_mm (out, ((rgb >> shift & 255) * 1000 + 127) / 255);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, "rg\n");
}

static void
append_pdf_op (GString *out, const SealOp *op, gint32 height)
{
  /* ISO 32000-2, 8.5.2 and 8.5.3 */
  static const char *const names[SEAL_N_OPS] = {
      [SEAL_OP_MOVE] = "m",  [SEAL_OP_LINE] = "l", [SEAL_OP_CURVE] = "c",
      [SEAL_OP_CLOSE] = "h", [SEAL_OP_FILL] = "f", [SEAL_OP_FILL_EVEN_ODD] = "f*",
  };

  if (op->kind == SEAL_OP_COLOUR)
    {
      append_pdf_colour (out, op->v[0]);
      return;
    }
  for (guint i = 0; i < seal_op_n_values (op->kind); i++)
    {
      append_mm (out, i % 2 == 0 ? op->v[i] : height - op->v[i]);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, names[op->kind]);
  g_string_append_c (out, '\n');
}

static void
append_pdf_picture (GString *out, const SealDrawing *self)
{
  const SealBox *box = &self->seal;

  append_mm (out, box->width);
  g_string_append (out, " 0 0 ");
  append_mm (out, box->height);
  g_string_append_c (out, ' ');
  append_mm (out, box->x);
  g_string_append_c (out, ' ');
  append_mm (out, self->height - box->y - box->height);
  g_string_append (out, " cm\n/Im0 Do\n");
}

/**
 * seal_drawing_to_pdf_content:
 * @self: a drawing
 * @layer: which part of it
 *
 * Writes a layer as the content stream of a Form XObject with the box [0 0 width height] in mm.
 *
 * Returns: (transfer full) (nullable): PDF operators; %NULL where nothing is on the layer
 */
GBytes *
seal_drawing_to_pdf_content (SealDrawing *self, SealLayer layer)
{
  const GArray *ops;
  gboolean picture;
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  ops = layer == SEAL_LAYER_INK ? self->ops : self->print;
  picture = layer == SEAL_LAYER_INK && self->surface != NULL;
  if (ops == NULL && !picture)
    return NULL;
  out = g_string_new (NULL);
  if (picture)
    append_pdf_picture (out, self);
  for (guint i = 0; ops != NULL && i < ops->len; i++)
    append_pdf_op (out, &g_array_index (ops, SealOp, i), self->height);
  return g_string_free_to_bytes (out);
}

static void
append_svg_paths (GString *out, const GArray *ops)
{
  static const char letters[SEAL_N_OPS] = {
      [SEAL_OP_MOVE] = 'M', [SEAL_OP_LINE] = 'L', [SEAL_OP_CURVE] = 'C', [SEAL_OP_CLOSE] = 'Z'};
  g_autoptr (GString) path = g_string_new (NULL);
  guint32 rgb = 0;

  for (guint i = 0; i < ops->len; i++)
    {
      const SealOp *op = &g_array_index (ops, SealOp, i);

      if (op->kind == SEAL_OP_COLOUR)
        {
          rgb = (guint32) op->v[0];
        }
      else if (letters[op->kind] == '\0')
        {
          g_string_append_printf (out, "<path fill=\"#%06x\"%s d=\"%s\"/>\n", rgb,
                                  op->kind == SEAL_OP_FILL ? "" : " fill-rule=\"evenodd\"",
                                  path->str);
          g_string_truncate (path, 0);
        }
      else
        {
          g_string_append_c (path, letters[op->kind]);
          for (guint j = 0; j < seal_op_n_values (op->kind); j++)
            {
              if (j > 0)
                g_string_append_c (path, ' ');
              append_mm (path, op->v[j]);
            }
        }
    }
}

static void
append_svg_picture (GString *out, SealDrawing *self)
{
  g_autoptr (GBytes) png = seal_drawing_picture_to_png (self);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));

  g_string_append (out, "<image x=\"");
  append_mm (out, self->seal.x);
  g_string_append (out, "\" y=\"");
  append_mm (out, self->seal.y);
  g_string_append (out, "\" width=\"");
  append_mm (out, self->seal.width);
  g_string_append (out, "\" height=\"");
  append_mm (out, self->seal.height);
  g_string_append_printf (out, "\" href=\"data:image/png;base64,%s\"/>\n", base64);
}

/**
 * seal_drawing_to_svg:
 * @self: a drawing
 *
 * Writes it as an SVG file of its true size, without any font.
 *
 * Returns: (transfer full): the file
 */
GBytes *
seal_drawing_to_svg (SealDrawing *self)
{
  g_autoptr (GString) width = g_string_new (NULL);
  g_autoptr (GString) height = g_string_new (NULL);
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  append_mm (width, self->width);
  append_mm (height, self->height);
  g_string_append_printf (out,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%smm\" "
                          "height=\"%smm\" viewBox=\"0 0 %s %s\">\n",
                          width->str, height->str, width->str, height->str);
  if (self->surface != NULL)
    append_svg_picture (out, self);
  if (self->ops != NULL)
    append_svg_paths (out, self->ops);
  if (self->print != NULL)
    append_svg_paths (out, self->print);
  g_string_append (out, "</svg>\n");
  return g_string_free_to_bytes (out);
}

static void
unpremultiply (cairo_surface_t *surface, GdkPixbuf *pixbuf)
{
  const guint8 *from = cairo_image_surface_get_data (surface);
  int from_stride = cairo_image_surface_get_stride (surface);
  guint8 *to = gdk_pixbuf_get_pixels (pixbuf);
  int to_stride = gdk_pixbuf_get_rowstride (pixbuf);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    {
      const guint32 *in = (const guint32 *) (const void *) (from + (gsize) y * (gsize) from_stride);
      guint8 *out = to + (gsize) y * (gsize) to_stride;

      for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++, out += 4)
        {
          guint a = in[x] >> 24;

          out[0] = a == 0 ? 0 : MIN (255, ((in[x] >> 16 & 255) * 255 + a / 2) / a);
          out[1] = a == 0 ? 0 : MIN (255, ((in[x] >> 8 & 255) * 255 + a / 2) / a);
          out[2] = a == 0 ? 0 : MIN (255, ((in[x] & 255) * 255 + a / 2) / a);
          out[3] = a;
        }
    }
}

/* With the resolution written into it, so that other programs show it at its true size. */
static GBytes *
pixbuf_to_png (GdkPixbuf *pixbuf, double dpi)
{
  g_autofree char *resolution = g_strdup_printf ("%ld", MAX (1, lround (dpi)));
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize size = 0;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &error, "x-dpi", resolution, "y-dpi",
                                  resolution, NULL))
    g_error ("cannot write PNG: %s", error->message);
  return g_bytes_new_take (data, size);
}

/**
 * seal_drawing_to_png:
 * @self: a drawing
 * @dpi: pixels an inch; lowered where a side would exceed 12,000 pixels
 *
 * Renders the seal on a transparent background, width · dpi / 25.4 pixels wide.
 *
 * Returns: (transfer full): the file
 */
GBytes *
seal_drawing_to_png (SealDrawing *self, double dpi)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  double scale;
  int width, height;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (dpi > 0, NULL);

  scale = MIN (dpi / 25400, (double) MAX_PIXELS / MAX (self->width, self->height));
  width = (int) MAX (1, lround (self->width * scale));
  height = (int) MAX (1, lround (self->height * scale));
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (surface);
  cairo_scale (cr, 1000.0 * width / self->width, 1000.0 * height / self->height);
  seal_drawing_paint (self, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  unpremultiply (surface, pixbuf);
  cairo_surface_destroy (surface);
  return pixbuf_to_png (pixbuf, scale * 25400);
}

/**
 * seal_drawing_picture_to_png:
 * @self: a drawing made from a picture
 *
 * Writes the picture as PNG, pixel for pixel.
 *
 * Returns: (transfer full): the file
 */
GBytes *
seal_drawing_picture_to_png (SealDrawing *self)
{
  g_autoptr (GdkPixbuf)
      pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, (int) self->columns, (int) self->rows);
  const guint8 *rgb = g_bytes_get_data (self->rgb, NULL);
  const guint8 *alpha = g_bytes_get_data (self->alpha, NULL);

  for (guint y = 0; y < self->rows; y++)
    {
      guint8 *out = gdk_pixbuf_get_pixels (pixbuf) +
                    (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (guint x = 0; x < self->columns; x++, rgb += 3, out += 4)
        {
          memcpy (out, rgb, 3);
          out[3] = *alpha++;
        }
    }
  return pixbuf_to_png (pixbuf, self->columns * 25400.0 / self->seal.width);
}

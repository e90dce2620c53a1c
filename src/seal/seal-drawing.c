/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-drawing-private.h"

#include <math.h>
#include <string.h>

static gint32
um_from_mm (double mm)
{
  return (gint32) lround (mm * 1000);
}

/**
 * seal_op_n_values:
 * @kind: an operator
 *
 * Returns: how many numbers follow it
 */
guint
seal_op_n_values (SealOpKind kind)
{
  static const guint8 n_values[SEAL_N_OPS] = {
      [SEAL_OP_COLOUR] = 1,
      [SEAL_OP_MOVE] = 2,
      [SEAL_OP_LINE] = 2,
      [SEAL_OP_CURVE] = 6,
  };

  return n_values[kind];
}

static SealDrawing *
drawing_alloc (gint32 width, gint32 height)
{
  SealDrawing *self = g_new0 (SealDrawing, 1);

  g_atomic_ref_count_init (&self->refs);
  self->width = width;
  self->height = height;
  self->seal = (SealBox){0, 0, width, height};
  return self;
}

/**
 * seal_drawing_new:
 * @width: in mm
 * @height: in mm
 *
 * Returns: (transfer full): an empty drawing
 */
SealDrawing *
seal_drawing_new (double width, double height)
{
  SealDrawing *self = drawing_alloc (um_from_mm (width), um_from_mm (height));

  self->ops = g_array_new (FALSE, TRUE, sizeof (SealOp));
  return self;
}

/**
 * seal_drawing_add_colour:
 * @self: a drawing that nobody else has yet
 * @rgb: 0xRRGGBB
 *
 * Sets the colour of what follows.
 */
void
seal_drawing_add_colour (SealDrawing *self, guint32 rgb)
{
  SealOp op = {SEAL_OP_COLOUR, {(gint32) (rgb & 0xffffff)}};

  g_array_append_val (self->ops, op);
}

/**
 * seal_drawing_add_path:
 * @self: a drawing that nobody else has yet
 * @path: in µm
 * @fill: how to fill it
 *
 * Fills a path.
 */
void
seal_drawing_add_path (SealDrawing *self, const cairo_path_t *path, SealOpKind fill)
{
  static const SealOpKind kinds[] = {
      [CAIRO_PATH_MOVE_TO] = SEAL_OP_MOVE,
      [CAIRO_PATH_LINE_TO] = SEAL_OP_LINE,
      [CAIRO_PATH_CURVE_TO] = SEAL_OP_CURVE,
      [CAIRO_PATH_CLOSE_PATH] = SEAL_OP_CLOSE,
  };
  SealOp end = {fill};

  for (int i = 0; i < path->num_data; i += path->data[i].header.length)
    {
      const cairo_path_data_t *data = &path->data[i];
      SealOp op = {kinds[data->header.type]};

      /* cairo leaves a lone MOVE after each CLOSE, which paints nothing. */
      if (op.kind == SEAL_OP_MOVE &&
          (i + data->header.length >= path->num_data ||
           path->data[i + data->header.length].header.type == CAIRO_PATH_MOVE_TO))
        continue;
      for (int j = 1; j < data->header.length; j++)
        {
          op.v[2 * j - 2] = (gint32) lround (data[j].point.x);
          op.v[2 * j - 1] = (gint32) lround (data[j].point.y);
        }
      g_array_append_val (self->ops, op);
    }
  if (self->ops->len > 0 &&
      g_array_index (self->ops, SealOp, self->ops->len - 1).kind == SEAL_OP_CLOSE)
    g_array_append_val (self->ops, end);
}

static cairo_surface_t *
surface_from_pixels (guint columns, guint rows, const guint8 *rgb, const guint8 *alpha)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) columns,
                                                         (int) rows);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (guint y = 0; y < rows; y++)
    {
      guint32 *line = (guint32 *) (void *) (data + (gsize) y * (gsize) stride);

      for (guint x = 0; x < columns; x++, rgb += 3, alpha++)
        {
          guint a = *alpha;

          line[x] = a << 24 | (rgb[0] * a + 127) / 255 << 16 | (rgb[1] * a + 127) / 255 << 8 |
                    (rgb[2] * a + 127) / 255;
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/**
 * seal_drawing_new_from_pixbuf:
 * @pixbuf: a picture, with or without transparency
 * @width: in mm; the height follows
 *
 * Returns: (transfer full): a drawing of the picture
 */
SealDrawing *
seal_drawing_new_from_pixbuf (GdkPixbuf *pixbuf, double width)
{
  guint columns = (guint) gdk_pixbuf_get_width (pixbuf);
  guint rows = (guint) gdk_pixbuf_get_height (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  SealDrawing *self = drawing_alloc (um_from_mm (width),
                                     MAX (1, um_from_mm (width * rows / columns)));
  guint8 *rgb = g_malloc ((gsize) columns * rows * 3);
  guint8 *alpha = g_malloc ((gsize) columns * rows);

  for (guint y = 0; y < rows; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (pixbuf) +
                           (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

      for (guint x = 0; x < columns; x++, from += channels)
        {
          memcpy (rgb + ((gsize) y * columns + x) * 3, from, 3);
          alpha[(gsize) y * columns + x] = channels == 4 ? from[3] : 255;
        }
    }
  self->columns = columns;
  self->rows = rows;
  self->surface = surface_from_pixels (columns, rows, rgb, alpha);
  self->rgb = g_bytes_new_take (rgb, (gsize) columns * rows * 3);
  self->alpha = g_bytes_new_take (alpha, (gsize) columns * rows);
  return self;
}

static GArray *
shift_ops (const GArray *ops, gint32 dx, gint32 dy)
{
  GArray *shifted = g_array_sized_new (FALSE, TRUE, sizeof (SealOp), ops->len);

  for (guint i = 0; i < ops->len; i++)
    {
      SealOp op = g_array_index (ops, SealOp, i);

      for (guint j = 0; op.kind != SEAL_OP_COLOUR && j < seal_op_n_values (op.kind); j++)
        op.v[j] += j % 2 == 0 ? dx : dy;
      g_array_append_val (shifted, op);
    }
  return shifted;
}

static void
take_seal (SealDrawing *self, const SealDrawing *seal, gint32 x, gint32 y)
{
  self->seal = (SealBox){x, y, seal->width, seal->height};
  if (seal->ops != NULL)
    self->ops = shift_ops (seal->ops, x, y);
  if (seal->surface == NULL)
    return;
  self->surface = cairo_surface_reference (seal->surface);
  self->columns = seal->columns;
  self->rows = seal->rows;
  self->rgb = g_bytes_ref (seal->rgb);
  self->alpha = g_bytes_ref (seal->alpha);
}

/**
 * seal_drawing_new_composed:
 * @print: what was drawn as print, whose size the whole has
 * @seal: (nullable): a seal
 * @x: its place, in mm
 * @y: the same
 *
 * Returns: (transfer full): the seal on the print
 */
SealDrawing *
seal_drawing_new_composed (SealDrawing *print, SealDrawing *seal, double x, double y)
{
  SealDrawing *self = drawing_alloc (print->width, print->height);

  self->print = g_array_ref (print->ops);
  if (seal != NULL)
    take_seal (self, seal, um_from_mm (x), um_from_mm (y));
  return self;
}

/**
 * seal_drawing_ref:
 * @self: a drawing
 *
 * Takes a further reference; may be called on any thread.
 *
 * Returns: (transfer full): @self
 */
SealDrawing *
seal_drawing_ref (SealDrawing *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * seal_drawing_unref:
 * @self: (transfer full): a drawing
 *
 * Gives a reference back; the last one frees the drawing.
 */
void
seal_drawing_unref (SealDrawing *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->ops, g_array_unref);
  g_clear_pointer (&self->print, g_array_unref);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->rgb, g_bytes_unref);
  g_clear_pointer (&self->alpha, g_bytes_unref);
  g_free (self);
}

/**
 * seal_drawing_get_width:
 * @self: a drawing
 *
 * Returns: how wide it is on paper, in mm
 */
double
seal_drawing_get_width (SealDrawing *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->width / 1000.0;
}

/**
 * seal_drawing_get_height:
 * @self: a drawing
 *
 * Returns: how high it is on paper, in mm
 */
double
seal_drawing_get_height (SealDrawing *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->height / 1000.0;
}

/**
 * seal_drawing_get_seal_box:
 * @self: a drawing
 * @x: (out): from the left, in mm
 * @y: (out): from the top, in mm
 * @width: (out): in mm
 * @height: (out): in mm
 *
 * Tells where in the drawing the seal stands: all of it, where there is nothing but a seal or
 * nothing but print.
 */
void
seal_drawing_get_seal_box (SealDrawing *self, double *x, double *y, double *width, double *height)
{
  g_return_if_fail (self != NULL);

  *x = self->seal.x / 1000.0;
  *y = self->seal.y / 1000.0;
  *width = self->seal.width / 1000.0;
  *height = self->seal.height / 1000.0;
}

static void
paint_picture (SealDrawing *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_translate (cr, self->seal.x, self->seal.y);
  cairo_scale (cr, (double) self->seal.width / self->columns,
               (double) self->seal.height / self->rows);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  /* An enlarged picture ends at its edge instead of fading out half a pixel before it. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, self->columns, self->rows);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_op (const SealOp *op, cairo_t *cr)
{
  const gint32 *v = op->v;

  switch (op->kind)
    {
    case SEAL_OP_COLOUR:
      cairo_set_source_rgb (cr, (v[0] >> 16 & 255) / 255.0, (v[0] >> 8 & 255) / 255.0,
                            (v[0] & 255) / 255.0);
      break;
    case SEAL_OP_MOVE:
      cairo_move_to (cr, v[0], v[1]);
      break;
    case SEAL_OP_LINE:
      cairo_line_to (cr, v[0], v[1]);
      break;
    case SEAL_OP_CURVE:
      cairo_curve_to (cr, v[0], v[1], v[2], v[3], v[4], v[5]);
      break;
    case SEAL_OP_CLOSE:
      cairo_close_path (cr);
      break;
    case SEAL_OP_FILL:
    case SEAL_OP_FILL_EVEN_ODD:
      cairo_set_fill_rule (cr, op->kind == SEAL_OP_FILL ? CAIRO_FILL_RULE_WINDING
                                                        : CAIRO_FILL_RULE_EVEN_ODD);
      cairo_fill (cr);
      break;
    case SEAL_N_OPS:
    default:
      g_assert_not_reached ();
    }
}

static void
paint_ops (const GArray *ops, cairo_t *cr)
{
  cairo_new_path (cr);
  for (guint i = 0; i < ops->len; i++)
    paint_op (&g_array_index (ops, SealOp, i), cr);
}

/**
 * seal_drawing_paint_layer:
 * @self: a drawing
 * @layer: which part of it
 * @cr: where to paint, scaled so that one unit is one mm
 *
 * Paints one layer with the top left of the drawing at the origin.
 */
void
seal_drawing_paint_layer (SealDrawing *self, SealLayer layer, cairo_t *cr)
{
  const GArray *ops;

  g_return_if_fail (self != NULL);
  g_return_if_fail (cr != NULL);

  ops = layer == SEAL_LAYER_INK ? self->ops : self->print;
  cairo_save (cr);
  cairo_scale (cr, 0.001, 0.001);
  if (layer == SEAL_LAYER_INK && self->surface != NULL)
    paint_picture (self, cr);
  if (ops != NULL)
    paint_ops (ops, cr);
  cairo_restore (cr);
}

/**
 * seal_drawing_paint:
 * @self: a drawing
 * @cr: where to paint, scaled so that one unit is one mm
 *
 * Paints all of it with its top left at the origin.
 */
void
seal_drawing_paint (SealDrawing *self, cairo_t *cr)
{
  for (SealLayer layer = SEAL_LAYER_INK; layer < SEAL_N_LAYERS; layer++)
    seal_drawing_paint_layer (self, layer, cr);
}

/**
 * seal_drawing_get_picture:
 * @self: a drawing
 * @width: (out): columns of pixels
 * @height: (out): rows of pixels
 * @rgb: (out) (transfer full): three bytes a pixel, not multiplied by alpha
 * @alpha: (out) (transfer full): one byte a pixel
 *
 * Gives the pixels of a seal that was imported as a picture.
 *
 * Returns: %FALSE for a seal made of outlines
 */
gboolean
seal_drawing_get_picture (
    SealDrawing *self, guint *width, guint *height, GBytes **rgb, GBytes **alpha)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->surface == NULL)
    return FALSE;
  *width = self->columns;
  *height = self->rows;
  *rgb = g_bytes_ref (self->rgb);
  *alpha = g_bytes_ref (self->alpha);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-round.h"

#include <math.h>
#include <string.h>

#include "seal-drawing-private.h"
#include "seal-round-layout.h"
#include "seal-text.h"

#define DEFAULT_DIAMETER 40
#define DEFAULT_RGB 0xff0000

/* sin 18° / sin 54°: the inner corners of a star whose sides are straight lines. */
#define STAR_INNER 0.381966

/* A bracket or letter takes less of the ring than an ideograph, and this much beside its ink. */
#define NARROW_AIR 0.14
#define NARROW_LEAST 0.40
#define SPACE_SHARE 0.35

/* The box that ink of one kind shares, in font units: characters keep their heights relative to
 * each other, so that 一 stays a stroke in mid-height. */
typedef struct {
  double top;
  double bottom;
  double width;
} InkBox;

typedef struct {
  GPtrArray *glyphs;
  double *shares;
  InkBox boxes[SEAL_GLYPH_SPACE];
} Line;

typedef struct {
  Line name;
  Line row;
  GPtrArray *code;
  SealRoundLayout *layout;
  gboolean star;
  guint32 rgb;
} Face;

static void
line_clear (Line *line)
{
  g_clear_pointer (&line->glyphs, g_ptr_array_unref);
  g_clear_pointer (&line->shares, g_free);
}

static void
face_clear (Face *face)
{
  line_clear (&face->name);
  line_clear (&face->row);
  g_clear_pointer (&face->code, g_ptr_array_unref);
  g_clear_pointer (&face->layout, seal_round_layout_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Face, face_clear)

static void
ink_box_add (InkBox *box, const SealGlyph *glyph)
{
  if (box->width == 0)
    {
      box->top = glyph->y;
      box->bottom = glyph->y + glyph->height;
    }
  box->top = MIN (box->top, glyph->y);
  box->bottom = MAX (box->bottom, glyph->y + glyph->height);
  box->width = MAX (box->width, glyph->width);
}

static double
glyph_share (const Line *line, const SealGlyph *glyph)
{
  if (glyph->kind == SEAL_GLYPH_SPACE)
    return SPACE_SHARE;
  if (glyph->kind == SEAL_GLYPH_IDEOGRAPH)
    return 1;
  return CLAMP (glyph->width / line->boxes[SEAL_GLYPH_IDEOGRAPH].width + NARROW_AIR, NARROW_LEAST,
                1);
}

static gboolean
line_prepare (Line *line, const char *text, const char *family, GError **error)
{
  /* 国 fills its box as a full character does; H is as high as capitals and digits are. */
  g_autoptr (GPtrArray) reference = seal_text_outline ("国H", family, SEAL_FONT_SONG, error);

  if (reference == NULL)
    return FALSE;
  line->glyphs = seal_text_outline (text != NULL ? text : "", family, SEAL_FONT_SONG, error);
  if (line->glyphs == NULL)
    return FALSE;
  ink_box_add (&line->boxes[SEAL_GLYPH_IDEOGRAPH], g_ptr_array_index (reference, 0));
  ink_box_add (&line->boxes[SEAL_GLYPH_LETTER], g_ptr_array_index (reference, 1));
  for (guint i = 0; i < line->glyphs->len; i++)
    {
      const SealGlyph *glyph = g_ptr_array_index (line->glyphs, i);

      if (glyph->kind == SEAL_GLYPH_IDEOGRAPH || glyph->kind == SEAL_GLYPH_LETTER)
        ink_box_add (&line->boxes[glyph->kind], glyph);
    }
  line->boxes[SEAL_GLYPH_MARK] = line->boxes[SEAL_GLYPH_IDEOGRAPH];
  line->shares = g_new (double, line->glyphs->len);
  for (guint i = 0; i < line->glyphs->len; i++)
    line->shares[i] = glyph_share (line, g_ptr_array_index (line->glyphs, i));
  return TRUE;
}

/* Moves the path from the scratch context, whose device units are micrometres, to the drawing. */
static void
take_path (cairo_t *cr, SealDrawing *drawing, SealOpKind fill)
{
  cairo_path_t *path;

  cairo_save (cr);
  cairo_identity_matrix (cr);
  path = cairo_copy_path (cr);
  seal_drawing_add_path (drawing, path, fill);
  cairo_path_destroy (path);
  cairo_restore (cr);
  cairo_new_path (cr);
}

/* Draws a character into the cell of a full-width one, width × height, whose bottom middle is the
 * origin; ink is centred across, and squeezed further only where it would leave its share. */
static void
draw_glyph (cairo_t *cr, const Line *line, guint i, double width, double height)
{
  const SealGlyph *glyph = g_ptr_array_index (line->glyphs, i);
  const InkBox *box = &line->boxes[glyph->kind];
  double scale_x = width / line->boxes[SEAL_GLYPH_IDEOGRAPH].width;
  double scale_y = height / (box->bottom - box->top);

  scale_x = MIN (scale_x, width * line->shares[i] / glyph->width);
  if (glyph->height * scale_y > height)
    scale_y = height / glyph->height;
  cairo_scale (cr, scale_x, scale_y);
  cairo_translate (cr, -glyph->x - glyph->width / 2,
                   -CLAMP (box->bottom, glyph->y + glyph->height, glyph->y + height / scale_y));
  cairo_append_path (cr, glyph->path);
}

static void
draw_border (cairo_t *cr, SealDrawing *drawing, const SealRoundSize *size)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, size->diameter / 2, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_new_sub_path (cr);
  cairo_arc (cr, 0, 0, size->diameter / 2 - size->border, 0, 2 * G_PI);
  cairo_close_path (cr);
  take_path (cr, drawing, SEAL_OP_FILL_EVEN_ODD);
}

static void
draw_star (cairo_t *cr, SealDrawing *drawing, const SealRoundSize *size)
{
  for (int i = 0; i < 10; i++)
    {
      double radius = size->star * (i % 2 == 0 ? 1 : STAR_INNER);
      double angle = i * G_PI / 5;

      cairo_line_to (cr, radius * sin (angle), -radius * cos (angle));
    }
  cairo_close_path (cr);
  take_path (cr, drawing, SEAL_OP_FILL);
}

static void
draw_ring (cairo_t *cr, SealDrawing *drawing, const Line *line, const SealRoundLayout *layout)
{
  for (guint i = 0; i < line->glyphs->len; i++)
    {
      const SealGlyph *glyph = g_ptr_array_index (line->glyphs, i);

      if (glyph->kind == SEAL_GLYPH_SPACE)
        continue;
      cairo_save (cr);
      cairo_rotate (cr, layout->angles[i] * G_PI / 180);
      cairo_translate (cr, 0, -layout->foot);
      draw_glyph (cr, line, i, layout->width, layout->height);
      cairo_restore (cr);
      take_path (cr, drawing, SEAL_OP_FILL);
    }
}

static void
draw_row (cairo_t *cr, SealDrawing *drawing, const Line *line, const SealRoundLayout *layout)
{
  for (guint i = 0; i < line->glyphs->len; i++)
    {
      const SealGlyph *glyph = g_ptr_array_index (line->glyphs, i);

      if (glyph->kind == SEAL_GLYPH_SPACE)
        continue;
      cairo_save (cr);
      cairo_translate (cr, layout->row_centres[i], layout->row_top + layout->row_height);
      draw_glyph (cr, line, i, layout->row_char, layout->row_height);
      cairo_restore (cr);
      take_path (cr, drawing, SEAL_OP_FILL);
    }
}

/* The middle digit at six o'clock, the first one to the left of it. */
static void
draw_code (cairo_t *cr, SealDrawing *drawing, GPtrArray *digits, const SealRoundSize *size)
{
  double feet = size->diameter / 2 - size->border - SEAL_CODE_GAP;

  for (guint i = 0; i < digits->len; i++)
    {
      const SealGlyph *digit = g_ptr_array_index (digits, i);
      double angle = (digits->len - 1.0 - 2 * i) / 2 * SEAL_CODE_PITCH;
      double scale = SEAL_CODE_HEIGHT / digit->height;

      cairo_save (cr);
      cairo_rotate (cr, angle * G_PI / 180);
      cairo_translate (cr, 0, feet);
      cairo_scale (cr, scale, scale);
      cairo_translate (cr, -digit->x - digit->width / 2, -digit->y - digit->height);
      cairo_append_path (cr, digit->path);
      cairo_restore (cr);
      take_path (cr, drawing, SEAL_OP_FILL);
    }
}

static GPtrArray *
outline_code (const char *code, GError **error)
{
  if (code == NULL || *code == '\0')
    return g_ptr_array_new ();
  if (strlen (code) != SEAL_CODE_DIGITS || strspn (code, "0123456789") != SEAL_CODE_DIGITS)
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_CODE, "a seal code has 13 digits");
      return NULL;
    }
  return seal_text_outline (code, NULL, SEAL_FONT_DIGITS, error);
}

static SealDrawing *
draw_face (const Face *face)
{
  const SealRoundLayout *layout = face->layout;
  const SealRoundSize *size = layout->size;
  cairo_surface_t *scratch = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (scratch);
  SealDrawing *drawing = seal_drawing_new (size->diameter, size->diameter);

  cairo_scale (cr, 1000, 1000);
  cairo_translate (cr, size->diameter / 2, size->diameter / 2);
  seal_drawing_add_colour (drawing, face->rgb);
  draw_border (cr, drawing, size);
  if (face->star)
    draw_star (cr, drawing, size);
  draw_ring (cr, drawing, &face->name, layout);
  draw_row (cr, drawing, &face->row, layout);
  draw_code (cr, drawing, face->code, size);
  cairo_destroy (cr);
  cairo_surface_destroy (scratch);
  return drawing;
}

static gboolean
lay_out (Face *face, double diameter, GError **error)
{
  SealRoundText text = {
      .diameter = diameter,
      .star = face->star,
      .code = face->code->len > 0,
      .name = face->name.shares,
      .n_name = face->name.glyphs->len,
      .row = face->row.shares,
      .n_row = face->row.glyphs->len,
  };

  if (text.n_name == 0)
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_TEXT_EMPTY, "the seal has no name");
      return FALSE;
    }
  face->layout = seal_round_layout_new (&text, error);
  return face->layout != NULL;
}

/**
 * seal_round_draw:
 * @spec: what stands on the seal
 *
 * Draws a round official seal: a border, a five-pointed star, the name round the ring.
 *
 * The same spec and fonts give the same bytes. Fails with %SEAL_ERROR_TEXT_EMPTY,
 * %SEAL_ERROR_TEXT_LONG, %SEAL_ERROR_GLYPH (the character is named), %SEAL_ERROR_FONT,
 * %SEAL_ERROR_SIZE or %SEAL_ERROR_CODE.
 *
 * Returns: (transfer full): the seal as outlines
 */
SealDrawing *
seal_round_draw (const SealRoundSpec *spec, GError **error)
{
  g_auto (Face) face = {0};

  g_return_val_if_fail (spec != NULL, NULL);

  face.star = spec->star;
  face.rgb = spec->rgb != 0 ? spec->rgb : DEFAULT_RGB;
  face.code = outline_code (spec->code, error);
  if (face.code == NULL || !line_prepare (&face.name, spec->name, spec->font, error) ||
      !line_prepare (&face.row, spec->row, spec->font, error) ||
      !lay_out (&face, spec->diameter != 0 ? spec->diameter : DEFAULT_DIAMETER, error))
    return NULL;
  return draw_face (&face);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-drawn-private.h"

#include <string.h>

/* Colours and paths (ISO 32000-2, 8.5 and 8.6). */

/* How far from its sides a border goes, and how long its lines are. */
#define BORDER 6
#define LONG 0.7

static gboolean
meets (const PdfRect *a, const PdfRect *b)
{
  return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

/* Colours: only those of devices can be told. */
static PadesInk
ink_of (PadesDrawer *self, guint n)
{
  double a = pades_drawer_operand (self, 0), b = pades_drawer_operand (self, 1),
         c = pades_drawer_operand (self, 2), k = pades_drawer_operand (self, 3);

  if (self->operands->len != n)
    return (PadesInk){-1};
  if (n == 1)
    return (PadesInk){CLAMP (a, 0, 1)};
  if (n == 4)
    return (PadesInk){CLAMP (1 - k - 0.3 * a - 0.59 * b - 0.11 * c, 0, 1)};
  return (PadesInk){CLAMP (0.3 * a + 0.59 * b + 0.11 * c, 0, 1)};
}

/**
 * pades_drawer_take_colour:
 * @self: a look that is read
 * @operator: an operator
 *
 * Takes an operator that sets a colour (ISO 32000-2, table 73).
 *
 * Returns: whether it is one
 */
gboolean
pades_drawer_take_colour (PadesDrawer *self, const char *operator)
{
  static const char *const spaces[] = {"DeviceGray", "DeviceRGB", "DeviceCMYK", NULL};
  static const struct {
    const char *operator;
    guint n; /* 0: as many as there are */
    gboolean stroke;
  } colours[] = {{"g", 1, FALSE}, {"rg", 3, FALSE}, {"k", 4, FALSE},  {"G", 1, TRUE},
                 {"RG", 3, TRUE}, {"K", 4, TRUE},   {"sc", 0, FALSE}, {"scn", 0, FALSE},
                 {"SC", 0, TRUE}, {"SCN", 0, TRUE}};

  if (strcmp (operator, "cs") == 0 || strcmp (operator, "CS") == 0)
    {
      PadesInk *ink = operator[0] == 'c' ? &self->at->fill : & self->at->stroke;

      if (self->operands->len != 1 ||
          !pades_step_is_any (pdf_object_get_name (g_ptr_array_index (self->operands, 0)), spaces))
        pades_drawer_doubt (self);
      ink->light = 0;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (strcmp (operator, colours[i].operator) == 0)
      {
        PadesInk ink = ink_of (self, colours[i].n > 0 ? colours[i].n : self->operands->len);

        if (ink.light < 0)
          pades_drawer_doubt (self);
        *(colours[i].stroke ? &self->at->stroke : &self->at->fill) = ink;
        return TRUE;
      }
  return FALSE;
}

/* Paths. */
static void
add_point (PadesPart *part, double x, double y)
{
  if (part->n > 0 && x != part->x && y != part->y)
    part->is_odd = TRUE;
  part->box = part->n++ == 0 ? (PdfRect){x, y, x, y}
                             : (PdfRect){MIN (part->box.x0, x), MIN (part->box.y0, y),
                                         MAX (part->box.x1, x), MAX (part->box.y1, y)};
  part->x = x;
  part->y = y;
}

static void
take_points (PadesDrawer *self, gboolean begins, gboolean curved)
{
  PadesPart *part;

  if (begins)
    g_array_append_vals (self->parts, &(PadesPart){.n = 0}, 1);
  if (self->parts->len == 0 || self->parts->len > PADES_DRAWN_MAX_PARTS)
    {
      self->is_over = TRUE;
      return;
    }
  part = &g_array_index (self->parts, PadesPart, self->parts->len - 1);
  part->is_odd |= curved;
  for (guint i = 0; i + 1 < self->operands->len; i += 2)
    {
      double x = pades_drawer_operand (self, i), y = pades_drawer_operand (self, i + 1);

      pdf_matrix_apply (&self->at->ctm, &x, &y);
      add_point (part, x, y);
    }
}

static void
take_box (PadesDrawer *self)
{
  PdfRect box = {pades_drawer_operand (self, 0), pades_drawer_operand (self, 1),
                 pades_drawer_operand (self, 0) + pades_drawer_operand (self, 2),
                 pades_drawer_operand (self, 1) + pades_drawer_operand (self, 3)};
  PdfMatrix *ctm = &self->at->ctm;
  PadesPart part = {.n = 4, .is_box = TRUE};

  box = (PdfRect){MIN (box.x0, box.x1), MIN (box.y0, box.y1), MAX (box.x0, box.x1),
                  MAX (box.y0, box.y1)};
  part.is_odd = ctm->b != 0 && ctm->a != 0;
  part.box = pdf_matrix_apply_rect (ctm, &box);
  part.x = part.box.x0;
  part.y = part.box.y0;
  g_array_append_val (self->parts, part);
  self->is_over |= self->parts->len > PADES_DRAWN_MAX_PARTS;
}

static double
border_of (const PadesDrawer *self)
{
  return MIN (BORDER, 0.3 * MIN (width_of (&self->room), height_of (&self->room)));
}

static gboolean
is_wide (const PadesDrawer *self, const PdfRect *box)
{
  return width_of (box) >= LONG * width_of (&self->room);
}

static gboolean
is_high (const PadesDrawer *self, const PdfRect *box)
{
  return height_of (box) >= LONG * height_of (&self->room);
}

static gboolean
lies_at_sides (const PadesDrawer *self, const PdfRect *box)
{
  double border = border_of (self);

  return box->y1 <= self->room.y0 + border || box->y0 >= self->room.y1 - border ||
         box->x1 <= self->room.x0 + border || box->x0 >= self->room.x1 - border;
}

/**
 * pades_drawer_find_ground:
 * @self: a look that is read
 * @x: a place in it
 * @y: the same
 *
 * Gives the colour that was painted there last; the paper's where none was.
 *
 * Returns: the colour
 */
PadesInk
pades_drawer_find_ground (const PadesDrawer *self, double x, double y)
{
  for (guint i = self->grounds->len; i-- > 0;)
    {
      const PadesGround *ground = &g_array_index (self->grounds, PadesGround, i);

      if (x >= ground->box.x0 && x <= ground->box.x1 && y >= ground->box.y0 && y <= ground->box.y1)
        return ground->ink;
    }
  return (PadesInk){1};
}

/* What lets through is mixed with what is under it. */
static PadesInk
mix (const PadesDrawer *self, const PdfRect *box)
{
  PadesInk ink = self->at->fill;
  PadesInk under = pades_drawer_find_ground (self, (box->x0 + box->x1) / 2,
                                             (box->y0 + box->y1) / 2);

  if (ink.light < 0 || under.light < 0)
    return (PadesInk){-1};
  return (PadesInk){self->at->alpha * ink.light + (1 - self->at->alpha) * under.light};
}

/* What is written may lie under it. */
static void
lay_over (PadesDrawer *self, const PdfRect *box)
{
  for (guint i = 0; i < self->drawn->runs->len && self->drawn->is_plain; i++)
    if (meets (&g_array_index (self->drawn->runs, PadesRun, i).box, box))
      pades_drawer_doubt (self);
  self->drawing->step->work += self->drawn->runs->len;
}

/* Grounds and bevelled borders; bars in lists; everything else is a figure. */
static void
fill_part (PadesDrawer *self, const PadesPart *part)
{
  PadesGround ground = {part->box, mix (self, &part->box)};
  gboolean covers = is_wide (self, &part->box) && is_high (self, &part->box);
  gboolean is_bar = self->drawing->choices && part->is_box && is_wide (self, &part->box);

  lay_over (self, &part->box);
  if (ground.ink.light < 0)
    pades_drawer_doubt (self);
  g_array_append_val (self->grounds, ground);
  if (covers)
    return;
  if (is_bar)
    g_array_append_val (self->drawn->bars, part->box);
  else if (!(is_wide (self, &part->box) && lies_at_sides (self, &part->box)))
    self->drawn->n_figures++;
}

/* The lines of a border go along its sides; those of a comb across. */
static void
stroke_part (PadesDrawer *self, const PadesPart *part)
{
  const PdfRect *box = &part->box;
  double half = self->at->width / 2;
  PdfRect inner = {box->x0 + half, box->y0 + half, box->x1 - half, box->y1 - half};
  gboolean frames = is_wide (self, box) && is_high (self, box) && !part->is_odd && part->n >= 4;
  gboolean lies = is_wide (self, box) && height_of (box) <= 1 && lies_at_sides (self, box);
  gboolean divides = self->drawing->comb && part->n == 2 && width_of (box) <= 1 &&
                     is_high (self, box);
  gboolean is_bar = self->drawing->choices && part->is_box && is_wide (self, box);

  if (part->n < 2)
    return;
  if (self->at->width > border_of (self))
    pades_drawer_doubt (self);
  if (is_bar && !frames)
    g_array_append_val (self->drawn->bars, part->box);
  if (!frames && !is_bar)
    {
      lay_over (self, &(PdfRect){box->x0 - half, box->y0 - half, box->x1 + half, box->y1 + half});
      self->drawn->n_figures += !lies && !divides;
    }
  /* The frame leaves room for what it is around. */
  for (guint i = 0; i < self->drawn->runs->len && (frames || is_bar) && self->drawn->is_plain; i++)
    {
      const PdfRect *run = &g_array_index (self->drawn->runs, PadesRun, i).box;

      if (meets (run, box) && (run->y0 < inner.y0 || run->y1 > inner.y1 || run->x0 < inner.x0))
        pades_drawer_doubt (self);
    }
}

/* One rectangle, with others inside it or none. */
static void
clip_by_path (PadesDrawer *self)
{
  PdfRect *clip = &self->at->clip;
  PdfRect all = {0};
  gboolean is_one = FALSE;

  self->clips = FALSE;
  for (guint i = 0; i < self->parts->len; i++)
    {
      const PadesPart *part = &g_array_index (self->parts, PadesPart, i);

      if (i == 0)
        all = part->box;
      all = (PdfRect){MIN (all.x0, part->box.x0), MIN (all.y0, part->box.y0),
                      MAX (all.x1, part->box.x1), MAX (all.y1, part->box.y1)};
    }
  for (guint i = 0; i < self->parts->len; i++)
    {
      const PadesPart *part = &g_array_index (self->parts, PadesPart, i);

      is_one |= part->is_box && !part->is_odd && memcmp (&all, &part->box, sizeof all) == 0;
    }
  if (!is_one)
    pades_drawer_doubt (self);
  *clip = (PdfRect){MAX (clip->x0, all.x0), MAX (clip->y0, all.y0), MIN (clip->x1, all.x1),
                    MIN (clip->y1, all.y1)};
}

static void
paint (PadesDrawer *self, gboolean fills, gboolean strokes)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const PadesPart *part = &g_array_index (self->parts, PadesPart, i);

      if (fills)
        fill_part (self, part);
      if (strokes)
        stroke_part (self, part);
    }
  if (self->clips)
    clip_by_path (self);
  g_array_set_size (self->parts, 0);
}

/**
 * pades_drawer_take_path:
 * @self: a look that is read
 * @operator: an operator
 *
 * Takes an operator that builds, paints or clips by a path (ISO 32000-2, tables 58 to 60).
 *
 * Returns: whether it is one
 */
gboolean
pades_drawer_take_path (PadesDrawer *self, const char *operator)
{
  static const struct {
    const char *operator;
    gboolean fills, strokes;
  } paints[] = {{"n", FALSE, FALSE}, {"f", TRUE, FALSE}, {"F", TRUE, FALSE}, {"f*", TRUE, FALSE},
                {"S", FALSE, TRUE},  {"s", FALSE, TRUE}, {"B", TRUE, TRUE},  {"B*", TRUE, TRUE},
                {"b", TRUE, TRUE},   {"b*", TRUE, TRUE}};

  for (guint i = 0; i < G_N_ELEMENTS (paints); i++)
    if (strcmp (operator, paints[i].operator) == 0)
      {
        paint (self, paints[i].fills, paints[i].strokes);
        return TRUE;
      }
  if (strcmp (operator, "re") == 0)
    take_box (self);
  else if (strcmp (operator, "m") == 0 || strcmp (operator, "l") == 0)
    take_points (self, operator[0] == 'm', FALSE);
  else if (strcmp (operator, "c") == 0 || strcmp (operator, "v") == 0 ||
           strcmp (operator, "y") == 0)
    take_points (self, FALSE, TRUE);
  else if (strcmp (operator, "W") == 0 || strcmp (operator, "W*") == 0)
    self->clips = TRUE;
  else
    return strcmp (operator, "h") == 0;
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-round-layout.h"

#include <math.h>

/* Sizes of the trade: 国发〔1999〕25号 for the 45 mm limit and the five-pointed star; star, border
 * and text heights follow provincial layout sheets for seal engravers. */
static const SealRoundSize sizes[] = {
    {30, 1.0, 5.0, 0.6, 4.2, 12.0, 3.0},  {38, 1.0, 6.0, 0.8, 6.0, 15.2, 3.8},
    {40, 1.2, 7.0, 0.8, 6.5, 16.0, 4.0},  {42, 1.2, 7.0, 1.0, 6.75, 17.0, 4.2},
    {45, 1.5, 7.5, 1.2, 7.25, 18.0, 4.5},
};

/* A character is tall on a seal: its width is 0.45 to 0.80 of its height. */
#define WIDEST 0.80
#define NARROWEST 0.45
/* How much of its share a character fills; the rest keeps neighbours apart. */
#define FILL 0.92
#define MAX_STEP 26.0
#define MIN_HEIGHT 3.5
#define MIN_ROW_HEIGHT 2.5
#define HEIGHT_STEP 0.25
/* Between the ring's last characters and the row. */
#define CLEARANCE 0.9
/* Under the lower tips of the star, which are at 0.809 of its radius. */
#define ROW_UNDER_STAR 0.6
/* A name squeezed into less than this no longer reads as a ring. */
#define MIN_SPAN 150.0

#define RADIANS(degrees) ((degrees) *G_PI / 180)

static const SealRoundSize *
find_size (double diameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (fabs (sizes[i].diameter - diameter) < 0.01)
      return &sizes[i];
  return NULL;
}

/* From the first character's centre to the last one's, in full-width characters. */
static double
count_steps (const double *shares, guint n)
{
  double steps = 0;

  for (guint i = 1; i < n; i++)
    steps += (shares[i - 1] + shares[i]) / 2;
  return steps;
}

static gboolean
fit_ring (SealRoundLayout *self, double steps, double max_span)
{
  double outer = self->size->diameter / 2 - self->size->border - self->size->gap;
  double step = steps > 0 ? MIN (MAX_STEP, max_span / steps) : MAX_STEP;

  for (double h = self->size->height; h >= MIN_HEIGHT; h -= HEIGHT_STEP)
    {
      double foot = outer - h;
      double w = MIN (WIDEST * h, FILL * 2 * foot * sin (RADIANS (step / 2)));

      if (w / h < NARROWEST)
        continue;
      self->height = h;
      self->width = w;
      self->foot = foot;
      self->span = step * steps;
      return TRUE;
    }
  return FALSE;
}

/* Whether the cell of the last character (and, the face being symmetric, of the first) keeps
 * clear of the row: no axis of either box separates them. */
static gboolean
ring_meets_row (const SealRoundLayout *self)
{
  double angle = RADIANS (self->span / 2);
  double out_x = sin (angle), out_y = -cos (angle);
  double along_x = cos (angle), along_y = sin (angle);
  double ring_x = (self->foot + self->height / 2) * out_x;
  double ring_y = (self->foot + self->height / 2) * out_y;
  double row_x = self->row_extent / 2 + CLEARANCE, row_y = self->row_height / 2 + CLEARANCE;
  double dx = ring_x, dy = ring_y - (self->row_top + self->row_height / 2);
  double half_w = self->width / 2, half_h = self->height / 2;

  return fabs (dx) < row_x + half_w * fabs (along_x) + half_h * fabs (out_x) &&
         fabs (dy) < row_y + half_w * fabs (along_y) + half_h * fabs (out_y) &&
         fabs (dx * out_x + dy * out_y) < half_h + row_x * fabs (out_x) + row_y * fabs (out_y) &&
         fabs (dx * along_x + dy * along_y) <
             half_w + row_x * fabs (along_x) + row_y * fabs (along_y);
}

static gboolean
fit_row (SealRoundLayout *self, const SealRoundText *text)
{
  double steps = count_steps (text->row, text->n_row);
  double ends = (text->row[0] + text->row[text->n_row - 1]) / 2;
  double middle = self->size->row_height / 2;

  /* Without a star the row stands just under the middle, where the ring is widest. */
  middle += text->star ? self->size->star * cos (RADIANS (36)) + ROW_UNDER_STAR : 0;
  for (double h = self->size->row_height; h >= MIN_ROW_HEIGHT; h -= HEIGHT_STEP)
    {
      double w = MIN (WIDEST * h, self->size->row_width / (steps / FILL + ends));

      if (w / h < NARROWEST)
        continue;
      self->row_height = h;
      self->row_top = middle - h / 2;
      self->row_char = w;
      self->row_extent = w * (steps / FILL + ends);
      return TRUE;
    }
  return FALSE;
}

static double *
spread (const double *shares, guint n, double pitch)
{
  double *places = g_new (double, n);
  double at = -count_steps (shares, n) * pitch / 2;

  for (guint i = 0; i < n; i++)
    {
      places[i] = at;
      if (i + 1 < n)
        at += (shares[i] + shares[i + 1]) / 2 * pitch;
    }
  return places;
}

static gboolean
fit (SealRoundLayout *self, const SealRoundText *text)
{
  double steps = count_steps (text->name, text->n_name);
  double span = steps + 1 > 30 ? 285 : 270;

  if (text->n_row > 0 && !fit_row (self, text))
    return FALSE;
  if (text->n_row > 0 || text->code || text->diameter < 38)
    span = 250;
  for (; span >= MIN_SPAN; span -= 2)
    if (fit_ring (self, steps, span) && (text->n_row == 0 || !ring_meets_row (self)))
      return TRUE;
  return FALSE;
}

/**
 * seal_round_layout_new:
 * @text: what stands on the face
 *
 * Finds the height, width and angle of each character, making them narrower first and lower then.
 *
 * Fails with %SEAL_ERROR_SIZE for a diameter that the trade does not know and with
 * %SEAL_ERROR_TEXT_LONG for a text that would no longer be readable.
 *
 * Returns: (transfer full): the measures
 */
SealRoundLayout *
seal_round_layout_new (const SealRoundText *text, GError **error)
{
  g_autoptr (SealRoundLayout) self = g_new0 (SealRoundLayout, 1);

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (text->n_name > 0, NULL);

  self->size = find_size (text->diameter);
  if (self->size == NULL)
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_SIZE, "no round seal of %g mm", text->diameter);
      return NULL;
    }
  if (!fit (self, text))
    {
      g_set_error (error, SEAL_ERROR, SEAL_ERROR_TEXT_LONG,
                   "%u characters round the ring and %u in the row do not fit on %g mm: use a "
                   "42 mm face, the end of the name as the row, or the registered short name",
                   text->n_name, text->n_row, text->diameter);
      return NULL;
    }
  self->angles = spread (text->name, text->n_name,
                         text->n_name > 1 ? self->span / count_steps (text->name, text->n_name)
                                          : 0);
  self->row_centres = spread (text->row, text->n_row, self->row_char / FILL);
  return g_steal_pointer (&self);
}

/**
 * seal_round_layout_free:
 * @self: (transfer full): measures
 *
 * Frees the measures of a face.
 */
void
seal_round_layout_free (SealRoundLayout *self)
{
  g_free (self->angles);
  g_free (self->row_centres);
  g_free (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-drawn-private.h"

#include <math.h>
#include <string.h>

/* Text (ISO 32000-2, 9.4). */

/* What one can read: points, and of a size the narrowest and the usual letter. */
#define MIN_SIZE 2.5
#define USUAL_SIZE 8
#define MAX_FONTS 32
#define NARROW 0.2
#define USUAL 0.5
/* Difference of lightness, of 1. */
#define MIN_CONTRAST 0.25

/* After what was written before: further on in the line, or in one below. */
static gboolean
follows (const PadesDrawer *self, const PdfRect *box, double size)
{
  const PadesRun *last;

  if (self->drawn->runs->len == 0 || self->goes_on)
    return TRUE;
  last = &g_array_index (self->drawn->runs, PadesRun, self->drawn->runs->len - 1);
  if (fabs (last->box.y0 - box->y0) < 0.3 * size)
    return box->x0 >= last->box.x0 + NARROW / USUAL * (last->box.x1 - last->box.x0) - 0.1 * size;
  return box->y0 < last->box.y0 - 0.5 * size;
}

static gboolean
is_seen (PadesDrawer *self, const PdfRect *box, double size)
{
  const PdfRect *clip = &self->at->clip;
  PadesInk ground = pades_drawer_find_ground (self, box->x0 + 0.1 * size, box->y0 + 0.2 * size);

  return size >= MIN_SIZE && (self->at->mode == 0 || self->at->mode == 2) &&
         box->x0 >= clip->x0 - 0.3 * size && box->x0 < clip->x1 - 0.2 * size &&
         box->y1 <= clip->y1 + 0.4 * size && self->at->fill.light >= 0 && ground.light >= 0 &&
         fabs (self->at->fill.light - ground.light) * self->at->alpha >= MIN_CONTRAST;
}

/* Upright, neither turned nor mirrored, and not stretched beyond reading. */
static gboolean
is_upright (const PdfMatrix *matrix, double size)
{
  double skew = 0.4 * size;

  return matrix->a > 0 && size > 0 && fabs (matrix->b) < 0.05 * size && fabs (matrix->c) < skew &&
         matrix->a < 3 * size && matrix->a > size / 3;
}

static void
add_run (PadesDrawer *self, gsize start, guint n, double *advance)
{
  PadesInkState *at = self->at;
  PdfMatrix own = {at->size * at->scale, 0, 0, at->size, 0, at->rise};
  PdfMatrix all = pdf_matrix_multiply (&own, &self->text);
  PadesRun run = {start, self->drawn->text->len, {0}};
  double size;

  all = pdf_matrix_multiply (&all, &at->ctm);
  size = all.d;
  *advance = (n * USUAL * at->size + n * at->spacing) * at->scale;
  run.box = (PdfRect){all.e, all.f, all.e + n * USUAL * all.a, all.f + 0.5 * size};
  if (n == 0 || self->drawn->runs->len > PADES_DRAWN_MAX_PARTS)
    {
      self->is_over |= n > 0;
      return;
    }
  if (self->drawing->lines && self->drawn->runs->len > 0 && run.box.y0 < at->clip.y0 - 0.3 * size)
    self->drawn->is_cut = TRUE;
  else if (self->drawn->is_cut || !is_upright (&all, size) || !is_seen (self, &run.box, size) ||
           run.box.y0 < at->clip.y0 - 0.4 * size || !follows (self, &run.box, size) ||
           at->rise != 0 || at->spacing < -0.1 * at->size || at->word_spacing < -0.1 * at->size)
    pades_drawer_doubt (self);
  g_array_append_val (self->drawn->runs, run);
  self->goes_on = TRUE;
}

static void
move_on (PadesDrawer *self, double advance)
{
  PdfMatrix step = {1, 0, 0, 1, advance, 0};

  self->text = pdf_matrix_multiply (&step, &self->text);
}

static void
show (PadesDrawer *self, PdfObject *string)
{
  gsize start = self->drawn->text->len;
  double advance = 0;
  guint n = 0;

  if (self->at->letters == NULL ||
      !pades_letters_read (self->at->letters, string, self->drawn->text, &n))
    {
      self->drawn->is_told = FALSE;
      return;
    }
  if (pades_letters_is_marks (self->at->letters))
    self->drawn->n_marks += n;
  add_run (self, start, n, &advance);
  move_on (self, advance);
}

/* Letters are drawn nearer to each other, or apart; not over each other. */
static void
show_spaced (PadesDrawer *self, PdfObject *list)
{
  for (guint i = 0; i < pdf_object_get_length (list); i++)
    {
      PdfObject *each = pdf_object_peek_index (list, i);
      double back = pdf_object_get_number (each);

      if (pdf_object_get_type (each) == PDF_TYPE_STRING)
        {
          show (self, each);
          continue;
        }
      if (back > 250)
        pades_drawer_doubt (self);
      move_on (self, -back / 1000 * self->at->size * self->at->scale);
    }
}

static void
new_line (PadesDrawer *self, double x, double y)
{
  PdfMatrix step = {1, 0, 0, 1, x, y};

  self->text = self->line = pdf_matrix_multiply (&step, &self->line);
  self->goes_on = FALSE;
}

static void
begin_text (PadesDrawer *self)
{
  self->text = self->line = (PdfMatrix){1, 0, 0, 1, 0, 0};
  self->goes_on = FALSE;
}

/* By name: each font is read once for a look. */
static PadesLetters *
find_letters (PadesDrawer *self, const char *name)
{
  PadesLetters *letters;
  gpointer found;

  if (name == NULL || g_hash_table_lookup_extended (self->by_name, name, NULL, &found))
    return name != NULL ? found : NULL;
  if (g_hash_table_size (self->by_name) >= MAX_FONTS)
    {
      self->is_over = TRUE;
      return NULL;
    }
  letters = pades_letters_new (self->drawing->step, self->drawing->file,
                               pdf_object_peek_key (self->fonts, name));
  /* Marks are read where there may be some. */
  if (letters != NULL && pades_letters_is_marks (letters) && !self->drawing->button)
    g_clear_pointer (&letters, pades_letters_free);
  if (letters != NULL)
    g_ptr_array_add (self->fonts_read, letters);
  g_hash_table_insert (self->by_name, g_strdup (name), letters);
  return letters;
}

static void
take_font (PadesDrawer *self)
{
  self->at->letters = NULL;
  if (self->operands->len != 2)
    return;
  self->at->letters = find_letters (self,
                                    pdf_object_get_name (g_ptr_array_index (self->operands, 0)));
  self->at->size = pades_drawer_operand (self, 1);
  if (self->at->size == 0 && self->fits)
    self->at->size = USUAL_SIZE;
}

static void
take_setting (PadesDrawer *self, const char *operator)
{
  double value = pades_drawer_operand (self, 0);

  switch (operator[1])
    {
    case 'c':
      self->at->spacing = value;
      break;
    case 'w':
      self->at->word_spacing = value;
      break;
    case 'z':
      self->at->scale = value / 100;
      break;
    case 'L':
      self->at->leading = value;
      break;
    case 's':
      self->at->rise = value;
      break;
    default:
      self->at->mode = (gint64) value;
      break;
    }
}

/**
 * pades_drawer_take_text:
 * @self: a look that is read
 * @operator: an operator
 *
 * Takes an operator that sets or shows text (ISO 32000-2, tables 103 to 107).
 *
 * Returns: whether it is one
 */
gboolean
pades_drawer_take_text (PadesDrawer *self, const char *operator)
{
  static const char *const settings[] = {"Tc", "Tw", "Tz", "TL", "Ts", "Tr", NULL};
  guint n = self->operands->len;
  PdfObject *last = n > 0 ? g_ptr_array_index (self->operands, n - 1) : NULL;

  if (strcmp (operator, "BT") == 0)
    begin_text (self);
  else if (strcmp (operator, "Tf") == 0)
    take_font (self);
  else if (pades_step_is_any (operator, settings))
    take_setting (self, operator);
  else if (strcmp (operator, "TD") == 0 || strcmp (operator, "Td") == 0)
    {
      if (operator[1] == 'D')
        self->at->leading = -pades_drawer_operand (self, 1);
      new_line (self, pades_drawer_operand (self, 0), pades_drawer_operand (self, 1));
    }
  else if (strcmp (operator, "Tm") == 0)
    {
      self->text = self->line = pades_drawer_matrix (self);
      self->goes_on = FALSE;
    }
  else if (strcmp (operator, "T*") == 0)
    new_line (self, 0, -self->at->leading);
  else if (strcmp (operator, "Tj") == 0)
    show (self, last);
  else if (strcmp (operator, "TJ") == 0)
    show_spaced (self, last);
  else if (strcmp (operator, "'") == 0)
    {
      new_line (self, 0, -self->at->leading);
      show (self, last);
    }
  else
    return strcmp (operator, "ET") == 0;
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-drawn-private.h"

#include <math.h>
#include <string.h>

#include "pdf-parser.h"

#define MAX_OPERANDS 1000
#define MAX_MAKING 1000
/* Programs round. */
#define MAX_STRETCH 1.25
#define SLACK 2

/**
 * pades_drawer_operand:
 * @self: a look that is read
 * @i: place of an operand, from 0
 *
 * Gives one of the numbers before an operator.
 *
 * Returns: the number; 0 where there is none
 */
double
pades_drawer_operand (PadesDrawer *self, guint i)
{
  return i < self->operands->len ? pdf_object_get_number (g_ptr_array_index (self->operands, i))
                                 : 0;
}

/**
 * pades_drawer_matrix:
 * @self: a look that is read
 *
 * Gives the six numbers before an operator.
 *
 * Returns: the map
 */
PdfMatrix
pades_drawer_matrix (PadesDrawer *self)
{
  return (PdfMatrix){pades_drawer_operand (self, 0), pades_drawer_operand (self, 1),
                     pades_drawer_operand (self, 2), pades_drawer_operand (self, 3),
                     pades_drawer_operand (self, 4), pades_drawer_operand (self, 5)};
}

/**
 * pades_drawer_doubt:
 * @self: a look that is read
 *
 * Notes that what it says need not be what is seen.
 */
void
pades_drawer_doubt (PadesDrawer *self)
{
  self->drawn->is_plain = FALSE;
}

/* ISO 32000-2, table 57: what blends or masks is not plain. */
static gboolean
take_entry (PadesDrawer *self, const char *key, PdfObject *value)
{
  static const char *const harmless[] = {"Type", "CA", "SA", "OP", "op", "OPM", "TK", NULL};

  if (strcmp (key, "ca") == 0)
    self->at->alpha = CLAMP (pdf_object_get_number (value), 0, 1);
  else if (strcmp (key, "LW") == 0)
    self->at->width = fabs (pdf_object_get_number (value));
  else if (strcmp (key, "BM") == 0)
    return pdf_object_is_name (value, "Normal");
  else if (strcmp (key, "SMask") == 0)
    return pdf_object_is_name (value, "None");
  else if (strcmp (key, "AIS") == 0)
    return !pdf_object_get_boolean (value);
  else
    return pades_step_is_any (key, harmless);
  return TRUE;
}

static void
take_state (PadesDrawer *self)
{
  PdfFile *file = self->drawing->file;
  const char *name = self->operands->len == 1
                         ? pdf_object_get_name (g_ptr_array_index (self->operands, 0))
                         : NULL;
  g_autoptr (PdfObject) states = pdf_file_get_key (file, self->resources, "ExtGState", NULL);
  g_autoptr (PdfObject) state = name != NULL ? pdf_file_get_key (file, states, name, NULL) : NULL;
  const char *key;
  PdfObject *at;

  if (pdf_object_get_type (state) != PDF_TYPE_DICT)
    pades_drawer_doubt (self);
  for (guint i = 0; pdf_object_peek_entry (state, i, &key, &at); i++)
    {
      g_autoptr (PdfObject) value = pdf_file_resolve (file, at, NULL);

      if (!take_entry (self, key, value))
        pades_drawer_doubt (self);
    }
}

static gboolean
take_general (PadesDrawer *self, const char *operator)
{
  static const char *const harmless[] = {"j",   "J",   "M",  "d",  "ri",  "i",
                                         "BMC", "EMC", "MP", "DP", "BDC", NULL};
  PadesInkState *at = self->at;

  if (strcmp (operator, "q") == 0 && self->depth + 1 < PADES_DRAWN_MAX_STATES)
    {
      self->stack[++self->depth] = *at;
      self->at = &self->stack[self->depth];
    }
  else if (strcmp (operator, "Q") == 0 && self->depth > 0)
    self->at = &self->stack[--self->depth];
  else if (strcmp (operator, "cm") == 0)
    {
      PdfMatrix matrix = pades_drawer_matrix (self);

      at->ctm = pdf_matrix_multiply (&matrix, &at->ctm);
    }
  else if (strcmp (operator, "w") == 0)
    at->width = fabs (pades_drawer_operand (self, 0));
  else if (strcmp (operator, "gs") == 0)
    take_state (self);
  else
    return pades_step_is_any (operator, harmless);
  return TRUE;
}

/* Layers can be switched off. */
static gboolean
is_of_layer (PadesDrawer *self)
{
  return self->operands->len > 0 &&
         pdf_object_is_name (g_ptr_array_index (self->operands, 0), "OC");
}

static void
take_operator (PadesDrawer *self, const char *operator)
{
  if (is_of_layer (self))
    pades_drawer_doubt (self);
  if (!take_general (self, operator) && !pades_drawer_take_colour (self, operator) &&
      !pades_drawer_take_path (self, operator) && !pades_drawer_take_text (self, operator))
    self->is_over = TRUE;
  g_ptr_array_set_size (self->operands, 0);
}

static gboolean
is_operand (guint8 first)
{
  return g_ascii_isdigit (first) || (first != '\0' && strchr ("(<[/+-.", first) != NULL);
}

static char *
take_word (PdfParser *parser)
{
  gsize start = parser->pos;

  while (parser->pos < parser->length &&
         strchr ("()<>[]{}/% \t\r\n\f", parser->data[parser->pos]) == NULL)
    parser->pos++;
  return g_strndup ((const char *) parser->data + start, parser->pos - start);
}

static void
read_content (PadesDrawer *self, const guint8 *data, gsize length)
{
  PdfParser parser;

  pdf_parser_init (&parser, data, length, 0);
  for (pdf_parser_skip_space (&parser); parser.pos < length && !self->is_over;
       pdf_parser_skip_space (&parser))
    {
      g_autofree char *word = NULL;

      if (is_operand (data[parser.pos]))
        {
          PdfObject *operand = pdf_parser_read (&parser, NULL);

          self->is_over |= operand == NULL || self->operands->len > MAX_OPERANDS;
          if (operand != NULL)
            g_ptr_array_add (self->operands, operand);
          continue;
        }
      word = take_word (&parser);
      if (*word == '\0')
        self->is_over = TRUE;
      else
        take_operator (self, word);
    }
}

static gboolean
read_numbers (PdfFile *file, PdfObject *dict, const char *key, guint n, double *numbers)
{
  g_autoptr (PdfObject) list = pdf_file_get_key (file, dict, key, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdfObject) each = pdf_file_resolve (file, pdf_object_peek_index (list, i), NULL);

      if (!pdf_object_is_number (each))
        return FALSE;
      numbers[i] = pdf_object_get_number (each);
    }
  return pdf_object_get_length (list) == n;
}

/* Turned back by as much as the field is turned (ISO 32000-2, table 192). */
static PdfMatrix
turn_back (const PadesDrawing *drawing)
{
  static const PdfMatrix turns[] = {
      {1, 0, 0, 1, 0, 0}, {0, -1, 1, 0, 0, 0}, {-1, 0, 0, -1, 0, 0}, {0, 1, -1, 0, 0, 0}};
  g_autoptr (PdfObject) style = pdf_file_get_key (drawing->file, drawing->widget, "MK", NULL);
  g_autoptr (PdfObject) turn = pdf_file_get_key (drawing->file, style, "R", NULL);

  return turns[(pdf_object_get_integer (turn) % 360 + 360) % 360 / 90];
}

/* Readers fit the look into the field (ISO 32000-2, 12.5.5, algorithm 8.1): what is of another size
 * is stretched. */
static gboolean
read_room (PadesDrawer *self, PdfObject *look)
{
  const PadesDrawing *drawing = self->drawing;
  double box[4], rect[4], m[6] = {1, 0, 0, 1, 0, 0};
  PdfMatrix matrix, back = turn_back (drawing);
  PdfRect room, shown;

  if (!read_numbers (drawing->file, look, "BBox", 4, box) ||
      (pdf_object_peek_key (look, "Matrix") != NULL &&
       !read_numbers (drawing->file, look, "Matrix", 6, m)) ||
      !read_numbers (drawing->file, drawing->widget, "Rect", 4, rect))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (m); i++)
    m[i] = fabs (m[i]) < 1e-9 ? 0 : m[i];
  matrix = (PdfMatrix){m[0], m[1], m[2], m[3], m[4], m[5]};
  room = (PdfRect){MIN (box[0], box[2]), MIN (box[1], box[3]), MAX (box[0], box[2]),
                   MAX (box[1], box[3])};
  shown = pdf_matrix_apply_rect (&matrix, &room);
  self->at->ctm = pdf_matrix_multiply (&matrix, &back);
  self->room = pdf_matrix_apply_rect (&self->at->ctm, &room);
  self->at->clip = self->room;
  return width_of (&shown) > 0 && height_of (&shown) > 0 &&
         fabs (fabs (rect[2] - rect[0]) - width_of (&shown)) <=
             SLACK + (MAX_STRETCH - 1) * width_of (&shown) &&
         fabs (fabs (rect[3] - rect[1]) - height_of (&shown)) <=
             SLACK + (MAX_STRETCH - 1) * height_of (&shown);
}

/* ISO 32000-2, table 93; and nothing that says what a device's colours are. */
static gboolean
is_plain_form (const PadesDrawing *drawing, PdfObject *look)
{
  static const char *const keys[] = {
      "Type",   "Subtype",      "FormType", "BBox", "Matrix",    "Length",    "DecodeParms",
      "Filter", "LastModified", "Group",    "Name", "PieceInfo", "Resources", NULL};
  static const char *const kinds[] = {"Font", "ProcSet", "ExtGState", "Properties", NULL};
  g_autoptr (PdfObject) resources = pdf_file_get_key (drawing->file, look, "Resources", NULL);
  const char *key;
  PdfObject *value;

  for (guint i = 0; pdf_object_peek_entry (look, i, &key, &value); i++)
    if (!pades_step_is_any (key, keys))
      return FALSE;
  for (guint i = 0; pdf_object_peek_entry (resources, i, &key, &value); i++)
    {
      g_autoptr (PdfObject) each = pdf_file_resolve (drawing->file, value, NULL);

      if (!pades_step_is_any (key, kinds) && pdf_object_peek_entry (each, 0, &key, &value))
        return FALSE;
    }
  return TRUE;
}

static PadesDrawn *
drawn_new (void)
{
  PadesDrawn *self = g_new0 (PadesDrawn, 1);

  self->text = g_string_new (NULL);
  self->runs = g_array_new (FALSE, FALSE, sizeof (PadesRun));
  self->bars = g_array_new (FALSE, FALSE, sizeof (PdfRect));
  self->is_told = self->is_plain = TRUE;
  return self;
}

static void
reader_init (PadesDrawer *self, const PadesDrawing *drawing, PadesDrawn *drawn)
{
  *self = (PadesDrawer){.drawing = drawing, .drawn = drawn};
  self->at = &self->stack[0];
  *self->at = (PadesInkState){.ctm = {1, 0, 0, 1, 0, 0}, .alpha = 1, .width = 1, .scale = 1};
  self->fonts_read = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_letters_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->operands = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_object_unref);
  self->parts = g_array_new (FALSE, FALSE, sizeof (PadesPart));
  self->grounds = g_array_new (FALSE, FALSE, sizeof (PadesGround));
  self->text = self->line = (PdfMatrix){1, 0, 0, 1, 0, 0};
}

static void
reader_clear (PadesDrawer *self)
{
  g_array_unref (self->grounds);
  g_array_unref (self->parts);
  g_ptr_array_unref (self->operands);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->fonts_read);
}

static void
read_all (PadesDrawer *self, GBytes *content)
{
  PadesDrawn *drawn = self->drawn;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (content, &length);

  read_content (self, data, length);
  self->drawing->step->work += length / 64;
  if (self->is_over || self->operands->len > 0)
    drawn->is_told = FALSE;
  if (!self->drawing->button && (drawn->n_figures > 0 || drawn->n_marks > 0))
    drawn->is_plain = FALSE;
  drawn->is_plain = drawn->is_plain && drawn->is_told;
}

/**
 * pades_drawn_read:
 * @drawing: whose look it is
 * @look: (nullable): a stream
 *
 * Reads what a look draws. Whatever can hide letters or draw others is taken for just that: white
 * on white, layers, masks, clipping, what is laid over them, and all that no program writes for a
 * field's text.
 *
 * Returns: (transfer full): what it draws
 */
PadesDrawn *
pades_drawn_read (const PadesDrawing *drawing, PdfObject *look)
{
  PadesDrawn *drawn = drawn_new ();
  g_autoptr (PdfObject) resources = pdf_file_get_key (drawing->file, look, "Resources", NULL);
  g_autoptr (PdfObject) fonts = pdf_file_get_key (drawing->file, resources, "Font", NULL);
  g_autoptr (GBytes) content = NULL;
  PadesDrawer reader;

  if (pdf_object_get_type (look) == PDF_TYPE_STREAM)
    content = pdf_file_decode (drawing->file, look, PADES_DRAWN_MAX_LOOK, NULL);
  if (content == NULL)
    {
      drawn->is_told = drawn->is_plain = FALSE;
      return drawn;
    }
  reader_init (&reader, drawing, drawn);
  reader.resources = resources;
  reader.fonts = fonts;
  drawn->is_plain = read_room (&reader, look) && is_plain_form (drawing, look);
  read_all (&reader, content);
  reader_clear (&reader);
  return drawn;
}

/**
 * pades_drawn_is_making_plain:
 * @drawing: a field without a look of its own; its widget may be %NULL
 * @fonts: (nullable): the fonts of its form
 * @making: its default appearance (ISO 32000-2, 12.7.4.3)
 *
 * Asks whether a text that readers draw by it is plainly seen.
 *
 * Returns: whether it is
 */
gboolean
pades_drawn_is_making_plain (const PadesDrawing *drawing, PdfObject *fonts, PdfObject *making)
{
  g_autoptr (PadesDrawn) drawn = drawn_new ();
  g_autoptr (GBytes) content = NULL;
  double rect[4] = {0, 0, 200, 20};
  gsize length = 0;
  const char *words = (const char *) pdf_object_get_string (making, &length);
  PadesDrawer reader;
  double width, height;
  g_autofree char *text = NULL;

  read_numbers (drawing->file, drawing->widget, "Rect", 4, rect);
  width = fabs (rect[2] - rect[0]);
  height = fabs (rect[3] - rect[1]);
  text = g_strdup_printf ("BT %.*s 1 0 0 1 %d %d Tm (x) Tj ET", (int) MIN (length, MAX_MAKING),
                          words != NULL ? words : "", 2, (int) CLAMP (height / 4, 0, 1e6));
  content = g_bytes_new (text, strlen (text));
  reader_init (&reader, drawing, drawn);
  reader.fonts = fonts;
  reader.fits = TRUE;
  reader.room = reader.at->clip = (PdfRect){0, 0, width, height};
  read_all (&reader, content);
  reader_clear (&reader);
  return drawn->is_plain && drawn->runs->len == 1;
}

/**
 * pades_drawn_free:
 * @self: (nullable): what a look draws
 *
 * Frees it.
 */
void
pades_drawn_free (PadesDrawn *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_array_unref (self->runs);
  g_array_unref (self->bars);
  g_free (self);
}

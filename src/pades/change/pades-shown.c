/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-shown.h"

#include <string.h>

#include "pdf-parser.h"

/* The look of a field is a few hundred bytes. */
#define MAX_LOOK (1u << 20)

/* Backgrounds and borders; with more of them figures can be drawn. */
#define MAX_BOXES 8

/* How far up a value is inherited from. */
#define MAX_LEVELS 8

/* ISO 32000-2, table 231; and Hidden and NoView of table 167. */
#define FLAG_PASSWORD (1 << 13)
#define FLAGS_UNSEEN (2 | 32)

/* Operators that show what is no text (ISO 32000-2, annex A). */
static const char *const drawing[] = {"Do", "BI", "sh", "l", "c", "v", "y", NULL};
static const char *const borrowing[] = {"Do", "BI", "sh", NULL};
static const char *const showing[] = {"Tj", "TJ", "'", "\"", NULL};

typedef struct {
  PadesStep *step;
  PdfFile *file;
  PdfObject *fonts;
  GPtrArray *operands;
  GString *text; /* bytes of one-byte fonts */
  guint n_boxes;
  gboolean is_button; /* then ticks and figures are read, too: */
  gboolean in_marks;  /* in the font of ticks */
  guint n_marks;
  guint n_figures;
} Reader;

/* Whether each printable letter stands for itself: where programs name the letters of the standard
 * encoding, they name none of those but two quotation marks. */
static gboolean
keeps_letters (PdfFile *file, PdfObject *encoding)
{
  g_autoptr (PdfObject) list = pdf_file_get_key (file, encoding, "Differences", NULL);
  gint64 code = 0;
  guint i;

  for (i = 0; i < pdf_object_get_length (list); i++)
    {
      PdfObject *each = pdf_object_peek_index (list, i);

      if (pdf_object_get_type (each) == PDF_TYPE_INTEGER)
        {
          code = pdf_object_get_integer (each);
          continue;
        }
      if (code > ' ' && code < 127 && !(code == '\'' && pdf_object_is_name (each, "quotesingle")) &&
          !(code == '`' && pdf_object_is_name (each, "grave")))
        return FALSE;
      code++;
    }
  return TRUE;
}

/* A font that came later and brings its own letters may show any letter as any other. */
static gboolean
is_foreign (Reader *self, PdfObject *at, PdfObject *font)
{
  static const char *const programs[] = {"FontFile", "FontFile2", "FontFile3"};
  g_autoptr (PdfObject) descriptor = pdf_file_get_key (self->file, font, "FontDescriptor", NULL);
  guint32 number = pdf_object_get_ref (at, NULL);
  guint i;

  if (number != 0 && !pades_step_is_fresh (self->step, number))
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (programs); i++)
    if (pdf_object_peek_key (descriptor, programs[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* The ticks, crosses and circles that every reader has (ISO 32000-2, 9.6.2.2). */
static gboolean
is_font_of_marks (Reader *self, const char *name)
{
  PdfObject *at = pdf_object_peek_key (self->fonts, name);
  g_autoptr (PdfObject) font = pdf_file_resolve (self->file, at, NULL);
  g_autoptr (PdfObject) base = pdf_file_get_key (self->file, font, "BaseFont", NULL);
  gboolean usual = pdf_object_is_name (base, "ZapfDingbats") || pdf_object_is_name (base, "ZaDb");

  return usual && pdf_object_peek_key (font, "Encoding") == NULL && !is_foreign (self, at, font);
}

static gboolean
is_plain_font (Reader *self, const char *name)
{
  static const char *const pictures[] = {"Symbol", "ZapfDingbats", NULL};
  PdfObject *at = pdf_object_peek_key (self->fonts, name);
  g_autoptr (PdfObject) font = pdf_file_resolve (self->file, at, NULL);
  g_autoptr (PdfObject) subtype = pdf_file_get_key (self->file, font, "Subtype", NULL);
  g_autoptr (PdfObject) base = pdf_file_get_key (self->file, font, "BaseFont", NULL);
  g_autoptr (PdfObject) encoding = pdf_file_get_key (self->file, font, "Encoding", NULL);

  return (pdf_object_is_name (subtype, "Type1") || pdf_object_is_name (subtype, "TrueType")) &&
         !pades_step_is_any (pdf_object_get_name (base), pictures) &&
         keeps_letters (self->file, encoding) && !is_foreign (self, at, font);
}

static void
take_text (Reader *self, PdfObject *operand)
{
  gsize length = 0;
  const guint8 *bytes = pdf_object_get_string (operand, &length);
  guint i;

  if (self->in_marks)
    self->n_marks += (guint) length;
  else if (bytes != NULL)
    g_string_append_len (self->text, (const char *) bytes, (gssize) length);
  for (i = 0; i < pdf_object_get_length (operand); i++)
    if (pdf_object_get_type (pdf_object_peek_index (operand, i)) == PDF_TYPE_STRING)
      take_text (self, pdf_object_peek_index (operand, i));
}

static gboolean
take_operator (Reader *self, const char *operator)
{
  guint n = self->operands->len;
  guint i;

  if (pades_step_is_any (operator, drawing) &&
      (!self->is_button || pades_step_is_any (operator, borrowing)))
    return FALSE;
  self->n_figures += pades_step_is_any (operator, drawing);
  if (strcmp (operator, "re") == 0 && ++self->n_boxes > MAX_BOXES)
    return FALSE;
  if (strcmp (operator, "Tf") == 0)
    {
      const char *name = n == 2 ? pdf_object_get_name (g_ptr_array_index (self->operands, 0))
                                : NULL;

      self->in_marks = self->is_button && name != NULL && is_font_of_marks (self, name);
      if (name == NULL || (!self->in_marks && !is_plain_font (self, name)))
        return FALSE;
    }
  for (i = 0; pades_step_is_any (operator, showing) && i < n; i++)
    take_text (self, g_ptr_array_index (self->operands, i));
  g_ptr_array_set_size (self->operands, 0);
  return TRUE;
}

static gboolean
is_operand (guint8 first)
{
  return g_ascii_isdigit (first) || strchr ("(<[/+-.", first) != NULL;
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

static gboolean
read_content (Reader *self, GBytes *content)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (content, &length);
  PdfParser parser;

  pdf_parser_init (&parser, data, length, 0);
  for (pdf_parser_skip_space (&parser); parser.pos < length; pdf_parser_skip_space (&parser))
    {
      g_autofree char *word = NULL;

      if (data[parser.pos] != '\0' && is_operand (data[parser.pos]))
        {
          PdfObject *operand = pdf_parser_read (&parser, NULL);

          if (operand == NULL)
            return FALSE;
          g_ptr_array_add (self->operands, operand);
          continue;
        }
      word = take_word (&parser);
      if (*word == '\0' || !take_operator (self, word))
        return FALSE;
    }
  return TRUE;
}

/* Without white space: where a line is broken is no matter. */
static char *
dup_letters (const char *text)
{
  GString *letters = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      g_string_append_unichar (letters, g_utf8_get_char (text));
  return g_string_free (letters, FALSE);
}

/* Its own or the one that it inherits. */
static PdfObject *
get_value (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) at = pdf_object_ref (widget);
  guint i;

  for (i = 0; i < MAX_LEVELS && at != NULL; i++)
    {
      PdfObject *value = pdf_file_get_key (file, at, "V", NULL);
      PdfObject *parent;

      if (value != NULL && pdf_object_get_type (value) != PDF_TYPE_NULL)
        return value;
      pdf_object_unref (value);
      parent = pdf_file_get_key (file, at, "Parent", NULL);
      pdf_object_unref (at);
      at = parent;
    }
  return NULL;
}

static char *
dup_value (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) value = get_value (file, widget);
  g_autofree char *text = pdf_object_dup_text (value);

  if (value == NULL)
    return g_strdup ("");
  return text != NULL ? dup_letters (text) : NULL;
}

/* What a widget shows at first sight: the letters of its look, or where it has none those of its
 * value, of which readers make one; %NULL where that is more than plain text. */
static char *
dup_shown (PadesStep *step, PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) looks = pdf_file_get_key (file, widget, "AP", NULL);
  g_autoptr (PdfObject) look = pdf_file_get_key (file, looks, "N", NULL);
  g_autoptr (PdfObject) resources = pdf_file_get_key (file, look, "Resources", NULL);
  g_autoptr (PdfObject) fonts = pdf_file_get_key (file, resources, "Font", NULL);
  g_autoptr (GPtrArray)
      operands = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_object_unref);
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (PdfObject) string = NULL;
  g_autofree char *text = NULL;
  Reader reader = {step, file, fonts, operands, bytes};

  if (look == NULL || pdf_object_get_type (look) == PDF_TYPE_NULL)
    return dup_value (file, widget);
  if (pdf_object_get_type (look) != PDF_TYPE_STREAM)
    return NULL;
  content = pdf_file_decode (file, look, MAX_LOOK, NULL);
  if (content == NULL || !read_content (&reader, content))
    return NULL;
  string = pdf_object_new_string (bytes->str, bytes->len);
  text = pdf_object_dup_text (string);
  return dup_letters (text);
}

static gboolean
keeps_look (PadesStep *step, PdfObject *old, PdfObject *new)
{
  PdfObject *old_at = pdf_object_peek_key (old, "AP");
  g_autoptr (PdfObject) looks = pades_step_get_old (step, old, "AP");
  guint32 look = pdf_object_get_ref (pdf_object_peek_key (looks, "N"), NULL);

  return pades_step_same (step, old_at, pdf_object_peek_key (new, "AP")) &&
         !pades_step_is_pending (step, pdf_object_get_ref (old_at, NULL)) &&
         !pades_step_is_pending (step, look);
}

static gboolean
keeps_value (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = get_value (step->old, old);
  g_autoptr (PdfObject) after = get_value (step->new, new);

  return pades_step_same (step, before, after);
}

/* A button is seen in one of its states, and which one its value says (ISO 32000-2, 12.7.5.2.3);
 * programs that name it where it was not named say what was so. */
static gboolean
keeps_state (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_step_get_old (step, old, "AS");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "AS");
  g_autoptr (PdfObject) value = get_value (step->new, new);
  const char *state = pdf_object_get_name (value);

  return pades_step_same (step, pdf_object_peek_key (old, "AS"), pdf_object_peek_key (new, "AS")) ||
         (pdf_object_get_name (before) == NULL &&
          g_strcmp0 (pdf_object_get_name (after), state != NULL ? state : "Off") == 0);
}

/* Readers draw what has no look of its own by its default appearance, and rich text by its words.
 */
static gboolean
keeps_making (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) looks = pades_step_get_new (step, new, "AP");
  PdfObject *look = pdf_object_peek_key (looks, "N");
  PdfObject *before = pdf_object_peek_key (old, "DA");

  return pades_step_same (step, pdf_object_peek_key (old, "RV"), pdf_object_peek_key (new, "RV")) &&
         (look != NULL || before == NULL ||
          pades_step_same (step, before, pdf_object_peek_key (new, "DA")));
}

/* What is seen while the pointer rests on it or presses it (ISO 32000-2, table 170): of a field
 * with words nothing new. Buttons are drawn pressed by many programs. */
static gboolean
keeps_reactions (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  static const char *const keys[] = {"R", "D"};
  g_autoptr (PdfObject) before = pades_step_get_old (step, node->dict, "AP");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "AP");
  guint i;

  for (i = 0; i < G_N_ELEMENTS (keys) && g_strcmp0 (node->type, "Btn") != 0; i++)
    {
      PdfObject *look = pdf_object_peek_key (after, keys[i]);

      if (look != NULL && !pades_step_same (step, pdf_object_peek_key (before, keys[i]), look))
        return FALSE;
    }
  return TRUE;
}

/* What was hidden and is seen now, or the other way round, was not signed as it is seen. */
static gboolean
stays_seen (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) before = pades_step_get_old (step, old, "F");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new, "F");

  return ((pdf_object_get_integer (before) ^ pdf_object_get_integer (after)) & FLAGS_UNSEEN) == 0;
}

/**
 * pades_shown_is_kept:
 * @step: a step
 * @node: a field that is no signature, or a widget of one
 * @new: what the new revision has in its place
 *
 * Asks whether it shows what it showed before, as far as its value did not change: a look that is
 * replaced under an unchanged value says what nobody filled in. Nothing is hidden, comes out of
 * hiding or shows another face to the pointer, whatever was filled in.
 *
 * Returns: whether it does; %FALSE also where that cannot be told
 */
gboolean
pades_shown_is_kept (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!stays_seen (step, node->dict, new) || !keeps_reactions (step, node, new))
    return FALSE;
  if (!keeps_value (step, node->dict, new))
    return TRUE;
  if (!keeps_state (step, node->dict, new) || !keeps_making (step, node->dict, new))
    return FALSE;
  if (keeps_look (step, node->dict, new))
    return TRUE;
  if (g_strcmp0 (node->type, "Btn") == 0)
    return pdf_object_peek_key (node->dict, "AP") == NULL;
  before = dup_shown (step, step->old, node->dict);
  after = dup_shown (step, step->new, new);
  return before != NULL && g_strcmp0 (before, after) == 0;
}

/* Some programs show more or less than the value: a currency, the part that has room. */
static gboolean
is_similar (const char *a, const char *b)
{
  g_autoptr (GString) one = g_string_new (NULL);
  g_autoptr (GString) two = g_string_new (NULL);

  for (; *a != '\0'; a = g_utf8_next_char (a))
    if (g_unichar_isalnum (g_utf8_get_char (a)))
      g_string_append_unichar (one, g_utf8_get_char (a));
  for (; *b != '\0'; b = g_utf8_next_char (b))
    if (g_unichar_isalnum (g_utf8_get_char (b)))
      g_string_append_unichar (two, g_utf8_get_char (b));
  return strstr (one->str, two->str) != NULL || strstr (two->str, one->str) != NULL;
}

/* What one state of a button shows: words, and whether there is a mark. */
typedef struct {
  char *words; /* NULL: it cannot be told */
  gboolean is_marked;
  gboolean is_drawn;
} Face;

static Face
read_face (PadesStep *step, PdfFile *file, PdfObject *look)
{
  g_autoptr (PdfObject) resources = pdf_file_get_key (file, look, "Resources", NULL);
  g_autoptr (PdfObject) fonts = pdf_file_get_key (file, resources, "Font", NULL);
  g_autoptr (GPtrArray)
      operands = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_object_unref);
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;
  Reader reader = {step, file, fonts, operands, bytes, .is_button = TRUE};

  if (look == NULL || pdf_object_get_type (look) == PDF_TYPE_NULL)
    return (Face){g_strdup (""), FALSE, FALSE};
  if (pdf_object_get_type (look) == PDF_TYPE_STREAM)
    content = pdf_file_decode (file, look, MAX_LOOK, NULL);
  if (content == NULL || !read_content (&reader, content))
    return (Face){NULL, FALSE, FALSE};
  return (Face){g_strndup (bytes->str, bytes->len), reader.n_marks + reader.n_figures > 0,
                reader.n_figures > 0};
}

static gboolean
is_same_look (PadesStep *step, PdfObject *before, PdfObject *after)
{
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) new = NULL;

  if (pdf_object_get_type (before) != PDF_TYPE_STREAM ||
      pdf_object_get_type (after) != PDF_TYPE_STREAM)
    return FALSE;
  old = pdf_file_decode (step->old, before, MAX_LOOK, NULL);
  new = pdf_file_decode (step->new, after, MAX_LOOK, NULL);
  return old != NULL && new != NULL &&g_bytes_equal (old, new);
}

/* The look of another of its states, which were told apart by it. */
static gboolean
is_swapped (PadesStep *step, PdfObject *old_looks, const char *state, PdfObject *now)
{
  const char *key;
  PdfObject *value;

  for (guint i = 0; pdf_object_peek_entry (old_looks, i, &key, &value); i++)
    {
      g_autoptr (PdfObject) other = pdf_file_resolve (step->old, value, NULL);

      step->work++;
      if (strcmp (key, state) != 0 && is_same_look (step, other, now))
        return TRUE;
    }
  return FALSE;
}

/* A state keeps its face: one that is drawn anew has the same words, and a mark where there was
 * one. */
static gboolean
keeps_face (PadesStep *step, PdfObject *old_looks, PdfObject *new_looks, const char *state)
{
  PdfObject *old_at = pdf_object_peek_key (old_looks, state);
  PdfObject *new_at = pdf_object_peek_key (new_looks, state);
  g_autoptr (PdfObject) old = pdf_file_resolve (step->old, old_at, NULL);
  g_autoptr (PdfObject) new = pdf_file_resolve (step->new, new_at, NULL);
  Face before, after;
  gboolean kept;

  step->work++;
  if (pades_step_same (step, old_at, new_at) &&
      !pades_step_is_pending (step, pdf_object_get_ref (old_at, NULL)))
    return TRUE;
  if (is_same_look (step, old, new) &&
      pades_step_same (step, pdf_object_peek_key (old, "Resources"),
                       pdf_object_peek_key (new, "Resources")))
    return TRUE;
  if (is_swapped (step, old_looks, state, new))
    return FALSE;
  before = read_face (step, step->old, old);
  after = read_face (step, step->new, new);
  kept = before.words != NULL && after.words != NULL && strcmp (before.words, after.words) == 0 &&
         before.is_marked == after.is_marked && (before.is_drawn || !after.is_drawn);
  g_free (before.words);
  g_free (after.words);
  return kept;
}

/* What comes to be seen is the state that the value names; where a button has none of that name, it
 * is off (ISO 32000-2, 12.7.5.2.3). */
static gboolean
shows_value (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) looks = pades_step_get_new (step, new, "AP");
  g_autoptr (PdfObject) states = pades_step_get_new (step, looks, "N");
  g_autoptr (PdfObject) shown = pades_step_get_new (step, new, "AS");
  g_autoptr (PdfObject) value = get_value (step->new, new);
  const char *state = pdf_object_get_name (value);
  const char *seen = pdf_object_get_name (shown);

  if (seen == NULL ||
      pades_step_same (step, pdf_object_peek_key (old, "AS"), pdf_object_peek_key (new, "AS")))
    return TRUE;
  return g_strcmp0 (seen, state) == 0 ||
         (strcmp (seen, "Off") == 0 &&
          (state == NULL || pdf_object_peek_key (states, state) == NULL));
}

/* Every state that was there before; what is new beside them is new as a whole. */
static gboolean
keeps_faces (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) old_looks = pades_step_get_old (step, old, "AP");
  g_autoptr (PdfObject) new_looks = pades_step_get_new (step, new, "AP");
  g_autoptr (PdfObject) before = pades_step_get_old (step, old_looks, "N");
  g_autoptr (PdfObject) after = pades_step_get_new (step, new_looks, "N");
  const char *state;
  PdfObject *look;

  if (pdf_object_get_type (before) != PDF_TYPE_DICT)
    return TRUE;
  for (guint i = 0; pdf_object_peek_entry (before, i, &state, &look); i++)
    if (!keeps_face (step, before, after, state) || pades_step_is_spent (step))
      return FALSE;
  return TRUE;
}

/**
 * pades_shown_fits:
 * @step: a step
 * @node: a field that is no signature
 * @new: what the new revision has in its place
 *
 * Asks whether a text that was filled in is the one that is shown, and whether each state of a
 * button still shows what it showed. Fields that calculate what they show, and those that hide it,
 * cannot be asked.
 *
 * Returns: %FALSE where it is certainly another
 */
gboolean
pades_shown_fits (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  g_autoptr (PdfObject) flags = pades_step_get_new (step, new, "Ff");
  g_autofree char *shown = NULL;
  g_autofree char *value = NULL;

  if (g_strcmp0 (node->type, "Btn") == 0)
    return shows_value (step, node->dict, new) &&
           (keeps_look (step, node->dict, new) || keeps_faces (step, node->dict, new));
  if (g_strcmp0 (node->type, "Tx") != 0 || pdf_object_peek_key (new, "AA") != NULL ||
      (pdf_object_get_integer (flags) & FLAG_PASSWORD) != 0 || keeps_look (step, node->dict, new))
    return TRUE;
  shown = dup_shown (step, step->new, new);
  value = dup_value (step->new, new);
  return shown == NULL || value == NULL || is_similar (shown, value);
}

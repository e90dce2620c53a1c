/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-shown-private.h"

#include <stdlib.h>
#include <string.h>

/* Text and choices: whether the words that are seen are those that the field holds. */

/* How far up a value is inherited from. */
#define MAX_LEVELS 8
#define MAX_CHOICES 20000
#define MAX_CHOSEN 200
#define MAX_SCRIPT (1u << 16)
#define MAX_DECIMALS 10

/* ISO 32000-2, tables 231 and 233. */
#define FLAG_MULTILINE (1 << 12)
#define FLAG_PASSWORD (1 << 13)
#define FLAG_COMB (1 << 24)
#define FLAG_COMBO (1 << 17)

/**
 * pades_shown_get:
 * @file: a file
 * @widget: a field or a widget in it
 * @key: a key
 *
 * Reads an entry of its own or one that it inherits (ISO 32000-2, 12.7.4.1).
 *
 * Returns: (transfer full) (nullable): the value
 */
PdfObject *
pades_shown_get (PdfFile *file, PdfObject *widget, const char *key)
{
  g_autoptr (PdfObject) at = pdf_object_ref (widget);

  for (guint i = 0; i < MAX_LEVELS && at != NULL; i++)
    {
      PdfObject *value = pdf_file_get_key (file, at, key, NULL);
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

static gint64
get_flags (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) flags = pades_shown_get (file, widget, "Ff");

  return pdf_object_get_integer (flags);
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

/* %NULL for what is no text. */
static char *
dup_value (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) value = pades_shown_get (file, widget, "V");
  g_autofree char *text = pdf_object_dup_text (value);

  if (value == NULL)
    return g_strdup ("");
  return text != NULL ? dup_letters (text) : NULL;
}

static PdfObject *
get_look (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) looks = pdf_file_get_key (file, widget, "AP", NULL);
  PdfObject *look = pdf_file_get_key (file, looks, "N", NULL);

  if (look != NULL && pdf_object_get_type (look) == PDF_TYPE_NULL)
    g_clear_pointer (&look, pdf_object_unref);
  return look;
}

static PadesDrawn *
read_look (PadesStep *step, PdfFile *file, PdfObject *widget, PdfObject *look)
{
  gint64 flags = get_flags (file, widget);
  g_autoptr (PdfObject) type = pades_shown_get (file, widget, "FT");
  gboolean choices = pdf_object_is_name (type, "Ch") && (flags & FLAG_COMBO) == 0;
  PadesDrawing drawing = {.step = step,
                          .file = file,
                          .widget = widget,
                          .comb = (flags & FLAG_COMB) != 0,
                          .choices = choices,
                          .lines = choices || (flags & FLAG_MULTILINE) != 0};

  return pades_drawn_read (&drawing, look);
}

/**
 * pades_shown_dup_words:
 * @step: a step
 * @file: its old or its new revision
 * @widget: a widget in it
 * @plain: only what is plainly seen
 *
 * Reads what a widget shows at first sight: the letters of its look, or where it has none those of
 * its value, of which readers make one.
 *
 * Returns: (transfer full) (nullable): the letters, without white space; %NULL where that is more
 *   than plain text
 */
char *
pades_shown_dup_words (PadesStep *step, PdfFile *file, PdfObject *widget, gboolean plain)
{
  g_autoptr (PdfObject) look = get_look (file, widget);
  g_autoptr (PadesDrawn) drawn = NULL;

  if (look == NULL)
    return dup_value (file, widget);
  drawn = read_look (step, file, widget, look);
  if (!drawn->is_told || drawn->n_figures > 0 || (plain && !drawn->is_plain))
    return NULL;
  return dup_letters (drawn->text->str);
}

/* A letter beyond ASCII need not be known which. */
static gboolean
is_same_letter (gunichar shown, gunichar meant)
{
  return shown == meant || (shown == 0xFFFD && meant > 127) || (shown == 0xA0 && meant == ' ');
}

/* How many letters of the one the other begins with; -1 where it does not. */
static gssize
begins_with (const char *text, const char *head)
{
  const char *at = text;

  for (; *head != '\0'; head = g_utf8_next_char (head), at = g_utf8_next_char (at))
    if (*at == '\0' || !is_same_letter (g_utf8_get_char (head), g_utf8_get_char (at)))
      return -1;
  return at - text;
}

static gboolean
is_same_text (const char *shown, const char *meant)
{
  gssize n = begins_with (meant, shown);

  return n >= 0 && meant[n] == '\0';
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

static char *
dup_script (PdfFile *file, PdfObject *widget)
{
  g_autoptr (PdfObject) reactions = pades_shown_get (file, widget, "AA");
  g_autoptr (PdfObject) format = pdf_file_get_key (file, reactions, "F", NULL);
  g_autoptr (PdfObject) script = pdf_file_get_key (file, format, "JS", NULL);
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  const char *data;

  if (pdf_object_get_type (script) != PDF_TYPE_STREAM)
    return pdf_object_dup_text (script);
  bytes = pdf_file_decode (file, script, MAX_SCRIPT, NULL);
  data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  return data != NULL ? g_utf8_make_valid (data, (gssize) length) : NULL;
}

static char *
dup_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text) && (digits->len > 0 || *text != '0'))
      g_string_append_c (digits, *text);
  return g_string_free (digits, FALSE);
}

/* As the scripts that forms have for numbers write it: AFNumber_Format(decimals, …) and
 * AFPercent_Format(decimals, …) of every reader that runs scripts. */
static gboolean
is_number_of (const char *shown, const char *value, const char *script)
{
  static const char number[] = "AFNumber_Format(", percent[] = "AFPercent_Format(";
  const char *call = g_str_has_prefix (script, number)    ? script + strlen (number)
                     : g_str_has_prefix (script, percent) ? script + strlen (percent)
                                                          : NULL;
  g_autofree char *dotted = g_strdelimit (g_strdup (value), ",", '.');
  char *end = NULL;
  double amount = g_ascii_strtod (dotted, &end);
  char text[400];
  g_autofree char *meant = NULL, *seen = dup_digits (shown);
  gboolean negative = strchr (shown, '-') != NULL || strchr (shown, '(') != NULL;
  int decimals;

  if (call == NULL || end == dotted || *end != '\0' || amount > 1e15 || amount < -1e15)
    return FALSE;
  decimals = atoi (call);
  if (decimals < 0 || decimals > MAX_DECIMALS)
    return FALSE;
  if (g_str_has_prefix (script, percent))
    amount *= 100;
  g_snprintf (text, sizeof text, "%.*f", decimals, ABS (amount));
  meant = dup_digits (text);
  return strcmp (meant, seen) == 0 && (negative == (amount < 0) || *meant == '\0');
}

/* Hidden by the same mark for each letter. */
static gboolean
is_covered_up (const char *shown)
{
  for (; *shown != '\0'; shown = g_utf8_next_char (shown))
    if (g_utf8_get_char (shown) != '*' && g_utf8_get_char (shown) < 128)
      return FALSE;
  return TRUE;
}

static PadesShown
judge_text (PadesStep *step, PdfObject *new, const PadesDrawn *drawn)
{
  g_autofree char *value = dup_value (step->new, new);
  g_autofree char *shown = dup_letters (drawn->text->str);
  g_autofree char *script = dup_script (step->new, new);
  g_autoptr (PdfObject) reactions = pades_shown_get (step->new, new, "AA");

  if (value == NULL)
    return PADES_SHOWN_UNCLEAR;
  if ((get_flags (step->new, new) & FLAG_PASSWORD) != 0)
    return is_covered_up (shown) ? PADES_SHOWN_FITS : PADES_SHOWN_UNCLEAR;
  if (is_same_text (shown, value) || (script != NULL && is_number_of (shown, value, script)))
    return PADES_SHOWN_FITS;
  return reactions != NULL || is_similar (shown, value) ? PADES_SHOWN_UNCLEAR : PADES_SHOWN_LIES;
}

/* What a choice is called: [what is exported, what is shown] or both in one (ISO 32000-2, table
 * 234). */
static char *
dup_choice (PdfFile *file, PdfObject *at, gboolean exported)
{
  g_autoptr (PdfObject) choice = pdf_file_resolve (file, at, NULL);
  g_autoptr (PdfObject) part = NULL;
  g_autofree char *text = NULL;

  if (pdf_object_get_type (choice) == PDF_TYPE_ARRAY)
    part = pdf_file_resolve (file, pdf_object_peek_index (choice, exported ? 0 : 1), NULL);
  text = pdf_object_dup_text (part != NULL ? part : choice);
  return dup_letters (text != NULL ? text : "");
}

static gboolean
is_value (PdfFile *file, PdfObject *value, const char *word)
{
  guint n = pdf_object_get_type (value) == PDF_TYPE_ARRAY ? pdf_object_get_length (value) : 1;

  for (guint i = 0; i < n; i++)
    {
      PdfObject *at = pdf_object_get_type (value) == PDF_TYPE_ARRAY
                          ? pdf_object_peek_index (value, i)
                          : value;
      g_autoptr (PdfObject) each = pdf_file_resolve (file, at, NULL);
      g_autofree char *text = pdf_object_dup_text (each);
      g_autofree char *letters = dup_letters (text != NULL ? text : "");

      if (text != NULL && strcmp (letters, word) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether a run of a list lies on a bar: its middle, a third of a letter up. */
static gboolean
is_marked (const PadesDrawn *drawn, const PadesRun *run)
{
  double y = run->box.y0 + 0.3 * (run->box.y1 - run->box.y0);

  for (guint i = 0; i < drawn->bars->len; i++)
    {
      const PdfRect *bar = &g_array_index (drawn->bars, PdfRect, i);

      if (y >= bar->y0 && y <= bar->y1)
        return TRUE;
    }
  return FALSE;
}

/* A list shows some of its choices, one a line, and a bar under those that are chosen; some
 * programs draw no bar. */
static PadesShown
judge_list (PadesStep *step, PdfObject *new, const PadesDrawn *drawn)
{
  g_autoptr (PdfObject) choices = pades_shown_get (step->new, new, "Opt");
  g_autoptr (PdfObject) value = pades_shown_get (step->new, new, "V");
  guint n = MIN (pdf_object_get_length (choices), MAX_CHOICES), k = 0;

  for (guint i = 0; i < drawn->runs->len; i++)
    {
      const PadesRun *run = &g_array_index (drawn->runs, PadesRun, i);
      g_autofree char *part = g_strndup (drawn->text->str + run->start, run->end - run->start);
      g_autofree char *words = dup_letters (part);
      gboolean found = FALSE;

      for (; k < n && !found; k++)
        {
          PdfObject *at = pdf_object_peek_index (choices, k);
          g_autofree char *name = dup_choice (step->new, at, FALSE);
          g_autofree char *exported = dup_choice (step->new, at, TRUE);

          step->work++;
          found = is_same_text (words, name) || is_same_text (words, exported);
          if (found && drawn->bars->len > 0 &&
              is_marked (drawn, run) !=
                  (is_value (step->new, value, exported) || is_value (step->new, value, name)))
            return PADES_SHOWN_LIES;
        }
      if (!found)
        return PADES_SHOWN_LIES;
    }
  return PADES_SHOWN_FITS;
}

/* Closed, it shows what is chosen, which need not be one of its choices. */
static PadesShown
judge_combo (PadesStep *step, PdfObject *new, const PadesDrawn *drawn)
{
  g_autoptr (PdfObject) choices = pades_shown_get (step->new, new, "Opt");
  g_autoptr (PdfObject) value = pades_shown_get (step->new, new, "V");
  g_autofree char *shown = dup_letters (drawn->text->str);
  guint n = MIN (pdf_object_get_length (choices), MAX_CHOICES);
  PadesShown text = judge_text (step, new, drawn);

  for (guint i = 0; i < n && text != PADES_SHOWN_FITS; i++)
    {
      PdfObject *at = pdf_object_peek_index (choices, i);
      g_autofree char *name = dup_choice (step->new, at, FALSE);
      g_autofree char *exported = dup_choice (step->new, at, TRUE);

      step->work++;
      if (is_same_text (shown, name) && is_value (step->new, value, exported))
        return PADES_SHOWN_FITS;
    }
  return text;
}

/* More than anybody marks: each would be sought among all. */
static gboolean
has_too_many (PadesStep *step, PdfObject *new)
{
  g_autoptr (PdfObject) value = pades_shown_get (step->new, new, "V");

  return pdf_object_get_type (value) == PDF_TYPE_ARRAY &&
         pdf_object_get_length (value) > MAX_CHOSEN;
}

/* Some readers mark what these numbers name, and not the value (ISO 32000-2, table 234). */
static gboolean
names_other_choices (PadesStep *step, PdfObject *new)
{
  g_autoptr (PdfObject) places = pades_step_get_new (step, new, "I");
  g_autoptr (PdfObject) choices = pades_shown_get (step->new, new, "Opt");
  g_autoptr (PdfObject) value = pades_shown_get (step->new, new, "V");

  for (guint i = 0; i < MIN (pdf_object_get_length (places), MAX_CHOICES); i++)
    {
      gint64 place = pdf_object_get_integer (pdf_object_peek_index (places, i));
      PdfObject *at = place >= 0 && place < MAX_CHOICES
                          ? pdf_object_peek_index (choices, (guint) place)
                          : NULL;
      g_autofree char *name = at != NULL ? dup_choice (step->new, at, FALSE) : NULL;
      g_autofree char *exported = at != NULL ? dup_choice (step->new, at, TRUE) : NULL;

      step->work++;
      if (at == NULL ||
          !(is_value (step->new, value, name) || is_value (step->new, value, exported)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_drawn_anew (PadesStep *step)
{
  g_autoptr (PdfObject) form = pades_step_get_new (step, step->new_catalog, "AcroForm");
  g_autoptr (PdfObject) need = pades_step_get_new (step, form, "NeedAppearances");

  return pdf_object_get_boolean (need);
}

/**
 * pades_shown_is_making_plain:
 * @step: a step
 * @form: (nullable): the form of its new revision
 * @widget: (nullable): a widget, or %NULL for any
 * @making: (nullable): a default appearance (ISO 32000-2, 12.7.4.3)
 *
 * Asks whether what readers draw by it is plainly seen.
 *
 * Returns: whether it is
 */
gboolean
pades_shown_is_making_plain (PadesStep *step, PdfObject *form, PdfObject *widget, PdfObject *making)
{
  g_autoptr (PdfObject) resources = pades_step_get_new (step, form, "DR");
  g_autoptr (PdfObject) fonts = pades_step_get_new (step, resources, "Font");
  g_autoptr (PdfObject) text = pdf_file_resolve (step->new, making, NULL);
  PadesDrawing drawing = {.step = step, .file = step->new, .widget = widget};

  return pades_drawn_is_making_plain (&drawing, fonts, text);
}

/* Readers draw it by its default appearance. */
static PadesShown
judge_making (PadesStep *step, PdfObject *old, PdfObject *new)
{
  g_autoptr (PdfObject) form = pades_step_get_new (step, step->new_catalog, "AcroForm");
  PdfObject *making = pdf_object_peek_key (new, "DA");

  if (making == NULL || pades_step_same (step, pdf_object_peek_key (old, "DA"), making) ||
      pades_shown_is_making_plain (step, form, new, making))
    return PADES_SHOWN_FITS;
  return PADES_SHOWN_UNCLEAR;
}

/* Formatted text is the same text with marks in it (ISO 32000-2, 12.7.4.4). */
static char *
dup_without_marks (const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gboolean within = FALSE;

  for (; *text != '\0'; text++)
    {
      within |= *text == '<';
      if (!within)
        g_string_append_c (plain, *text);
      within = within && *text != '>';
    }
  g_string_replace (plain, "&lt;", "<", 0);
  g_string_replace (plain, "&gt;", ">", 0);
  g_string_replace (plain, "&quot;", "\"", 0);
  g_string_replace (plain, "&apos;", "'", 0);
  g_string_replace (plain, "&amp;", "&", 0);
  return dup_letters (plain->str);
}

static gboolean
is_formatted_alike (PadesStep *step, PdfObject *new)
{
  g_autoptr (PdfObject) rich = pades_step_get_new (step, new, "RV");
  g_autofree char *text = pdf_object_dup_text (rich);
  g_autofree char *words = text != NULL ? dup_without_marks (text) : NULL;
  g_autofree char *value = dup_value (step->new, new);

  if (rich == NULL || pdf_object_get_type (rich) == PDF_TYPE_NULL)
    return TRUE;
  return words != NULL && value != NULL && strcmp (words, value) == 0;
}

static PadesShown
judge_look (PadesStep *step, const PadesFormNode *node, PdfObject *new, PdfObject *look)
{
  g_autoptr (PadesDrawn) drawn = read_look (step, step->new, new, look);
  gboolean combo = (get_flags (step->new, new) & FLAG_COMBO) != 0;

  if (!drawn->is_plain)
    return PADES_SHOWN_UNCLEAR;
  if (g_strcmp0 (node->type, "Ch") != 0)
    return judge_text (step, new, drawn);
  return combo ? judge_combo (step, new, drawn) : judge_list (step, new, drawn);
}

/**
 * pades_shown_judge_words:
 * @step: a step
 * @node: a text field, a field of choices, or a widget of one, with another value than before
 * @new: what the new revision has in its place
 *
 * Asks whether what it shows is what it holds.
 *
 * Returns: %PADES_SHOWN_FITS only where that is plainly seen
 */
PadesShown
pades_shown_judge_words (PadesStep *step, const PadesFormNode *node, PdfObject *new)
{
  g_autoptr (PdfObject) look = get_look (step->new, new);
  PadesShown shown = PADES_SHOWN_FITS;

  if (has_too_many (step, new) || names_other_choices (step, new) ||
      !is_formatted_alike (step, new))
    return PADES_SHOWN_UNCLEAR;
  if (look == NULL || is_drawn_anew (step))
    shown = judge_making (step, node->dict, new);
  if (look == NULL || shown != PADES_SHOWN_FITS)
    return shown;
  /* It shows the earlier value, to readers that do not draw it anew: as it was signed, but not as
   * it is told. */
  if (pades_shown_keeps_look (step, node->dict, new))
    return is_drawn_anew (step) ? PADES_SHOWN_FITS
                                : MIN (judge_look (step, node, new, look), PADES_SHOWN_UNCLEAR);
  return judge_look (step, node, new, look);
}

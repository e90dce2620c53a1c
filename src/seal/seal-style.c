/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-style.h"

#include <string.h>

static const char *const part_names[] = {
    "seal", "labels", "name", "date", "reason", "location", "qr", NULL,
};
static const char *const place_names[SEAL_N_PLACES + 1] = {"beside", "under", NULL};
static const char *const language_names[SEAL_N_LANGUAGES + 1] = {"zh", "en", NULL};
static const char *const date_names[SEAL_N_DATES + 1] = {"iso", "long", "day", NULL};

typedef struct {
  const char *name;
  SealParts parts;
  SealPlace place;
} Builtin;

#define LABELLED (SEAL_PART_LABELS | SEAL_PARTS_TEXT)

static const Builtin builtins[] = {
    {"seal", SEAL_PART_SEAL, SEAL_PLACE_BESIDE},
    {"seal-text", SEAL_PART_SEAL | LABELLED, SEAL_PLACE_BESIDE},
    {"seal-text-under", SEAL_PART_SEAL | LABELLED, SEAL_PLACE_UNDER},
    {"seal-text-qr", SEAL_PART_SEAL | LABELLED | SEAL_PART_CODE, SEAL_PLACE_BESIDE},
    {"seal-qr", SEAL_PART_SEAL | SEAL_PART_CODE, SEAL_PLACE_BESIDE},
    {"text", LABELLED, SEAL_PLACE_BESIDE},
    {"text-qr", LABELLED | SEAL_PART_CODE, SEAL_PLACE_BESIDE},
};

static gboolean
find_name (const char *const *names, const char *name, guint *index)
{
  for (*index = 0; names[*index] != NULL; (*index)++)
    if (g_str_equal (names[*index], name))
      return TRUE;
  return FALSE;
}

static gboolean
parse_parts (const char *text, SealParts *parts)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint index;

      if (!find_name (part_names, names[i], &index))
        return FALSE;
      *parts |= 1u << index;
    }
  return (*parts & ~(guint) SEAL_PART_LABELS) != 0;
}

static gboolean
parse_word (const char *word, SealStyle *style)
{
  guint index = 0;

  if (g_str_has_prefix (word, "show="))
    return parse_parts (word + strlen ("show="), &style->parts);
  if (g_str_has_prefix (word, "place=") &&
      find_name (place_names, word + strlen ("place="), &index))
    style->place = (SealPlace) index;
  else if (g_str_has_prefix (word, "language=") &&
           find_name (language_names, word + strlen ("language="), &index))
    style->language = (SealLanguage) index;
  else if (g_str_has_prefix (word, "date=") &&
           find_name (date_names, word + strlen ("date="), &index))
    style->date = (SealDate) index;
  else
    return FALSE;
  return TRUE;
}

/**
 * seal_style_parse:
 * @text: as [func@style_to_text] writes it; what is left out is the first choice of its kind
 * @style: (out): what it says
 *
 * Reads a style.
 *
 * Returns: %FALSE where a word is unknown, or nothing at all would be shown
 */
gboolean
seal_style_parse (const char *text, SealStyle *style)
{
  g_auto (GStrv) words = NULL;
  SealStyle parsed = {0};

  g_return_val_if_fail (text != NULL && style != NULL, FALSE);

  words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (!parse_word (words[i], &parsed))
      return FALSE;
  if (parsed.parts == 0)
    return FALSE;
  *style = parsed;
  return TRUE;
}

/**
 * seal_style_to_text:
 * @style: a style
 *
 * Writes a style, for files and settings.
 *
 * Returns: (transfer full): one line of ASCII
 */
char *
seal_style_to_text (const SealStyle *style)
{
  GString *text = g_string_new ("show=");

  for (guint i = 0; part_names[i] != NULL; i++)
    if ((style->parts & 1u << i) != 0)
      g_string_append_printf (text, "%s,", part_names[i]);
  g_string_truncate (text, text->len - 1);
  g_string_append_printf (text, " place=%s language=%s date=%s", place_names[style->place],
                          language_names[style->language], date_names[style->date]);
  return g_string_free (text, FALSE);
}

/**
 * seal_style_equal:
 * @a: a style
 * @b: another
 *
 * Returns: whether both draw the same
 */
gboolean
seal_style_equal (const SealStyle *a, const SealStyle *b)
{
  return a->parts == b->parts && a->place == b->place && a->language == b->language &&
         a->date == b->date;
}

/**
 * seal_style_builtin_name:
 * @index: from 0
 *
 * Lists the styles that need not be saved.
 *
 * Returns: (nullable): the name, %NULL behind the last
 */
const char *
seal_style_builtin_name (guint index)
{
  return index < G_N_ELEMENTS (builtins) ? builtins[index].name : NULL;
}

/**
 * seal_style_builtin_find:
 * @name: of a style that needs not be saved
 * @language: of its labels
 * @style: (out): the style
 *
 * Returns: %FALSE where there is none of that name
 */
gboolean
seal_style_builtin_find (const char *name, SealLanguage language, SealStyle *style)
{
  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    {
      if (!g_str_equal (builtins[i].name, name))
        continue;
      *style = (SealStyle){builtins[i].parts, builtins[i].place, language, SEAL_DATE_ISO};
      return TRUE;
    }
  return FALSE;
}

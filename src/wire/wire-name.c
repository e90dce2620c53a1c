/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-name.h"

#include "wire-message.h"

/* The longest decomposition that Unicode has, U+FDFA. */
#define MAX_DECOMPOSITION 18

typedef struct {
  gunichar first, last;
} Range;

static gboolean
is_in (gunichar c, const Range *ranges, guint n)
{
  for (guint i = 0; i < n; i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

/* Letters that nobody sees, and a picture of none (Unicode, Default_Ignorable_Code_Point). */
static gboolean
is_invisible (gunichar c)
{
  static const Range ranges[] = {
      {0x034f, 0x034f}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},   {0x2800, 0x2800},
      {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xffa0, 0xffa0}, {0xe0100, 0xe01ef},
  };

  return is_in (c, ranges, G_N_ELEMENTS (ranges));
}

/* Parts of Chinese characters, and numerals and sounds drawn as such parts, which print as the
 * characters themselves: radicals with what describes characters, numerals of Suzhou, Bopomofo,
 * strokes. */
static gboolean
is_part_of_han (gunichar c)
{
  static const Range ranges[] = {
      {0x2e80, 0x2fff}, {0x3021, 0x3029}, {0x3038, 0x303a},
      {0x3105, 0x312f}, {0x31a0, 0x31bf}, {0x31c0, 0x31ef},
  };

  return is_in (c, ranges, G_N_ELEMENTS (ranges));
}

/* Written so by everybody: the wide signs between Chinese characters, and letters of the scripts
 * from Arabic to Tibetan that only Unicode takes for two. */
static gboolean
is_usual (gunichar c)
{
  return c == 0x3000 || (c >= 0xff01 && c <= 0xff60 && !g_unichar_isalnum (c)) ||
         (c >= 0x0600 && c <= 0x0fff);
}

/* What there is for the sake of older encodings looks like what it stands for (Unicode Standard
 * Annex 15: its compatibility decomposition is another). */
static gboolean
stands_for_another (gunichar c)
{
  gunichar canonical[MAX_DECOMPOSITION], compatible[MAX_DECOMPOSITION];
  gsize n = g_unichar_fully_decompose (c, FALSE, canonical, MAX_DECOMPOSITION);
  gsize m = g_unichar_fully_decompose (c, TRUE, compatible, MAX_DECOMPOSITION);

  if (n != m)
    return TRUE;
  for (gsize i = 0; i < n; i++)
    if (canonical[i] != compatible[i])
      return TRUE;
  return FALSE;
}

/* What is not assigned yet to GLib may be the rare letter of somebody's name. */
static gboolean
may_be_in_name (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    case G_UNICODE_SPACE_SEPARATOR:
      return c == ' ' || c == 0x3000;
    default:
      return !is_invisible (c) && !is_part_of_han (c) && (is_usual (c) || !stands_for_another (c));
    }
}

/* Scripts whose letters look like each other's; a name is written in one of them. */
static guint
script_bit (gunichar c)
{
  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_LATIN:
      return 1;
    case G_UNICODE_SCRIPT_GREEK:
      return 2;
    case G_UNICODE_SCRIPT_CYRILLIC:
      return 4;
    default:
      return 0;
    }
}

static gboolean
reads_as_written (const char *name)
{
  gunichar last = ' ';
  guint scripts = 0;
  gboolean has_letter = FALSE;

  for (const char *p = name; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!may_be_in_name (c) || (g_unichar_isspace (c) && g_unichar_isspace (last)))
        return FALSE;
      has_letter |= g_unichar_isalnum (c) || c >= 0x20000;
      scripts |= script_bit (c);
      last = c;
    }
  return has_letter && !g_unichar_isspace (last) && (scripts & (scripts - 1)) == 0;
}

/**
 * wire_name_is_fit:
 * @name: valid UTF-8
 *
 * Says whether a text can be what a person or an enterprise is called, as it stands in
 * certificates: one line, composed (NFC), no blank at its ends, a letter, nothing that cannot be
 * seen, no sign in place of the one that it looks like, and no letters of another script in place
 * of those that they look like (Unicode Technical Standard 39, 5).
 *
 * Returns: TRUE if it can
 */
gboolean
wire_name_is_fit (const char *name)
{
  g_autofree char *composed = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);

  return composed && g_str_equal (composed, name) && g_utf8_strlen (name, -1) <= WIRE_MAX_NAME &&
         reads_as_written (name);
}

/**
 * wire_name_settle:
 * @name: (inout): valid UTF-8
 *
 * Composes a name (NFC), so that one name is always the same characters, whatever they were typed
 * with, and asks whether it can be one.
 *
 * Returns: what wire_name_is_fit() says of it
 */
gboolean
wire_name_settle (char **name)
{
  char *composed = g_utf8_normalize (*name, -1, G_NORMALIZE_NFC);

  if (!composed)
    return FALSE;
  g_free (*name);
  *name = composed;
  return wire_name_is_fit (composed);
}

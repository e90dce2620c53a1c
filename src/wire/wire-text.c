/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-text.h"

#include <string.h>
#include <time.h>

/**
 * wire_time_to_text:
 * @time: seconds since 1970 UTC
 *
 * Writes a time as RFC 3339 does, in UTC and whole seconds.
 *
 * Returns: (transfer full): such as 2026-01-31T09:30:00Z
 */
char *
wire_time_to_text (gint64 time)
{
  time_t seconds = time;
  struct tm moment;

  /* Beyond the year 9999 there is no such text; nothing of ours is from there. */
  if (!gmtime_r (&seconds, &moment) || moment.tm_year < 1 - 1900 || moment.tm_year > 9999 - 1900)
    return g_strdup ("");
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", moment.tm_year + 1900,
                          moment.tm_mon + 1, moment.tm_mday, moment.tm_hour, moment.tm_min,
                          moment.tm_sec);
}

/**
 * wire_time_from_text:
 * @text: from outside
 * @time: (out): seconds since 1970 UTC
 *
 * Reads a time with its zone (RFC 3339).
 *
 * Returns: FALSE if @text is none, or names no zone
 */
gboolean
wire_time_from_text (const char *text, gint64 *time)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) utc = NULL;

  /* Without a default zone GLib refuses a text that names none. */
  if (strlen (text) > 40 || !strchr (text, 'T'))
    return FALSE;
  moment = g_date_time_new_from_iso8601 (text, NULL);
  /* The first and the last hours that have a text here may have none in UTC. */
  utc = moment ? g_date_time_to_utc (moment) : NULL;
  if (!utc)
    return FALSE;
  *time = g_date_time_to_unix (utc);
  return TRUE;
}

/* The bits of the last letter that are no byte's are zero (RFC 4648, 3.5): else one thing could be
 * written in many ways. */
static gboolean
is_base64 (const char *text)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static const guint spare[] = {0, 3, 15};
  gsize letters = strspn (text, alphabet);
  gsize padding = strspn (text + letters, "=");

  return text[letters + padding] == '\0' && padding <= 2 && (letters + padding) % 4 == 0 &&
         (letters == 0 ||
          ((strchr (alphabet, text[letters - 1]) - alphabet) & spare[padding]) == 0);
}

/**
 * wire_base64_decode:
 * @text: from outside
 *
 * Reads base64 strictly (RFC 4648 §4): no line ends, no foreign letters, padding in its place, and
 * nothing left over in the last letter.
 *
 * Returns: (transfer full): the bytes, or NULL
 */
GBytes *
wire_base64_decode (const char *text)
{
  gsize length;
  guchar *data;

  if (!is_base64 (text))
    return NULL;
  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

/**
 * wire_text_is_plain:
 * @text: valid UTF-8
 *
 * Says whether a text has no control characters but tab and line feed, no other ends of lines, and
 * none that turn the direction of what follows: it must read as it is written.
 *
 * Returns: TRUE if it is plain
 */
gboolean
wire_text_is_plain (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) && c != '\t' && c != '\n')
        return FALSE;
      if ((c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
        return FALSE;
    }
  return TRUE;
}

/* An input method for Chinese makes these of the keys of ASCII (Unicode, Halfwidth and Fullwidth
 * Forms), and an ideographic blank of the space bar. */
static gunichar
narrow (gunichar c)
{
  return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + '!' : c == 0x3000 ? ' ' : c;
}

/**
 * wire_text_dup_typed:
 * @text: valid UTF-8: a login, as somebody typed it
 *
 * Takes it as it was meant: wide letters and digits are those of ASCII, and blanks at its ends do
 * not count.
 *
 * Returns: (transfer full): the text
 */
char *
wire_text_dup_typed (const char *text)
{
  GString *typed = g_string_new (NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    g_string_append_unichar (typed, narrow (g_utf8_get_char (p)));
  return g_strstrip (g_string_free (typed, FALSE));
}

/**
 * wire_text_dup_code:
 * @text: valid UTF-8: a number or code of capitals and digits, as somebody typed it
 *
 * Takes it as it is printed: capitals of ASCII; blanks and hyphens, which help to read it, do not
 * count.
 *
 * Returns: (transfer full): the code
 */
char *
wire_text_dup_code (const char *text)
{
  GString *code = g_string_new (NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = narrow (g_utf8_get_char (p));

      if (!g_unichar_isspace (c) && c != '-' && c != 0x2013)
        g_string_append_unichar (code, c < 0x80 ? (gunichar) g_ascii_toupper (c) : c);
    }
  return g_string_free (code, FALSE);
}

/* RFC 8785 §3.2.2.2: the short escapes where there are some, \u00xx in lower case otherwise. */
static void
append_escape (GString *text, char c)
{
  static const char letters[] = {
      ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
  };

  g_string_append_c (text, '\\');
  if (c == '"' || c == '\\')
    g_string_append_c (text, c);
  else if ((guchar) c < G_N_ELEMENTS (letters) && letters[(guchar) c])
    g_string_append_c (text, letters[(guchar) c]);
  else
    g_string_append_printf (text, "u%04x", c);
}

/**
 * wire_text_append_json:
 * @text: where it goes
 * @value: valid UTF-8
 *
 * Appends a string as JSON has it, in its one canonical form (RFC 8785).
 */
void
wire_text_append_json (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  while (*value)
    {
      const char *end = value;

      while ((guchar) *end >= 0x20 && *end != '"' && *end != '\\')
        end++;
      g_string_append_len (text, value, end - value);
      if (*end)
        append_escape (text, *end++);
      value = end;
    }
  g_string_append_c (text, '"');
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-text.h"

/* What would change how the text around it reads, or what XML 1.0 does not have (2.2): controls,
 * overrides of the writing direction (Unicode's UAX 9), non-characters. */
static gboolean
is_harmful (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0) ||
         c == 0x061c || (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static gboolean
is_break (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/**
 * report_text_clean:
 * @text: (nullable): whatever a file holds
 * @max_chars: how much of it is shown
 *
 * Makes one line of valid UTF-8 that cannot reorder or break what stands around it; what is cut off
 * is told by an ellipsis.
 *
 * Returns: (transfer full): the text, empty for %NULL
 */
char *
report_text_clean (const char *text, gsize max_chars)
{
  /* A character has at most four bytes, and one broken byte becomes three. */
  gsize most = max_chars * 4 + 4;
  g_autofree char *start = text != NULL ? g_strndup (text, most) : g_strdup ("");
  g_autofree char *valid = g_utf8_make_valid (start, -1);
  GString *clean = g_string_new (NULL);
  gsize n = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (n == max_chars)
        {
          g_string_append (clean, "…");
          break;
        }
      g_string_append_unichar (clean, is_harmful (c) ? 0xfffd : is_break (c) ? ' ' : c);
    }
  return g_string_free (clean, FALSE);
}

/**
 * report_text_group_hex:
 * @hex: a fingerprint
 *
 * Sets it in groups of four, as fingerprints are read out and compared.
 *
 * Returns: (transfer full): the same with spaces
 */
char *
report_text_group_hex (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}

/**
 * report_text_append:
 * @document: what is being written
 * @text: (nullable): whatever a file holds
 * @max_chars: how much of it is shown
 *
 * Appends what report_text_clean() makes of it, escaped for text and for attributes in quotes.
 */
void
report_text_append (GString *document, const char *text, gsize max_chars)
{
  g_autofree char *clean = report_text_clean (text, max_chars);
  g_autofree char *escaped = g_markup_escape_text (clean, -1);

  g_string_append (document, escaped);
}

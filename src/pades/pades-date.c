/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-date.h"

/**
 * pades_date_format:
 * @seconds: since 1970, UTC
 * @utc_offset: seconds east of it
 *
 * Spells a moment as a PDF date with its zone (ISO 32000-2, 7.9.4).
 *
 * Returns: (transfer full) (nullable): the text; %NULL where the year has not four digits
 */
char *
pades_date_format (gint64 seconds, int utc_offset)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *text = NULL;
  int minutes = utc_offset / 60;

  if (utc != NULL)
    local = g_date_time_add_seconds (utc, minutes * 60);
  if (local == NULL || g_date_time_get_year (local) < 1000)
    return NULL;
  text = g_date_time_format (local, "D:%Y%m%d%H%M%S");
  if (minutes == 0)
    return g_strconcat (text, "Z", NULL);
  return g_strdup_printf ("%s%c%02d'%02d'", text, minutes < 0 ? '-' : '+', ABS (minutes) / 60,
                          ABS (minutes) % 60);
}

/* Two digits, or the default where the text ends: everything behind the year may be left out. */
static int
take_two (const char **text, int otherwise)
{
  int value = 0;

  if (!g_ascii_isdigit ((*text)[0]) || !g_ascii_isdigit ((*text)[1]))
    return otherwise;
  value = 10 * ((*text)[0] - '0') + ((*text)[1] - '0');
  *text += 2;
  return value;
}

static gint64
take_zone (const char *text)
{
  char sign = *text;
  int hours = 0;
  int minutes = 0;

  if (sign != '+' && sign != '-')
    return 0; /* Z, or no zone, which readers take for UTC */
  text++;
  hours = take_two (&text, 0);
  if (*text == '\'')
    text++;
  minutes = take_two (&text, 0);
  return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/**
 * pades_date_parse:
 * @text: (nullable): a PDF date
 *
 * Reads a PDF date, with or without its prefix.
 *
 * Returns: seconds since 1970, UTC, or %PADES_DATE_NONE
 */
gint64
pades_date_parse (const char *text)
{
  g_autoptr (GDateTime) date = NULL;
  int part[7] = {0};
  guint i;

  if (text == NULL)
    return PADES_DATE_NONE;
  if (g_str_has_prefix (text, "D:"))
    text += 2;
  part[0] = take_two (&text, -1);
  part[1] = take_two (&text, -1);
  if (part[0] < 0 || part[1] < 0)
    return PADES_DATE_NONE;
  for (i = 2; i < 7; i++)
    part[i] = take_two (&text, i < 4 ? 1 : 0);
  date = g_date_time_new_utc (part[0] * 100 + part[1], part[2], part[3], part[4], part[5], part[6]);
  return date == NULL ? PADES_DATE_NONE : g_date_time_to_unix (date) - take_zone (text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-caption.h"

/* These words become part of the document: they are in its language, not in that of the desktop. */
typedef struct {
  const char *name;
  const char *date;
  const char *reason;
  const char *location;
} Labels;

static const Labels labels[SEAL_N_LANGUAGES] = {
    [SEAL_LANGUAGE_CHINESE] = {"签署人：", "时间：", "原因：", "地点："},
    [SEAL_LANGUAGE_ENGLISH] = {"Signed by: ", "Date: ", "Reason: ", "Location: "},
};

static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";

/* To the minute, as /M has it. */
static GDateTime *
local_time (const SealCaption *self, char zone[8])
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->time);
  int minutes = self->utc_offset / 60;

  g_snprintf (zone, 8, "%c%02d:%02d", minutes < 0 ? '-' : '+', ABS (minutes) / 60 % 100,
              ABS (minutes) % 60);
  return utc != NULL ? g_date_time_add_minutes (utc, minutes) : NULL;
}

static char *
format_date (const SealCaption *self, const SealStyle *style)
{
  char zone[8];
  g_autoptr (GDateTime) local = local_time (self, zone);
  g_autofree char *text = NULL;

  if (local == NULL)
    return NULL;
  if (style->date == SEAL_DATE_ISO)
    text = g_date_time_format (local, "%Y-%m-%d %H:%M:%S ");
  else if (style->date == SEAL_DATE_DAY)
    text = g_date_time_format (local, "%Y-%m-%d (UTC");
  else if (style->language == SEAL_LANGUAGE_CHINESE)
    text = g_strdup_printf ("%d年%d月%d日 %02d:%02d:%02d ", g_date_time_get_year (local),
                            g_date_time_get_month (local), g_date_time_get_day_of_month (local),
                            g_date_time_get_hour (local), g_date_time_get_minute (local),
                            g_date_time_get_second (local));
  else
    text = g_strdup_printf ("%d %s %d, %02d:%02d:%02d ", g_date_time_get_day_of_month (local),
                            months[g_date_time_get_month (local) - 1], g_date_time_get_year (local),
                            g_date_time_get_hour (local), g_date_time_get_minute (local),
                            g_date_time_get_second (local));
  return g_strconcat (text, zone, style->date == SEAL_DATE_DAY ? ")" : "", NULL);
}

/* One line each: what breaks lines becomes a space. What turns the writing direction round without
 * being seen is left out, since it could show a name that is none; joiners are letters to some
 * scripts. */
static void
append_clean (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeType type = g_unichar_type (c);

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR)
        g_string_append_c (out, ' ');
      else if (type != G_UNICODE_FORMAT || c == 0x200c || c == 0x200d)
        g_string_append_unichar (out, c);
    }
}

static void
append_line (
    GString *out, const SealStyle *style, SealParts part, const char *label, const char *value)
{
  g_autofree char *valid = NULL;

  if ((style->parts & part) == 0 || value == NULL || *value == '\0')
    return;
  if (out->len > 0)
    g_string_append_c (out, '\n');
  if ((style->parts & SEAL_PART_LABELS) != 0)
    g_string_append (out, label);
  valid = g_utf8_make_valid (value, -1);
  append_clean (out, valid);
}

/**
 * seal_caption_to_text:
 * @self: what there is to say
 * @style: what of it, and how
 *
 * Puts a signature into lines of text.
 *
 * Returns: (transfer full) (nullable): the lines, %NULL where there is none
 */
char *
seal_caption_to_text (const SealCaption *self, const SealStyle *style)
{
  const Labels *words = &labels[style->language];
  g_autofree char *date = format_date (self, style);
  GString *out = g_string_new (NULL);

  append_line (out, style, SEAL_PART_NAME, words->name, self->name);
  append_line (out, style, SEAL_PART_DATE, words->date, date);
  append_line (out, style, SEAL_PART_REASON, words->reason, self->reason);
  append_line (out, style, SEAL_PART_LOCATION, words->location, self->location);
  return g_string_free (out, out->len == 0);
}

/**
 * seal_caption_to_code:
 * @self: what there is to say
 *
 * Says what a QR code holds: which bytes were signed with which certificate and when, for somebody
 * with a print in hand to find the file again and to compare. The first BYTES bytes of the signed
 * file have the hash SHA256; SIGNER is that of the certificate. Anybody can print such a code, so
 * it says itself that it is but a claim.
 *
 * Returns: (transfer full): lines of ASCII, in capitals, for which a code needs less room
 */
char *
seal_caption_to_code (const SealCaption *self)
{
  char zone[8];
  g_autoptr (GDateTime) local = local_time (self, zone);
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%Y-%m-%dT%H:%M:%S") : NULL;
  g_autofree char *document = g_ascii_strup (self->document != NULL ? self->document : zeros, -1);
  g_autofree char *signer = g_ascii_strup (self->signer != NULL ? self->signer : zeros, -1);

  return g_strdup_printf ("VERMILION 1\nSHA256:%.64s\nBYTES:%" G_GUINT64_FORMAT
                          "\nSIGNER:%.64s\nTIME:%s%s\nONLY A CLAIM: VERIFY THE FILE",
                          document, self->size, signer, time != NULL ? time : "", zone);
}

/**
 * seal_caption_to_alt:
 * @self: what there is to say
 * @style: what of it is shown
 * @title: (nullable): of the seal
 *
 * Puts an appearance into words.
 *
 * Returns: (transfer full) (nullable): the words, %NULL where there are none
 */
char *
seal_caption_to_alt (const SealCaption *self, const SealStyle *style, const char *title)
{
  g_autofree char *text = seal_caption_to_text (self, style);

  if ((style->parts & SEAL_PART_SEAL) == 0 || title == NULL)
    return g_steal_pointer (&text);
  return text != NULL ? g_strconcat (title, "\n", text, NULL) : g_strdup (title);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-object-private.h"

#include <string.h>

/* PDFDocEncoding (ISO 32000-2, D.2) where it differs from Latin-1; 0 is undefined. */
static const gunichar2 doc_low[] = {
    /* 0x18 */ 0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc,
};
static const gunichar2 doc_high[] = {
    /* 0x80 */ 0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044,
    /* 0x88 */ 0x2039, 0x203a, 0x2212, 0x2030, 0x201e, 0x201c, 0x201d, 0x2018,
    /* 0x90 */ 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141, 0x0152, 0x0160,
    /* 0x98 */ 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0,
    /* 0xa0 */ 0x20ac,
};

static gunichar
doc_to_unicode (guint8 byte)
{
  gunichar c = byte;

  if (byte >= 0x18 && byte < 0x20)
    c = doc_low[byte - 0x18];
  else if (byte >= 0x80 && byte <= 0xa0)
    c = doc_high[byte - 0x80];
  return c ? c : 0xfffd;
}

static char *
doc_to_utf8 (const guint8 *bytes, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    g_string_append_unichar (text, doc_to_unicode (bytes[i]));
  return g_string_free (text, FALSE);
}

/* A lone surrogate or a zero becomes U+FFFD: a reader shows what can be shown. */
static char *
utf16_to_utf8 (const guint8 *bytes, gsize length, gboolean big)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i + 1 < length; i += 2)
    {
      gunichar c = big ? bytes[i] << 8 | bytes[i + 1] : bytes[i + 1] << 8 | bytes[i];

      if (c >= 0xd800 && c < 0xdc00 && i + 3 < length)
        {
          gunichar low = big ? bytes[i + 2] << 8 | bytes[i + 3] : bytes[i + 3] << 8 | bytes[i + 2];

          if (low >= 0xdc00 && low < 0xe000)
            {
              c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
              i += 2;
            }
        }
      g_string_append_unichar (text, c && g_unichar_validate (c) ? c : 0xfffd);
    }
  return g_string_free (text, FALSE);
}

/**
 * pdf_object_dup_text:
 * @self: (nullable): a string
 *
 * Reads a text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 by its byte order mark, else
 * PDFDocEncoding. What cannot be decoded becomes U+FFFD.
 *
 * Returns: (transfer full) (nullable): valid UTF-8 without a zero; %NULL for anything but a string
 */
char *
pdf_object_dup_text (const PdfObject *self)
{
  gsize length;
  const guint8 *bytes = pdf_object_get_string (self, &length);

  if (!bytes)
    return NULL;
  if (length >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff)
    return utf16_to_utf8 (bytes + 2, length - 2, TRUE);
  /* Not in the standard, but written by some producers and read by every viewer. */
  if (length >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe)
    return utf16_to_utf8 (bytes + 2, length - 2, FALSE);
  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    return g_utf8_make_valid ((const char *) bytes + 3, length - 3);
  return doc_to_utf8 (bytes, length);
}

/**
 * pdf_object_new_text:
 * @utf8: text
 *
 * Makes a text string: as it is when it is ASCII, which PDFDocEncoding agrees with, else UTF-16BE
 * with a byte order mark, which every reader knows.
 *
 * Returns: (transfer full): a new object
 */
PdfObject *
pdf_object_new_text (const char *utf8)
{
  g_return_val_if_fail (g_utf8_validate (utf8, -1, NULL), NULL);
  if (g_str_is_ascii (utf8))
    return pdf_object_new_string (utf8, strlen (utf8));

  glong units;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16 (utf8, -1, NULL, &units, NULL);
  gsize length = 2 + (gsize) units * 2;
  guint8 *bytes = g_malloc (length + 1);

  bytes[0] = 0xfe;
  bytes[1] = 0xff;
  for (glong i = 0; i < units; i++)
    {
      bytes[2 + i * 2] = utf16[i] >> 8;
      bytes[3 + i * 2] = utf16[i] & 0xff;
    }
  bytes[length] = 0;
  return pdf_object_new_string_take (bytes, length);
}

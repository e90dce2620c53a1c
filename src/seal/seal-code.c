/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-code.h"

#include <errno.h>
#include <qrencode.h>

#include "seal-text-private.h"

/* A run of dark modules is one rectangle, and all rectangles one path: painted together, they show
 * no hairlines between rows. */
static void
add_row (cairo_t *cr, const QRcode *code, int row, double module)
{
  const unsigned char *modules = code->data + row * code->width;

  for (int start = 0; start < code->width; start++)
    {
      int end = start;

      while (end < code->width && (modules[end] & 1) != 0)
        end++;
      if (end > start)
        cairo_rectangle (cr, (SEAL_CODE_MARGIN + start) * module, (SEAL_CODE_MARGIN + row) * module,
                         (end - start) * module, module);
      start = end;
    }
}

static QRcode *
encode (const char *text)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

  if (code == NULL)
    g_error ("cannot make a QR code: %s", g_strerror (errno));
  return code;
}

/**
 * seal_code_outline:
 * @text: what the code says: ASCII, at most 500 characters
 * @side: of the square with its margin, in mm
 *
 * Makes a QR code (ISO/IEC 18004) that stays readable with 15 % of it damaged.
 *
 * Returns: (transfer full): the outlines, for cairo_path_destroy()
 */
cairo_path_t *
seal_code_outline (const char *text, double side)
{
  QRcode *code;
  cairo_path_t *path;
  cairo_t *cr;
  double module;

  g_return_val_if_fail (text != NULL && strlen (text) <= 500, NULL);

  code = encode (text);
  cr = seal_text_create_scratch ();
  module = side * 1000 / (code->width + 2 * SEAL_CODE_MARGIN);
  for (int row = 0; row < code->width; row++)
    add_row (cr, code, row, module);
  path = cairo_copy_path (cr);
  cairo_destroy (cr);
  QRcode_free (code);
  return path;
}

static gboolean
is_dark (const QRcode *code, int column, int row)
{
  return column >= 0 && row >= 0 && column < code->width && row < code->width &&
         (code->data[row * code->width + column] & 1) != 0;
}

/**
 * seal_code_to_text:
 * @text: what the code says: ASCII, at most 500 characters
 *
 * Makes a QR code out of block elements (U+2580 to U+2588), margin included, for dark ink on a
 * light ground.
 *
 * Returns: (transfer full): lines in UTF-8
 */
char *
seal_code_to_text (const char *text)
{
  static const char *const blocks[] = {" ", "▀", "▄", "█"};
  GString *lines = g_string_new (NULL);
  QRcode *code;

  g_return_val_if_fail (text != NULL && strlen (text) <= 500, NULL);

  code = encode (text);
  for (int row = -SEAL_CODE_MARGIN; row < code->width + SEAL_CODE_MARGIN; row += 2)
    {
      for (int column = -SEAL_CODE_MARGIN; column < code->width + SEAL_CODE_MARGIN; column++)
        g_string_append (lines,
                         blocks[is_dark (code, column, row) + 2 * is_dark (code, column, row + 1)]);
      g_string_append_c (lines, '\n');
    }
  QRcode_free (code);
  return g_string_free (lines, FALSE);
}

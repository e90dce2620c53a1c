/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-mac.h"

#include <string.h>

#include "pades-error.h"

/**
 * pades_mac_is_present:
 * @file: a file
 *
 * Looks for an integrity code, or for the salt of its key where the code itself was taken away
 * (ISO/TS 32004, 5.2 and 6.2).
 *
 * Returns: whether the file is meant to have one
 */
gboolean
pades_mac_is_present (PdfFile *file)
{
  PdfObject *trailer = pdf_file_peek_trailer (file);
  g_autoptr (PdfObject) code = pdf_file_get_key (file, trailer, "AuthCode", NULL);
  g_autoptr (PdfObject) encrypt = pdf_file_get_key (file, trailer, "Encrypt", NULL);
  g_autoptr (PdfObject) salt = pdf_file_get_key (file, encrypt, "KDFSalt", NULL);

  return pdf_object_get_type (code) == PDF_TYPE_DICT ||
         pdf_object_get_type (salt) == PDF_TYPE_STRING;
}

/* Of a signature /Contents stands there: nobody can hide one by calling it a code. */
static gboolean
stands_behind_mac (PdfFile *file, gsize gap)
{
  static const char key[] = "/MAC";
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);

  while (gap > 0 && g_ascii_isspace (data[gap - 1]))
    gap--;
  return gap >= strlen (key) && memcmp (data + gap - strlen (key), key, strlen (key)) == 0;
}

/**
 * pades_mac_is_at:
 * @file: a file, as it is or was at a revision
 * @gap: where a /ByteRange leaves a gap
 * @tail: where that ends
 *
 * Tells the code that the trailer holds from a signature, which leaves out such a gap, too.
 *
 * Returns: whether this is the code of this revision
 */
gboolean
pades_mac_is_at (PdfFile *file, gsize gap, gsize tail)
{
  PdfObject *trailer = pdf_file_peek_trailer (file);
  g_autoptr (PdfObject) code = pdf_file_get_key (file, trailer, "AuthCode", NULL);
  g_autoptr (PdfObject) range = pdf_file_get_key (file, code, "ByteRange", NULL);

  return pdf_object_get_integer (pdf_object_peek_index (range, 1)) == (gint64) gap &&
         pdf_object_get_integer (pdf_object_peek_index (range, 2)) == (gint64) tail &&
         stands_behind_mac (file, gap);
}

/**
 * pades_mac_refuse:
 * @file: a file to append to
 * @error: return location for an error
 *
 * Keeps a file from being changed whose integrity code would no longer hold: readers that check it
 * would take the result for one that somebody tampered with.
 *
 * Returns: %FALSE with %PADES_ERROR_INTEGRITY_CODE
 */
gboolean
pades_mac_refuse (PdfFile *file, GError **error)
{
  if (!pades_mac_is_present (file))
    return TRUE;
  g_set_error_literal (error, PADES_ERROR, PADES_ERROR_INTEGRITY_CODE,
                       "the file has an integrity code (ISO/TS 32004, /AuthCode), which cannot be "
                       "made anew");
  return FALSE;
}

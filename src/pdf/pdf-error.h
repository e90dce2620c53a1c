/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdfError:
 * @PDF_ERROR_UNREADABLE: the file cannot be opened: missing, a directory, no permission, an I/O error
 * @PDF_ERROR_EMPTY: the file has no bytes
 * @PDF_ERROR_NOT_PDF: no PDF header; it is something else
 * @PDF_ERROR_DAMAGED: a PDF whose structure cannot be read safely; a repaired copy may help
 * @PDF_ERROR_NO_PAGES: a PDF without a page
 * @PDF_ERROR_ENCRYPTED: the file is encrypted in a way that is not served, as for certificates
 * @PDF_ERROR_LIMIT: a bound on depth, count, size or time was reached; treat as hostile
 * @PDF_ERROR_NO_PAGE: the page asked for does not exist
 * @PDF_ERROR_OUTPUT: the output cannot be written: folder missing or read-only
 * @PDF_ERROR_DISK_FULL: no space left for the output
 * @PDF_ERROR_EXISTS: something is already there under the output's name
 * @PDF_ERROR_SAME_FILE: output and input are the same file
 * @PDF_ERROR_CHANGED: the input changed on disk while it was being worked on
 * @PDF_ERROR_PASSWORD: a password is needed, or the one given is wrong; ask and open again
 * @PDF_ERROR_SIGNED: the file is damaged and signed, so that a repaired copy is worth nothing
 *
 * What can go wrong with a PDF; cancellation is %G_IO_ERROR_CANCELLED.
 */
typedef enum {
  PDF_ERROR_UNREADABLE,
  PDF_ERROR_EMPTY,
  PDF_ERROR_NOT_PDF,
  PDF_ERROR_DAMAGED,
  PDF_ERROR_NO_PAGES,
  PDF_ERROR_ENCRYPTED,
  PDF_ERROR_LIMIT,
  PDF_ERROR_NO_PAGE,
  PDF_ERROR_OUTPUT,
  PDF_ERROR_DISK_FULL,
  PDF_ERROR_EXISTS,
  PDF_ERROR_SAME_FILE,
  PDF_ERROR_CHANGED,
  PDF_ERROR_PASSWORD,
  PDF_ERROR_SIGNED,
  PDF_N_ERRORS
} PdfError;

#define PDF_ERROR (pdf_error_quark ())

GQuark   pdf_error_quark   (void);
gboolean pdf_error_explain (int          code,
                            const char **what,
                            const char **why,
                            const char **remedy);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* A file whose cross-references cannot be followed, read by looking for its objects. What is found
 * so is a guess at what its producer meant: good enough to show and to copy, never to judge a
 * signature by. */

gboolean  pdf_recover_find_object (PdfFile *file,
                                  gsize    from);
gboolean  pdf_recover_sections   (PdfFile *file,
                                  GArray **found,
                                  GError **error);
void      pdf_recover_packed     (PdfFile *file,
                                  GArray  *found);
gboolean pdf_recover_has_byte_range (PdfFile *file);
GBytes   *pdf_recover_new_tail   (PdfFile *file);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* What is appended to a file that can be read can be read, too, be it encrypted or not. */
void fuzz_pdf_append (PdfFile      *file,
                      const guint8 *data,
                      gsize         size);

G_END_DECLS

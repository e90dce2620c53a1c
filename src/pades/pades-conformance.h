/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* What a file promises about its colours, and an appearance in it has to keep. */
typedef struct {
  gboolean flat;       /* no transparency */
  gboolean calibrated; /* no device RGB */
} PadesConformance;

PadesConformance pades_conformance_read (PdfFile   *file,
                                         PdfObject *catalog);

G_END_DECLS

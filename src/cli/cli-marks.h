/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-sign-options.h"
#include "seal-drawing.h"

G_BEGIN_DECLS

/* The seal that --seal names, and what it becomes on the pages of one document. */
SealDrawing     *cli_marks_load_seal  (const char           *name,
                                       GError              **error);
PadesAppearance *cli_marks_dress      (SealDrawing          *seal);
GPtrArray       *cli_marks_place      (const CliSignOptions *options,
                                       PdfFile              *file,
                                       SealDrawing          *seal,
                                       PadesAppearance      *appearance,
                                       GError              **error);

G_END_DECLS

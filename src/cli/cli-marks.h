/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-sign-options.h"

G_BEGIN_DECLS

/* Where the seal that --seal names stands on the pages of one document. */
GPtrArray *cli_marks_place (const CliSignOptions *options,
                            PdfFile              *file,
                            PadesAppearance      *appearance,
                            GPtrArray            *problems);

G_END_DECLS

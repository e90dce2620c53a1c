/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-face.h"
#include "cli-sign-options.h"

G_BEGIN_DECLS

/* Where the marks that --seal and --appearance name stand on the pages of one document. */
GPtrArray *cli_marks_place (const CliSignOptions *options,
                            PdfFile              *file,
                            const CliLook        *look,
                            GPtrArray            *problems);

G_END_DECLS

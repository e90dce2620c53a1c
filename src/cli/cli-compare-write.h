/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-compare.h"

G_BEGIN_DECLS

/* A comparison as words, as JSON and as pictures. */
void     cli_compare_print      (const char             *path,
                                 const PadesComparison  *comparison);
void cli_compare_print_json (const char            *path,
                             const PadesComparison *comparison);
gboolean cli_compare_draw       (const PadesComparison  *comparison,
                                 PadesRender            *render,
                                 const char             *folder,
                                 GError                **error);

G_END_DECLS

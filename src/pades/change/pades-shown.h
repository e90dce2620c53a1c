/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-step.h"

G_BEGIN_DECLS

/* What a form field shows, which need not be its value (ISO 32000-2, 12.7.4.3): the words of its
 * appearance, where these can be told for certain. */
gboolean pades_shown_is_kept (PadesStep *step, const PadesFormNode *node, PdfObject *new);
gboolean pades_shown_fits (PadesStep *step, const PadesFormNode *node, PdfObject *new);

G_END_DECLS

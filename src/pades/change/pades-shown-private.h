/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-drawn.h"
#include "pades-shown.h"

G_BEGIN_DECLS

/* Shared by the files of pades-shown alone. */

PdfObject *pades_shown_get (PdfFile *file, PdfObject *widget, const char *key);
gboolean pades_shown_keeps_look (PadesStep *step, PdfObject *old, PdfObject *new);
char *pades_shown_dup_words (PadesStep *step, PdfFile *file, PdfObject *widget, gboolean plain);
PadesShown pades_shown_judge_words (PadesStep *step, const PadesFormNode *node, PdfObject *new);
PadesShown pades_shown_judge_button (PadesStep *step, const PadesFormNode *node, PdfObject *new);

G_END_DECLS

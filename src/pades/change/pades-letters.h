/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-step.h"

G_BEGIN_DECLS

/* The letters that a font shows for the bytes of a text (ISO 32000-2, 9.6 and 9.7), where that is
 * certain. */
typedef struct _PadesLetters PadesLetters;

PadesLetters *pades_letters_new (PadesStep *step, PdfFile *file, PdfObject *font);
void pades_letters_free (PadesLetters *self);
gboolean pades_letters_is_marks (const PadesLetters *self);
gboolean pades_letters_read (const PadesLetters *self, PdfObject *string, GString *text, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesLetters, pades_letters_free)

G_END_DECLS

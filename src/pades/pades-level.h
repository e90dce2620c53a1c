/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-exam.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* All that levels depend on. */
typedef struct {
  PdfFile           *file;     /* lent, like all but older */
  GPtrArray         *exams;    /* PadesExam, oldest first */
  PkiTrust          *roots;    /* or NULL */
  PkiValidationData *store;    /* of the whole file */
  PkiValidationData *older;    /* of the revision looked at last */
  guint              revision; /* which one that is */
  guint              n_stores; /* how many were read besides those of last time-stamps */
} PadesLevelReader;

void       pades_level_reader_clear (PadesLevelReader *self);
PadesLevel pades_level_detect       (PadesLevelReader *self,
                                     guint             index);
const char *pades_level_name_form   (PadesLevelReader *self,
                                     guint             index);

G_END_DECLS

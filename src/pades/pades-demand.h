/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* Lists of names or texts in seed values (ISO 32000-2, 12.7.5.5), and the words for what they demand. */
GPtrArray *pades_demand_read   (PdfFile    *file,
                                PdfObject  *value);
gboolean   pades_demand_has    (GPtrArray  *items,
                                const char *wanted);
char      *pades_demand_one_of (GPtrArray  *items,
                                const char *what);
void       pades_demand_quote  (GString    *sentence,
                                const char *text);

G_END_DECLS

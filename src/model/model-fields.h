/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-lock.h"

G_BEGIN_DECLS

/* The names of the form fields of a document, as far as a signature may lock them. */
char **model_fields_list        (PdfFile            *file);
/* Those that a lock is about and a document does not have. */
char **model_fields_list_absent (const char * const *fields,
                                 const PadesLock    *lock);

G_END_DECLS

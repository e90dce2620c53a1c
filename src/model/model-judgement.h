/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* The verdict on a file, made on a worker: the roots are those of a folder, issuers are asked, and
 * the report lists the stamps of the pages too. */
void         model_judgement_start  (const char           *path,
                                     GBytes               *secret,
                                     const char           *trust,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
PadesReport *model_judgement_finish (GAsyncResult  *result,
                                     GError       **error);

G_END_DECLS

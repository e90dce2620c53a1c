/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-tokens.h"

G_BEGIN_DECLS

/* What is remembered of a key on a token that waits for its certificate: which token, and nothing
 * secret. It lies in the folder where the keys of the same person and space wait in files. */
ModelTokenPlace *model_waiting_find     (const char             *drafts);
gboolean         model_waiting_remember (const char             *drafts,
                                         const ModelTokenPlace  *place,
                                         GError                **error);
void             model_waiting_forget   (const char             *drafts);

G_END_DECLS

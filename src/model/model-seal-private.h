/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-seals.h"

G_BEGIN_DECLS

ModelSeal *model_seal_new       (const SealEntry *entry);
void       model_seal_set_title (ModelSeal       *self,
                                 const char      *title);

G_END_DECLS

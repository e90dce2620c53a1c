/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-signing.h"

G_BEGIN_DECLS

/* What Finish will do, or is doing, in the user's language. */
char       *app_signing_dup_summary (ModelPlacements *placements);
const char *app_signing_step_words  (PadesStep        step);

G_END_DECLS

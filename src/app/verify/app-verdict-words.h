/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-verdict.h"

G_BEGIN_DECLS

/* Facts become sentences here and nowhere else, in the user's language. New strings where not
 * const. */
const char *app_verdict_question     (ModelQuestion          question);
const char *app_verdict_state_word   (ModelState             state);
const char *app_verdict_state_icon   (ModelState             state);
const char *app_verdict_state_class  (ModelState             state);
const char *app_verdict_headline     (ModelFact              fact);
char       *app_verdict_dup_sentence (ModelFact              fact,
                                      const PadesSignature  *signature);
/* What to do about it, or NULL where there is nothing to do. */
const char *app_verdict_advice       (ModelFact              fact);

G_END_DECLS

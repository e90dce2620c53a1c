/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-list.h"
#include "model-check.h"

G_BEGIN_DECLS

#define MODEL_TYPE_CHECKS (model_checks_get_type ())
G_DECLARE_FINAL_TYPE (ModelChecks, model_checks, MODEL, CHECKS, ModelList)

/* Many files, judged by themselves on all processors as soon as they are there: a GListModel of
 * ModelCheck in the order they came. Signal "changed" when a count is different; verdicts that come
 * fast share one. */
ModelChecks *model_checks_new (const char *trust);
/* A file, or a folder with all PDF files below it. */
void model_checks_add (ModelChecks *self, GFile *file);
void model_checks_clear (ModelChecks *self);
/* Judges all again, since what is trusted has changed. */
void model_checks_restart (ModelChecks *self);
/* What is judged stays so; the rest waits for model_checks_resume(). */
void model_checks_cancel (ModelChecks *self);
void model_checks_resume (ModelChecks *self);
/* The password of one file, or with NULL of all that lack one, also of those that come later. */
void model_checks_unlock (ModelChecks *self, ModelCheck *check, GBytes *secret);
guint model_checks_count_locked (ModelChecks *self);
gboolean model_checks_is_running (ModelChecks *self);
guint model_checks_count (ModelChecks *self, ModelCheckKind kind);
/* An array with what programs get of each file that was judged. */
char *model_checks_to_json (ModelChecks *self);

G_END_DECLS

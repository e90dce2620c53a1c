/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "report-verdict.h"

G_BEGIN_DECLS

/* What became of a file, the gravest last: a list sorts and filters by it. */
typedef enum {
  MODEL_CHECK_PENDING,
  MODEL_CHECK_PASSED,
  MODEL_CHECK_UNSIGNED,
  MODEL_CHECK_UNCERTAIN,
  MODEL_CHECK_UNREADABLE,
  MODEL_CHECK_FAILED,
  MODEL_N_CHECKS
} ModelCheckKind;

#define MODEL_TYPE_CHECK (model_check_get_type ())
G_DECLARE_FINAL_TYPE (ModelCheck, model_check, MODEL, CHECK, GObject)

/* One file among many, and in short what its signatures say. Signal "changed". */
ModelCheck *model_check_new (const char *path);
const char *model_check_get_path (ModelCheck *self);
ModelCheckKind model_check_get_kind (ModelCheck *self);
ReportAnswer model_check_get_headline (ModelCheck *self);
const char *model_check_get_words (ModelCheck *self);
/* Each signer once, in the order of the file; NULL-terminated. */
const char *const *model_check_get_signers (ModelCheck *self);
/* Of the last signature, seconds since 1970; G_MININT64: none. */
gint64 model_check_get_time (ModelCheck *self, gboolean *proven);
/* What was added after the oldest signature, and how much of it none permits. */
guint model_check_get_n_changes (ModelCheck *self, guint *n_forbidden);
const GError *model_check_get_error (ModelCheck *self);
/* What `vermilionctl verify --json` says of it; NULL where there is no verdict. */
const char *model_check_get_json (ModelCheck *self);
gboolean model_check_matches (ModelCheck *self, const char *words);

/* Whether a password is what it lacks, and whether one was tried already. */
gboolean model_check_is_locked (ModelCheck *self);
gboolean model_check_was_tried (ModelCheck *self);
/* The password that opened it, or was tried last, see model_secret_new(); or NULL. */
GBytes *model_check_get_secret (ModelCheck *self);

/* For the list alone. */
void model_check_set_secret (ModelCheck *self, GBytes *secret);
void model_check_reset (ModelCheck *self);
void model_check_take_report (ModelCheck *self, const PadesReport *report, char *json);
void model_check_take_error (ModelCheck *self, GError *error);

G_END_DECLS

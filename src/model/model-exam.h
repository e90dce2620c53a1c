/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pades-report.h"

G_BEGIN_DECLS

/* How a file is to be judged. */
typedef struct {
  const char *path;
  GBytes *secret;    /* the password that opens it, see model_secret_new(); or NULL */
  const char *trust; /* folder of the roots that the user trusts */
  gboolean offline;  /* no issuer is asked */
  gboolean stamps;   /* the report lists the stamps of the pages too */
  gint64 at;         /* as of which moment, seconds since 1970; 0: now */
} ModelExam;

/* For a worker thread. */
PadesReport *model_exam_run (const ModelExam *exam, GCancellable *cancellable, GError **error);
/* Turns "damaged" into "damaged and signed" where somebody did. */
void model_exam_mind_signature (const char *path, GError *error);

/* What programs get: one JSON object, of a verdict or of why there is none. */
char *model_exam_dup_json (const char *path, const PadesReport *report);
char *model_exam_dup_error_json (const char *path, const GError *error);

/* Examination and text on a worker, as `vermilionctl verify --json` does it. */
void model_exam_ask_json (const ModelExam *exam,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
char *model_exam_json_finish (GAsyncResult *result, GError **error);

G_END_DECLS

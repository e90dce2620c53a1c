/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"
#include "model-review.h"

G_BEGIN_DECLS

/* What an operator has decided and the platform has not answered yet; all of it belongs to it. */
typedef struct {
  ModelReviewKind kind;
  char *id;
  char *name; /* whom it is about */
  ModelReviewUnsent unsent;
} ModelDecision;

/* Such decisions lie in a file, one for each platform and account, of mode 0600, from before one is
 * sent until the platform has it, has refused it for good or the operator takes it back: neither a
 * crash nor a closed window loses one. No picture, number or secret is in it. */
char      *model_decisions_dup_path (ModelAccount        *account,
                                     const char          *folder);
/* ModelDecision. A file that is not there, or damaged, holds none. */
GPtrArray *model_decisions_read     (const char          *path);
gboolean   model_decisions_put      (const char          *path,
                                     const ModelDecision *decision,
                                     GError             **error);
gboolean   model_decisions_drop     (const char          *path,
                                     ModelReviewKind      kind,
                                     const char          *id,
                                     GError             **error);

G_END_DECLS

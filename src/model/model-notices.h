/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"

G_BEGIN_DECLS

/* What a person is told once about a certificate of theirs. */
typedef struct {
  char *serial;
  char *name;         /* of whom it is, as windows show it */
  char *organisation; /* (nullable): id */
  char *news;         /* "60", "30", "7", "1": days; "suspended", "revoked", "active", "replaced",
                         "ended" */
} ModelNotice;

void model_notice_free (ModelNotice *self);

/* What is new since the last time that was asked, on this computer: it is told once. The first time
 * that a certificate is seen its state is no news, but that it ends soon is. */
GPtrArray *model_notices_take (ModelAccount *account,
                               gint64        now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelNotice, model_notice_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-batch.h"

G_BEGIN_DECLS

#define APP_TYPE_BATCH_RULE (app_batch_rule_get_type ())
G_DECLARE_FINAL_TYPE (AppBatchRule, app_batch_rule, APP, BATCH_RULE, AdwBin)

/* Which seal, and where it stands in every file. Signal "changed" when another rule is wanted. */
void     app_batch_rule_set_seals   (AppBatchRule   *self,
                                     ModelSeals     *seals);
void app_batch_rule_set_appearances (AppBatchRule    *self,
                                     const char      *path,
                                     const SealStyle *style);
void     app_batch_rule_set         (AppBatchRule   *self,
                                     const ModelBatchRule *rule);
/* FALSE while words or a field's name are still to be given. */
gboolean app_batch_rule_is_complete (AppBatchRule *self);
/* The rule as it is now; its strings are lent until the next change. */
void     app_batch_rule_get         (AppBatchRule   *self,
                                     ModelBatchRule *rule);

G_END_DECLS

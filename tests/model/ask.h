/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-platform.h"

G_BEGIN_DECLS

/* Questions whose answer is waited for. */
typedef struct {
  gboolean done;
  gpointer answer;
  GError  *error;
} Asked;

/* For what ends with model_platform_finish(); the data is an Asked. */
void     asked_answer (GObject       *source,
                       GAsyncResult  *result,
                       gpointer       user_data);
void     asked_wait   (Asked *asked);
gpointer ask          (ModelPlatform         *platform,
                       const ClientQuestion  *question,
                       GError               **error);
/* One that is not refused. */
gpointer ask_well     (ModelPlatform         *platform,
                       const ClientQuestion  *question);
/* Every agreement of the platform, in Chinese. */
void     ask_accept_all (ModelPlatform *platform);

G_END_DECLS

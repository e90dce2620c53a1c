/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-check.h"

G_BEGIN_DECLS

/* A file among many in the user's language. New strings where not const. */
const char *app_check_headline (ModelCheck *check);
char *app_check_dup_signers (ModelCheck *check);
char *app_check_dup_time (ModelCheck *check);
char *app_check_dup_changes (ModelCheck *check);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"

G_BEGIN_DECLS

/* The roles that are given, as the platform names them; NULL-terminated. */
const char *const *app_enterprise_list_roles (void);
const char *app_enterprise_role_words (const char *role);
/* What may be done with it, in a sentence. */
const char *app_enterprise_role_duty (const char *role);
char *app_enterprise_dup_roles (char **roles);
/* How far its recognition is, and what comes next. */
char *app_enterprise_dup_state (const WireOrganisation *organisation, gboolean trial);
gboolean app_enterprise_is_confirmed (const WireOrganisation *organisation);
/* Whether who asks is its legal representative. */
gboolean app_enterprise_is_represented (const WireOrganisation *organisation);
/* Where there is room for one line. */
char *app_enterprise_dup_brief_name (const char *name);

G_END_DECLS

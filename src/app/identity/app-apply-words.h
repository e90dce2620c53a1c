/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"
#include "model-application.h"

G_BEGIN_DECLS

/* What an application says on its way, and on its last page. */
const char *app_apply_done_title (ModelApplicationPurpose purpose);
const char *app_apply_done_words (ModelApplicationPurpose purpose);
/* Its code opens nothing any more. */
gboolean app_apply_is_over (const WireIdentity *identity, gint64 now);
char       *app_apply_dup_office_words (const WireIdentity *identity);
char       *app_apply_dup_whom         (const WireIdentity *identity);
char       *app_apply_dup_subject      (const WireOrganisation *space,
                                        const char             *name);

G_END_DECLS

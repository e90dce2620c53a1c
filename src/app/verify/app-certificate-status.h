/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-verdict.h"

G_BEGIN_DECLS

/* What was found out about one certificate of a path, in the user's language. */
char       *app_certificate_dup_status  (const PkiLink *link);
/* The same in a word or two. */
const char *app_certificate_state_words (const PkiLink *link);

G_END_DECLS

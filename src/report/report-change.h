/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* What was changed after a signature, as sentences in the user's language. */
gboolean   report_change_is_news      (const PadesSignature *signature,
                                       const PadesChange    *change);
char      *report_change_dup_sentence (const PadesChange    *change);
/* PadesChange, lent: the news for a signature, at most max; more receives how many are left out. */
GPtrArray *report_change_list         (const PadesReport    *report,
                                       const PadesSignature *signature,
                                       guint                 max,
                                       guint                *more);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-verdict.h"

G_BEGIN_DECLS

/* Verdicts become sentences here, in the user's language: the command line, the window and the
 * reports say the same. New strings where not const. */
/* "en" or what the texts are in, for browsers and readers of documents. */
const char *report_words_language     (void);
const char *report_words_level        (PadesLevel             level);
const char *report_words_main         (PadesIndication        indication);
const char *report_words_sub          (PadesSub               sub);
const char *report_words_explain      (const PadesSignature  *signature);
char       *report_words_dup_remark   (const PadesReport     *report);
char       *report_words_dup_time     (gint64                 moment);
/* A time-stamp inside a signature: its name; when, by whom and whether it counts; and whether that is
 * more than the answer to "When?" says. */
const char *report_words_timestamp    (PadesTimestampKind     kind);
char       *report_words_dup_timestamp (const PadesTimestamp *stamp);
gboolean    report_words_is_timestamp_news (const PadesTimestamp *stamp);
const char *report_words_certification (const PadesSignature *signature);
const char *report_words_question     (ReportQuestion         question);
const char *report_words_state_word   (ReportState            state);
const char *report_words_headline     (ReportFact             fact);
/* With the pages that it speaks of. */
char       *report_words_dup_headline (ReportFact             fact,
                                       const PadesSignature  *signature);
char       *report_words_dup_sentence (ReportFact             fact,
                                       const PadesSignature  *signature);
/* What to do about it, or NULL where there is nothing to do. */
const char *report_words_advice       (ReportFact             fact);

G_END_DECLS

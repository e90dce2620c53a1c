/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* A report turned into what a person asks: four questions kept apart, and the worst answer on top.
 * No words here: report-words has the sentences for the facts. */
typedef enum {
  REPORT_STATE_PENDING,
  REPORT_STATE_GOOD,
  REPORT_STATE_UNKNOWN, /* could not be judged, or is only claimed */
  REPORT_STATE_WARN,
  REPORT_STATE_BAD,
} ReportState;

typedef enum {
  REPORT_QUESTION_INTACT,
  REPORT_QUESTION_WHO,
  REPORT_QUESTION_TRUSTED,
  REPORT_QUESTION_WHEN,
  REPORT_N_QUESTIONS
} ReportQuestion;

typedef enum {
  REPORT_FACT_PENDING,
  REPORT_FACT_UNSIGNED,
  REPORT_FACT_REMOVED, /* it was signed once */

  /* Headlines when nothing is wrong. */
  REPORT_FACT_VALID,
  REPORT_FACT_VALID_TIME_CLAIMED,
  REPORT_FACT_VALID_LATER_PERMITTED,
  REPORT_FACT_VALID_STAMP, /* a document time-stamp */

  REPORT_FACT_INTACT,
  REPORT_FACT_LATER_PROOFS,
  REPORT_FACT_LATER_PERMITTED,
  REPORT_FACT_LATER_COVERS, /* permitted, and lies over what was signed */
  REPORT_FACT_LATER_UNJUDGED,
  REPORT_FACT_LATER_FORBIDDEN,
  REPORT_FACT_BROKEN,
  REPORT_FACT_PARTIAL,
  REPORT_FACT_MALFORMED,
  REPORT_FACT_UNSUPPORTED,
  REPORT_FACT_UNPARSEABLE,
  REPORT_FACT_WEAK, /* it matches, but so would something else, by a digest that was broken */

  REPORT_FACT_WHO_PROVEN,
  REPORT_FACT_WHO_CLAIMED,
  REPORT_FACT_WHO_UNKNOWN,

  REPORT_FACT_TRUSTED,
  REPORT_FACT_UNTRUSTED,
  REPORT_FACT_SELF_SIGNED,
  REPORT_FACT_EXPIRED,
  REPORT_FACT_REVOKED,
  REPORT_FACT_SUSPENDED,
  REPORT_FACT_WEAK_CERTIFICATE,
  REPORT_FACT_TRUST_UNKNOWN,
  REPORT_FACT_TRUST_MOOT,    /* no sense in asking: the content is not what was signed */
  REPORT_FACT_TRUST_UNREAD,  /* nor of a signature that cannot be checked */
  REPORT_FACT_TRUST_CHANGED, /* nobody vouches for it, and that is the lesser evil */

  REPORT_FACT_TIME_PROVEN,
  REPORT_FACT_TIME_TSA_UNTRUSTED,
  REPORT_FACT_TIME_CLAIMED,
  REPORT_FACT_TIME_NONE,
  REPORT_FACT_TIME_MOOT, /* of something else */

  /* The judge says no or not sure for a reason that none of the four questions shows. */
  REPORT_FACT_FAILED,
  REPORT_FACT_UNJUDGED,
  REPORT_N_FACTS
} ReportFact;

typedef struct {
  ReportState state;
  ReportFact fact;
} ReportAnswer;

typedef struct {
  ReportAnswer headline;
  ReportAnswer answers[REPORT_N_QUESTIONS];
} ReportVerdict;

ReportVerdict report_verdict_for_signature (const PadesSignature *signature);
gboolean report_verdict_is_time_doubtful (const PadesSignature *signature, gint64 *time);
/* The headline is the worst signature's; worst receives its place in the report, G_MAXUINT for
 * none. */
ReportAnswer report_verdict_for_report (const PadesReport *report, guint *worst);

G_END_DECLS

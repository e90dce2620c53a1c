/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* A report turned into what a person asks: four questions kept apart, and the worst answer on top.
 * No words here: the sentences for the facts belong to the screen. */
typedef enum {
  MODEL_STATE_PENDING,
  MODEL_STATE_GOOD,
  MODEL_STATE_UNKNOWN, /* could not be judged, or is only claimed */
  MODEL_STATE_WARN,
  MODEL_STATE_BAD,
} ModelState;

typedef enum {
  MODEL_QUESTION_INTACT,
  MODEL_QUESTION_WHO,
  MODEL_QUESTION_TRUSTED,
  MODEL_QUESTION_WHEN,
  MODEL_N_QUESTIONS
} ModelQuestion;

typedef enum {
  MODEL_FACT_PENDING,
  MODEL_FACT_UNSIGNED,

  /* Headlines when nothing is wrong. */
  MODEL_FACT_VALID,
  MODEL_FACT_VALID_TIME_CLAIMED,
  MODEL_FACT_VALID_LATER_PERMITTED,

  MODEL_FACT_INTACT,
  MODEL_FACT_LATER_PERMITTED,
  MODEL_FACT_LATER_UNJUDGED,
  MODEL_FACT_LATER_FORBIDDEN,
  MODEL_FACT_BROKEN,
  MODEL_FACT_PARTIAL,
  MODEL_FACT_MALFORMED,
  MODEL_FACT_UNSUPPORTED,
  MODEL_FACT_UNPARSEABLE,

  MODEL_FACT_WHO_PROVEN,
  MODEL_FACT_WHO_CLAIMED,
  MODEL_FACT_WHO_UNKNOWN,

  MODEL_FACT_TRUSTED,
  MODEL_FACT_UNTRUSTED,
  MODEL_FACT_SELF_SIGNED,
  MODEL_FACT_EXPIRED,
  MODEL_FACT_REVOKED,
  MODEL_FACT_SUSPENDED,
  MODEL_FACT_TRUST_UNKNOWN,
  MODEL_FACT_TRUST_MOOT, /* no sense in asking: the content is not what was signed */

  MODEL_FACT_TIME_PROVEN,
  MODEL_FACT_TIME_TSA_UNTRUSTED,
  MODEL_FACT_TIME_CLAIMED,
  MODEL_FACT_TIME_NONE,

  /* The judge says no or not sure for a reason that none of the four questions shows. */
  MODEL_FACT_FAILED,
  MODEL_FACT_UNJUDGED,
  MODEL_N_FACTS
} ModelFact;

typedef struct {
  ModelState state;
  ModelFact  fact;
} ModelAnswer;

typedef struct {
  ModelAnswer headline;
  ModelAnswer answers[MODEL_N_QUESTIONS];
} ModelVerdict;

ModelVerdict model_verdict_for_signature (const PadesSignature *signature);
/* The headline is the worst signature's; worst receives its place in the report, G_MAXUINT for
 * none. */
ModelAnswer  model_verdict_for_report    (const PadesReport    *report,
                                          guint                *worst);

G_END_DECLS

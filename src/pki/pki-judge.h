/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-evidence.h"
#include "pki-service.h"

G_BEGIN_DECLS

/* Judges certificates as of the moment when they are known to have been used (EN 319 102-1, 5.2.6
 * and 5.6.2): with nothing but what is at hand, or by asking issuers as well. */
typedef struct _PkiJudge PkiJudge;

typedef struct {
  PkiTrust          *roots;
  PkiValidationData *data;        /* what is at hand; receives what is asked for */
  PkiProof          *proof;       /* since when that is known to exist */
  PkiService        *service;     /* NULL: nobody is asked */
  gint64             now;
  GCancellable      *cancellable; /* or NULL */
} PkiJudgeSources;

typedef struct {
  PkiCertificate *leaf;
  GPtrArray      *others;  /* PkiCertificate: what came along; or NULL */
  PkiPurpose      purpose;
  gint64          used;    /* when the leaf is known to have been used: now, where nothing proves
                              that it was earlier */
  gint64          made;    /* where nobody can be asked, an answer has to have been in date then; 0:
                              when it was used */
} PkiJudgeQuestion;

PkiJudge     *pki_judge_new         (const PkiJudgeSources  *sources);
void          pki_judge_free        (PkiJudge               *self);
PkiJudgement *pki_judge_certificate (PkiJudge               *self,
                                     const PkiJudgeQuestion *question);
/* How many answers asking brought so far. */
guint         pki_judge_get_n_heard (PkiJudge               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiJudge, pki_judge_free)

G_END_DECLS

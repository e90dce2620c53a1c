/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store-certificate.h"

G_BEGIN_DECLS

/* What was said of certificates and may be said again to the same words, for a little while and
 * only as long as the certificate stands as it did: whoever gives one out has just asked the store.
 * Any thread may use them. */
typedef struct _PlatformAnswers PlatformAnswers;

/* One of them; the words are DER. */
typedef struct {
  GBytes *request;
  GBytes *answer;
  char *serial;    /* whom it is about */
  char *responder; /* who signed: SHA-256 of the certificate */
  PlatformStanding standing;
  gint64 made;
} PlatformAnswer;

PlatformAnswers *platform_answers_new (void);
void platform_answers_free (PlatformAnswers *self);
PlatformAnswer *platform_answers_find (PlatformAnswers *self, GBytes *request, gint64 now);
void platform_answers_keep (PlatformAnswers *self, PlatformAnswer *answer);
PlatformAnswer *platform_answer_new (GBytes *request, GBytes *answer);
void platform_answer_unref (PlatformAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformAnswer, platform_answer_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-enrolment.h"

G_BEGIN_DECLS

/* The key that a certificate is wanted for, in a file or on a token; of the platform's worker. It
 * outlives no step that it was taken for. */
typedef struct _ModelEnrolmentKey ModelEnrolmentKey;

/* The one that waits, or a new one. */
ModelEnrolmentKey *model_enrolment_key_take (ModelEnrolment  *step,
                                             GError         **error);
/* The one that waits. */
ModelEnrolmentKey *model_enrolment_key_find (ModelEnrolment  *step,
                                             GError         **error);
/* That of the certificate in question, for RESTORE and RENEW. */
ModelEnrolmentKey *model_enrolment_key_own  (ModelEnrolment  *step,
                                             GError         **error);
/* PKCS#10; lent. */
GBytes   *model_enrolment_key_get_request (ModelEnrolmentKey  *self);
/* The identification that it was handed in for, or NULL. */
char     *model_enrolment_key_dup_session (ModelEnrolmentKey  *self);
gboolean  model_enrolment_key_set_session (ModelEnrolmentKey  *self,
                                           const char         *session,
                                           GError            **error);
/* It did its work. */
void     model_enrolment_key_forget_session (const ModelEnrolment *step);
/* What signs by the certificate in question; for RENEW. */
PkiSigner *model_enrolment_key_open       (ModelEnrolmentKey  *self,
                                           GError            **error);
/* Its certificate is there; tells that one's SHA-256. */
char     *model_enrolment_key_finish      (ModelEnrolmentKey  *self,
                                           GPtrArray          *chain,
                                           GError            **error);
void      model_enrolment_key_free        (ModelEnrolmentKey  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelEnrolmentKey, model_enrolment_key_free)

G_END_DECLS

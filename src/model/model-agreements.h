/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-platform.h"
#include "wire-identity.h"

G_BEGIN_DECLS

/* The texts that people agree to, and what the person who is logged in agreed to. */
typedef struct {
  WireAgreements *texts;
  WireConsents *consents;
} ModelAgreements;

void     model_agreements_free          (ModelAgreements      *self);
void     model_agreements_load          (ModelPlatform        *platform,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* For model_agreements_free(). */
ModelAgreements *model_agreements_load_finish (GAsyncResult   *result,
                                               GError        **error);
/* texts: WireAgreement, as they were shown; TRUE once all of them are recorded. */
void     model_agreements_accept        (ModelPlatform        *platform,
                                         GPtrArray            *texts,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean model_agreements_accept_finish (GAsyncResult         *result,
                                         GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelAgreements, model_agreements_free)

G_END_DECLS

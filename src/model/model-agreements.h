/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-platform.h"
#include "wire-identity.h"

G_BEGIN_DECLS

/* The texts that people agree to, and what they agreed to. Each result is for wire_free(). */
void     model_agreements_load          (ModelPlatform        *platform,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* texts: WireAgreement, as they were shown; TRUE once all of them are recorded. */
void     model_agreements_accept        (ModelPlatform        *platform,
                                         GPtrArray            *texts,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean model_agreements_accept_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS

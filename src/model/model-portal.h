/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"
#include "wire-portal.h"

G_BEGIN_DECLS

/* A login at the platform's portal on its way: a browser goes to the address, the person logs in
 * there and enters the digits. Counted atomically. */
typedef struct _ModelPortalVisit ModelPortalVisit;

ModelPortalVisit *model_portal_visit_ref         (ModelPortalVisit *self);
void              model_portal_visit_unref       (ModelPortalVisit *self);
const char       *model_portal_visit_get_address (ModelPortalVisit *self);
const char       *model_portal_visit_get_code    (ModelPortalVisit *self);

void              model_portal_begin        (ModelAccount         *account,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
ModelPortalVisit *model_portal_begin_finish (GAsyncResult         *result,
                                             GError              **error);
/* The same to link the portal with the account; @password is model_secret_new(), of the account.
 * model_portal_begin_finish() collects. */
void              model_portal_begin_link  (ModelAccount         *account,
                                            GBytes               *password,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
void              model_portal_wait_link   (ModelAccount         *account,
                                            ModelPortalVisit     *visit,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean          model_portal_wait_link_finish (GAsyncResult    *result,
                                                 GError         **error);
/* Until the browser is through; model_login_finish() tells. */
void              model_portal_wait         (ModelAccount         *account,
                                             ModelPortalVisit     *visit,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelPortalVisit, model_portal_visit_unref)

G_END_DECLS

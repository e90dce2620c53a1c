/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-list.h"
#include "model-root.h"
#include "pki-fetch.h"

G_BEGIN_DECLS

#define MODEL_TYPE_TRUST (model_trust_get_type ())
G_DECLARE_FINAL_TYPE (ModelTrust, model_trust, MODEL, TRUST, ModelList)

/* The roots that the user decided to trust, a GListModel of ModelRoot by name; the command line
 * program reads and writes the same folder. Signal "changed". */
ModelTrust *model_trust_new (const char *folder);
const char *model_trust_get_folder (ModelTrust *self);
/* Somebody else may have written there. */
void model_trust_reload (ModelTrust *self);
gboolean model_trust_contains (ModelTrust *self, PkiCertificate *certificate);
gboolean model_trust_add (ModelTrust *self,
                          PkiCertificate *certificate,
                          PkiRootSource source,
                          const char *origin,
                          GError **error);
/* Takes a removal back: it is as if the root had never been away. */
gboolean model_trust_restore (ModelTrust *self, ModelRoot *root, GError **error);
gboolean model_trust_remove (ModelTrust *self, PkiCertificate *certificate, GError **error);

/* The authorities of this computer, a GListModel of ModelRoot that fills when they are read. */
GListModel *model_trust_get_shared (ModelTrust *self);
gboolean model_trust_shares (ModelTrust *self);
gboolean model_trust_set_shares (ModelTrust *self, gboolean shares, GError **error);

/* Of a file of certificates those that stand at the top: PkiCertificate, at least one. */
GPtrArray *model_trust_read_file (const char *path, GError **error);
/* A platform's root; where the platform is known, the same as ever. */
void model_trust_ask_platform (ModelTrust *self,
                               const char *address,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
PkiCertificate *model_trust_ask_platform_finish (GAsyncResult *result, GError **error);

/* For a worker thread: a new PkiTrust with what counts; a missing folder has none. */
PkiTrust *model_trust_load (const char *folder);
/* Asks services, and believes those servers that the same person chose to believe. */
PkiFetch *model_trust_new_fetch (const char *folder, guint timeout);

G_END_DECLS

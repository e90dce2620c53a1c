/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificate.h"
#include "pki-signer.h"

G_BEGIN_DECLS

/* An identity and its password, as a worker may hold them: no object of the main thread. It outlives
 * the signer that it opens, for a token may ask again. */
typedef struct _ModelKey ModelKey;

/* The password may be NULL where the token has a PIN pad. */
ModelKey  *model_key_new  (ModelCertificate *certificate,
                           GBytes           *password);
void       model_key_free (ModelKey *self);
PkiSigner *model_key_open (ModelKey      *self,
                           GCancellable  *cancellable,
                           GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelKey, model_key_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <p11-kit/pkcs11.h>

#include "keys-error.h"

G_BEGIN_DECLS

/* What a PKCS#11 module answers, as this layer's errors (PKCS#11 v3.0, 5.1.6). */
char      *keys_ckr_dup_name (CK_RV        rv);
/* FALSE with an error that names the call and the answer, unless the answer is CKR_OK. */
gboolean   keys_ckr_check    (CK_RV        rv,
                              const char  *call,
                              GError     **error);

G_END_DECLS

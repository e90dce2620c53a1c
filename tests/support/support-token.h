/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support-ca.h"

G_BEGIN_DECLS

/* A SoftHSM 2 token in a folder of its own, made with SoftHSM's own program. Sets SOFTHSM2_CONF
 * for this process. */
#define SUPPORT_TOKEN_LABEL "印章 token"
#define SUPPORT_TOKEN_PIN "246810"

/* The module's path, or NULL where SoftHSM is not installed. */
const char *support_token_get_module (void);
void        support_token_create     (const char      *folder);
/* The key, its certificate and its issuers'; label names the key and the certificate. */
void        support_token_add        (const char      *folder,
                                      SupportIdentity *identity,
                                      const char      *label,
                                      const char      *id);
void        support_token_add_certificate (PkiCertificate *certificate,
                                           const char     *label,
                                           const char     *id);

G_END_DECLS

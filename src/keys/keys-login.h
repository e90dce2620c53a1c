/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-session.h"
#include "keys-token.h"

G_BEGIN_DECLS

KeysPinState keys_login_get_pin_state (CK_FLAGS                flags);
/* Reads the token's flags again. */
gboolean     keys_login_refresh       (KeysSession            *session,
                                       GError                **error);
/* Once for a session; before each signature where the key wants that. Asks only where it must. */
gboolean     keys_login_user          (KeysSession            *session,
                                       PkiCertificate         *certificate,
                                       const KeysTokenRequest *request,
                                       GError                **error);
gboolean     keys_login_again         (KeysSession            *session,
                                       PkiCertificate         *certificate,
                                       const KeysTokenRequest *request,
                                       GError                **error);

G_END_DECLS

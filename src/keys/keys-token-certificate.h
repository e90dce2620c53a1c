/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-session.h"

G_BEGIN_DECLS

/* Certificates that are written to a token, beside the key that they are for. */
gboolean keys_token_certificate_put (KeysSession  *session,
                                     GPtrArray    *chain,
                                     GBytes       *id,
                                     GError      **error);

G_END_DECLS

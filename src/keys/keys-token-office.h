/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-token.h"

G_BEGIN_DECLS

/* A key on a token whose certificate lies elsewhere, or is yet to be issued: a service's. */
PkiSigner *keys_token_office_open (const KeysTokenRequest  *request,
                                   GBytes                 **spki,
                                   GError                 **error);

G_END_DECLS

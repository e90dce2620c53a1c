/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-uri.h"

G_BEGIN_DECLS

/* Tokens by their address, and public keys on them. */
gboolean keys_token_find_slot (KeysModules      *modules,
                               P11KitUri        *uri,
                               KeysSlot         *slot,
                               GError          **error);
GBytes  *keys_token_spki_read (KeysSession      *session,
                               CK_OBJECT_HANDLE  key);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <p11-kit/uri.h>

#include "keys-session.h"

G_BEGIN_DECLS

/* Addresses of certificates on tokens (RFC 7512). */
P11KitUri *keys_uri_parse           (const char          *text,
                                     GError             **error);
gboolean   keys_uri_matches_token   (P11KitUri           *self,
                                     const CK_TOKEN_INFO *info);
gboolean   keys_uri_matches_object  (P11KitUri           *self,
                                     const KeysObject    *object);
char      *keys_uri_format          (const CK_TOKEN_INFO *info,
                                     const KeysObject    *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (P11KitUri, p11_kit_uri_free)

G_END_DECLS

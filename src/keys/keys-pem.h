/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-bundle.h"

G_BEGIN_DECLS

gboolean keys_pem_is     (GBytes      *bytes);
/* Whether a private key in it is encrypted. */
gboolean keys_pem_locked (GBytes      *bytes);
gboolean keys_pem_peek   (GBytes      *bytes,
                          KeysBundle  *bundle);
gboolean keys_pem_read   (GBytes      *bytes,
                          const char  *password,
                          KeysBundle  *bundle,
                          GError     **error);

G_END_DECLS

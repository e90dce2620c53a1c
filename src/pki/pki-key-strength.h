/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

gboolean  pki_key_is_strong  (EVP_PKEY *key);

G_END_DECLS

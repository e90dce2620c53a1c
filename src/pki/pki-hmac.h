/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *pki_hmac_sha256 (GBytes     *key,
                         const char *text);
gboolean pki_equal       (GBytes *a,
                          GBytes *b);

G_END_DECLS

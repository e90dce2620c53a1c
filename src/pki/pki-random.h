/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  pki_random_bytes (void  *data,
                        gsize  length);
char *pki_random_hex   (guint n_bytes);

G_END_DECLS

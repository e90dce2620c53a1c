/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy that is wiped when the last reference to it goes. */
GBytes *keys_secret_new (const void *data,
                         gsize       size);

G_END_DECLS

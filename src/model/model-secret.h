/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A password as bytes (NUL-terminated) that are wiped when the last holder lets go. */
GBytes     *model_secret_new  (const char *text);
const char *model_secret_peek (GBytes *secret);

G_END_DECLS

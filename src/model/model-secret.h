/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A password as bytes (NUL-terminated) that are wiped when the last holder lets go. */
GBytes     *model_secret_new  (const char *text);
const char *model_secret_peek (GBytes *secret);
/* How hard it is to guess: 0, not to be taken, to 3. */
guint       model_secret_rate (const char *text);

G_END_DECLS

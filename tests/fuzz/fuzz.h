/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a target has: run anything, whatever the bytes, and seeds to mutate. A new target is a file
 * fuzz-<name>.c with these two and a line in meson.build. */

int     LLVMFuzzerTestOneInput (const guint8 *data,
                                gsize         size);

/* (transfer full): the @index-th sound input; NULL behind the last. */
GBytes *fuzz_seed              (guint         index);

G_END_DECLS

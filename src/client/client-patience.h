/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Waiting for a platform that does not answer just now, and that can be given up at once. */
gboolean client_patience_sleep      (guint         seconds,
                                     GCancellable *cancellable);
gboolean client_patience_is_passing (const GError *error);

G_END_DECLS

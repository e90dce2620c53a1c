/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* What a restored platform learns from the last revocation list of the one that was lost. */
typedef struct {
  const char *list;      /* a file: DER or PEM */
  const char *directory; /* of the restored platform */
  gint64 taken;          /* when its backup was made */
} PlatformStopped;

gboolean platform_stopped_take (PlatformStore *store,
                                const PlatformStopped *wish,
                                guint *n,
                                GError **error);

G_END_DECLS

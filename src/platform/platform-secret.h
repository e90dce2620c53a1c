/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A secret in a file, which an administrator may change while the platform runs. Any thread may ask
 * for it. */
typedef struct _PlatformSecret PlatformSecret;

PlatformSecret *platform_secret_new    (const char  *path,
                                        const char  *what,
                                        gsize        min,
                                        GError     **error);
void            platform_secret_free   (PlatformSecret *self);
GBytes         *platform_secret_dup    (PlatformSecret *self);
gboolean        platform_secret_reload (PlatformSecret  *self,
                                        GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformSecret, platform_secret_free)

G_END_DECLS

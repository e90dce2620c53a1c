/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The PIN of a token, whose keys share it: one that the token refused is not tried for the next key,
 * as that would lock the token. Any thread may use it. */
typedef struct _PlatformCaPin PlatformCaPin;

PlatformCaPin *platform_ca_pin_new     (const char *file);
PlatformCaPin *platform_ca_pin_ref     (PlatformCaPin *self);
void           platform_ca_pin_unref   (PlatformCaPin *self);
void           platform_ca_pin_lock    (PlatformCaPin *self);
char          *platform_ca_pin_read    (PlatformCaPin  *self,
                                        GError        **error);
void           platform_ca_pin_unlock  (PlatformCaPin *self,
                                        gboolean       right);
void           platform_ca_pin_forgive (PlatformCaPin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCaPin, platform_ca_pin_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-jose.h"

G_BEGIN_DECLS

/* The public keys that a portal signs with (RFC 7517). Shared by threads; never changed. */
typedef struct _PlatformKeySet PlatformKeySet;

PlatformKeySet *platform_key_set_new   (const char       *text,
                                        gsize             length);
PlatformKeySet *platform_key_set_ref   (PlatformKeySet   *self);
void            platform_key_set_unref (PlatformKeySet   *self);
PkiJoseKey     *platform_key_set_find  (PlatformKeySet   *self,
                                        const char       *id,
                                        PkiJoseAlgorithm  algorithm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformKeySet, platform_key_set_unref)

G_END_DECLS

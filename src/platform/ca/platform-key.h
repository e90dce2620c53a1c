/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"

G_BEGIN_DECLS

/* A private key of the authority: in a file of the data folder, or on a token that may be pulled
 * and put back. Any thread may sign with it. */
typedef struct _PlatformKey PlatformKey;

/* Where the keys are that are not in files; all lent. */
typedef struct {
  const char *uri;      /* (nullable): of the token; NULL: all keys are in files */
  const char *module;   /* (nullable): that p11-kit does not know of */
  const char *pin_file; /* (nullable): for its owner alone */
  const char *keys;     /* (nullable): names with commas between; NULL: all of them */
} PlatformTokenSeat;

PlatformKey *platform_key_open (const char *directory,
                                const char *name,
                                const PlatformTokenSeat *token,
                                GError **error);
PlatformKey *platform_key_ref (PlatformKey *self);
void platform_key_unref (PlatformKey *self);
GBytes *platform_key_get_spki (PlatformKey *self);
gboolean platform_key_is_on_token (PlatformKey *self);
PkiSigner *platform_key_signer (PlatformKey *self, GPtrArray *chain);
PkiIssuer *platform_key_issuer (PlatformKey *self, GPtrArray *chain, GError **error);
gboolean platform_key_check (PlatformKey *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformKey, platform_key_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"
#include "platform-ca-pin.h"

G_BEGIN_DECLS

/* A private key of the authority: in a file of the data folder, or on a token that may be pulled
 * and put back. Any thread may sign with it. */
typedef struct _PlatformCaKey PlatformCaKey;

/* Where the keys are that are not in files; all lent. */
typedef struct {
  const char *uri;    /* (nullable): of the token; NULL: all keys are in files */
  const char *module; /* (nullable): that p11-kit does not know of */
  const char *keys;   /* (nullable): names with commas between; NULL: all of them */
  PlatformCaPin *pin; /* where there is a token */
} PlatformTokenSeat;

PlatformCaKey *platform_ca_key_open (const char *directory,
                                const char *name,
                                const PlatformTokenSeat *token,
                                PkiCertificate *known,
                                GError **error);
PlatformCaKey *platform_ca_key_ref (PlatformCaKey *self);
void platform_ca_key_unref (PlatformCaKey *self);
GBytes *platform_ca_key_get_spki (PlatformCaKey *self);
gboolean platform_ca_key_is_on_token (PlatformCaKey *self);
PkiSigner *platform_ca_key_signer (PlatformCaKey *self, GPtrArray *chain);
PkiIssuer *platform_ca_key_issuer (PlatformCaKey *self, GPtrArray *chain, GError **error);
gboolean platform_ca_key_check (PlatformCaKey *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCaKey, platform_ca_key_unref)

G_END_DECLS

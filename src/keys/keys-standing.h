/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* What a platform said last of a certificate of the user's, kept beside their keys: enough to warn
 * who has no network, and never a proof. Whatever is not known here may be anything. */
typedef enum {
  KEYS_STANDING_UNKNOWN,
  KEYS_STANDING_SUSPENDED,
  KEYS_STANDING_REVOKED,
} KeysStanding;

KeysStanding keys_standing_get (const char *folder, PkiCertificate *certificate);
/* How a platform calls it; what is neither of the two is not kept. TRUE in changed says that it was
 * another one. */
gboolean keys_standing_note (
    const char *folder, GBytes *der, const char *state, gboolean *changed, GError **error);

G_END_DECLS

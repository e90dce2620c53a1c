/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-sign-options.h"
#include "keys-token-waiting.h"
#include "pki-signer.h"

G_BEGIN_DECLS

/* The key of one run of `sign`: opened once, whatever it lies in. */
typedef struct _CliKey CliKey;

GPtrArray *cli_key_peek       (const CliSignOptions  *options,
                               gboolean              *complete);
CliKey    *cli_key_open       (const CliSignOptions  *options,
                               GError               **error);
/* A key that is made on a token, or waits there. */
CliKey    *cli_key_make       (const CliSignOptions  *options,
                               const KeysTokenWish   *wish,
                               GError               **error);
/* The key of a certificate on a token, for a further one. */
CliKey    *cli_key_take       (const CliSignOptions  *options,
                               GError               **error);
KeysTokenWaiting *cli_key_get_waiting (CliKey         *self);
PkiCertificate *cli_key_find_certificate (const char *id);
PkiSigner *cli_key_get_signer (CliKey                *self);
void       cli_key_free       (CliKey                *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliKey, cli_key_free)

G_END_DECLS

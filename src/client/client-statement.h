/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"
#include "wire-account.h"

G_BEGIN_DECLS

/* What a person signs with their certificate on the way to a platform. */
char        *client_statement_sign   (ClientPlatform        *platform,
                                      const ClientQuestion  *question,
                                      GError               **error);
WireSession *client_statement_log_in (ClientPlatform  *platform,
                                      PkiSigner       *signer,
                                      const char      *device,
                                      GError         **error);

G_END_DECLS

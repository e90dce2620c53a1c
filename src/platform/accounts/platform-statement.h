/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-certificate.h"
#include "platform-store-challenge.h"
#include "wire-statement.h"

G_BEGIN_DECLS

PlatformChallenge   *platform_statement_challenge (PlatformCall  *call,
                                                   const char    *nonce,
                                                   GError       **error);
PlatformCertificate *platform_statement_find      (PlatformCall  *call,
                                                   GBytes        *der,
                                                   GError       **error);
PlatformCertificate *platform_statement_signer    (PlatformCall  *call,
                                                   GBytes        *der,
                                                   GError       **error);
PlatformCertificate *platform_statement_check     (PlatformCall  *call,
                                                   const char    *statement,
                                                   GBytes        *signature,
                                                   GError       **error);

G_END_DECLS

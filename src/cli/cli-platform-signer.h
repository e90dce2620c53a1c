/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-key.h"

G_BEGIN_DECLS

/* Whose certificate signs what is asked of a platform: a key file or a token. */
typedef struct {
  CliSignOptions options; /* of which the key's are used */
} CliPlatformSigner;

gboolean cli_platform_signer_is_named (const CliPlatformSigner *self);
void     cli_platform_signer_clear    (CliPlatformSigner *self);

/* clang-format off */
#define CLI_PLATFORM_SIGNER_ENTRIES(signer) \
  { "p12", 0, 0, G_OPTION_ARG_FILENAME, &(signer).options.p12, N_ ("sign it with the key and certificate of this PKCS#12 file"), "FILE.p12" }, \
  { "token", 0, 0, G_OPTION_ARG_STRING, &(signer).options.token, N_ ("sign it with the key on a token"), "PKCS11-URI" }, \
  { "module", 0, 0, G_OPTION_ARG_STRING, &(signer).options.module, N_ ("the PKCS#11 module of the token, if it is not registered"), N_ ("FILE") }, \
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &(signer).options.password_file, N_ ("the password or PIN is the first line of this file, - for standard input; without it the terminal asks"), N_ ("FILE") }
/* clang-format on */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliPlatformSigner, cli_platform_signer_clear)

/* Where one decides on what was seen. */
#define CLI_PLATFORM_ETAG_ENTRY(etag)                                                              \
  {                                                                                                \
    "etag", 0, 0, G_OPTION_ARG_STRING, &(etag),                                                    \
        N_ ("only if it is still what --json showed under this etag"), "TAG"                       \
  }

G_END_DECLS

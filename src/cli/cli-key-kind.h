/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What kind of key is to be made: one option of several commands. */
/* clang-format off */
#define CLI_KEY_KIND_ENTRY(kind) \
  { "kind", 0, 0, G_OPTION_ARG_STRING, &(kind), N_ ("rsa2048, rsa3072, p256, p384, ed25519 or ed448; p256 otherwise"), N_ ("KIND") }
/* clang-format on */

gboolean cli_key_kind_settle        (char       **kind,
                                     GError     **error);
gboolean cli_key_kind_is_for_tokens (const char  *kind,
                                     GError     **error);

G_END_DECLS

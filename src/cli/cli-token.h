/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-command.h"
#include "keys-token.h"

G_BEGIN_DECLS

/* What a person should know before a PIN is entered, translated, or NULL. */
const char *cli_token_describe_pin (KeysPinState  state);
/* p11-kit takes a name without a path for one in its own folder; a file here goes first. */
char       *cli_token_find_module  (const char   *name);
/* `keys list --tokens`. */
CliExit     cli_token_list         (const char   *module,
                                    gboolean      json);

G_END_DECLS

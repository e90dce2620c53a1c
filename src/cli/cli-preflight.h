/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-signing.h"

G_BEGIN_DECLS

/* What stands against signing a file, all of it, before anybody is asked for a password. */
GHashTable      *cli_preflight_identify (char                 **paths);
PadesSignRequest cli_preflight_request  (const CliSignOptions  *options,
                                         GPtrArray             *marks);
void             cli_preflight_run      (const CliSigning      *signing,
                                         gboolean               keep,
                                         CliItem               *item);

G_END_DECLS

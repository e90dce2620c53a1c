/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-folder.h"

G_BEGIN_DECLS

/* The seals in the user's folder, by what people call them. */
gboolean   cli_own_seal_is_file (const char *name);
SealEntry *cli_own_seal_find    (const char *name,
                                 GError    **error);

G_END_DECLS

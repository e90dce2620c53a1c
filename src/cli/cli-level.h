/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-sign.h"

G_BEGIN_DECLS

/* "B-B" to "B-LTA". */
gboolean cli_level_parse (const char *name,
                          PadesLevel *level);

G_END_DECLS

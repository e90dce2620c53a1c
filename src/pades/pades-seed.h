/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* What the author of an existing field demands of its signature (ISO 32000-2, 12.7.5.5). */
gboolean pades_seed_obey (PadesPlan  *plan,
                          GError    **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

gboolean pades_permission_check (PadesPlan  *plan,
                                 GError    **error);

G_END_DECLS

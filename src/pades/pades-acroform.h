/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

gboolean pades_acroform_update (PadesPlan  *plan,
                                guint32     new_field,
                                GError    **error);

G_END_DECLS

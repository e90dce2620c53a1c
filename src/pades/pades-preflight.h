/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* All that can forbid a plan: either the first of it as an error, or each as an entry. */
gboolean pades_preflight_run (PadesPlan  *plan,
                              GPtrArray  *problems,
                              GError    **error);

G_END_DECLS

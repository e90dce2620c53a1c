/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* What those who were there before permit. */
gboolean pades_permission_check_author        (PadesPlan  *plan,
                                               GError    **error);
gboolean pades_permission_check_certification (PadesPlan  *plan,
                                               GError    **error);
gboolean pades_permission_check_new_field     (PadesPlan  *plan,
                                               GError    **error);
gboolean pades_permission_check_locks         (PadesPlan  *plan,
                                               GError    **error);

G_END_DECLS

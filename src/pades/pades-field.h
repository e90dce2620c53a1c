/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

gboolean pades_field_choose     (PadesPlan  *plan,
                                 GError    **error);
gboolean pades_field_check_page (PadesPlan  *plan,
                                 GError    **error);
gboolean pades_field_write      (PadesPlan  *plan,
                                 guint32     signature,
                                 GError    **error);

G_END_DECLS

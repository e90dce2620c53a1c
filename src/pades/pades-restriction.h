/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* What the new signature forbids to those who come after it. */
gboolean pades_restriction_check_certify (PadesPlan  *plan,
                                          GError    **error);
gboolean pades_restriction_choose_lock   (PadesPlan  *plan,
                                          GError    **error);
void     pades_restriction_write         (PadesPlan  *plan,
                                          guint32     number,
                                          PdfObject  *signature);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

void pades_acroform_update (PadesPlan *plan,
                            guint32    new_field);

PdfObject *pades_acroform_dup   (PadesPlan *plan);
void       pades_acroform_store (PadesPlan *plan,
                                 PdfObject *form);

G_END_DECLS

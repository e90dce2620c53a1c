/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

/* What a field's author demands of the certificate (ISO 32000-2, table 238). */
char *pades_seed_certificate_check (PadesPlan *plan,
                                    PdfObject *demands);

G_END_DECLS

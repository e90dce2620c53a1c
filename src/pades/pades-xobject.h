/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

guint32 pades_xobject_add_placement (PadesPlan       *plan,
                                     PadesAppearance *appearance,
                                     const PdfMatrix *to_user,
                                     const PdfRect   *rect);
guint32 pades_xobject_add_empty     (PadesPlan       *plan);

G_END_DECLS

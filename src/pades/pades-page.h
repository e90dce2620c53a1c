/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-plan.h"

G_BEGIN_DECLS

gboolean pades_page_check       (const PdfPage  *page,
                                 guint32         index,
                                 GError        **error);
gboolean pades_page_annotate    (PadesPlan      *plan,
                                 guint32         page,
                                 guint32         annotation,
                                 GError        **error);
guint32  pades_page_find_index  (PdfFile        *file,
                                 guint32         page,
                                 guint32         widget);

G_END_DECLS

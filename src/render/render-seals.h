/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "render-document.h"

G_BEGIN_DECLS

/* Where a page shows what looks like a seal: RenderArea. Part of one, and one that another red line
 * goes through, is not found. */
GArray *render_seals_find (RenderDocument *document,
                           guint           page);

G_END_DECLS

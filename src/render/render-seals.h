/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "render-document.h"

G_BEGIN_DECLS

/* Where images on a page look like seals: RenderArea. Those that are drawn by lines are not found.
 */
GArray *render_seals_find (RenderDocument *document,
                           guint           page);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Whether that part of a picture looks like the print of a seal: red ink, on paper that shows
 * through. */
gboolean render_seal_look (cairo_surface_t             *picture,
                           const cairo_rectangle_int_t *area);

G_END_DECLS

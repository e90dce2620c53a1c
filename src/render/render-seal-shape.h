/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Where a picture of a page shows what has the shape of a seal: a red ring, oval or square with
 * something red in it, however it was drawn. cairo_rectangle_int_t, pixels; scale: pixels a point.
 */
GArray *render_seal_shape_list (cairo_surface_t *picture,
                                double           scale);

G_END_DECLS

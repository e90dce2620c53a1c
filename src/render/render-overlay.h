/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

/* Two colours that people who do not see red and green apart can tell from each other and from
 * black (bluish green and vermilion, by their lightness too). */
#define RENDER_COLOUR_ADDED 0x00896B
#define RENDER_COLOUR_REMOVED 0xD55E00

/* Two pictures of one page in one: what is in both is pale, what is new and what is gone coloured. */
cairo_surface_t *render_overlay_new (cairo_surface_t *before,
                                     cairo_surface_t *after);

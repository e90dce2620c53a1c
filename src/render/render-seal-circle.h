/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A picture in cells, each with ink or not. */
typedef struct {
  int *labels; /* for each cell, row by row: 0 where there is no ink */
  int  columns, rows;
  int  size; /* pixels a cell's side has */
} RenderSealGrid;

/* Adds to circles (cairo_rectangle_int_t, cells) the lines of circles in a part of a picture; least
 * and most are their radii, cells. */
void render_seal_circle_list (const RenderSealGrid        *grid,
                              const cairo_rectangle_int_t *part,
                              int                          least,
                              int                          most,
                              GArray                      *circles);

G_END_DECLS

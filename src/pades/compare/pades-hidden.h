/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-render.h"

G_BEGIN_DECLS

/* What was to be read on a page and is not any more, whatever lies over it. */

/* Pixels on a side: half of a letter of small print, at the size at which pages are compared. */
#define PADES_CELL 6

/* A mark for each cell, 1 where something is hidden, line by line; both are of the same size. */
guint8 *pades_hidden_mark (const PadesPicture *before,
                           const PadesPicture *after,
                           guint              *columns,
                           guint              *rows);

/* The strongest difference of a colour's three parts, 0 to 255. */
int     pades_hidden_distance (guint32 a,
                               guint32 b);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The light margin that ISO/IEC 18004 wants round a QR code, in modules. */
#define SEAL_CODE_MARGIN 4

/* The dark modules of the QR code of a text, in µm, y down; the square from the origin has this
 * many mm a side, margin included. */
cairo_path_t *seal_code_outline (const char *text,
                                 double      side);
/* The same as lines of text: half a block of ink for each dark module, two modules a line. */
char *seal_code_to_text (const char *text);

G_END_DECLS

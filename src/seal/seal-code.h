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

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tables that spreadsheets open (RFC 4180), and that cannot make them calculate: a cell that they
 * would take for a formula gets an apostrophe in front, which reading takes away again. */

/* The byte order mark: without one, spreadsheets take Chinese for something else. */
#define PADES_CSV_MARK "\xef\xbb\xbf"

void       pades_csv_write_row (GString            *out,
                              const char *const  *cells);
GPtrArray *pades_csv_parse     (const char         *text,
                              gsize               length);

G_END_DECLS

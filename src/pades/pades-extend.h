/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-sign.h"

G_BEGIN_DECLS

/* Both take of the request: level, digest, fetch, tsa, roots, collector, now, replace, progress. */

/* Raises every signature of a file to a level: B-T by a document time-stamp for what has none,
 * B-LT by embedding validation data, B-LTA by a document time-stamp over that; a file that has
 * one already gets another. */
gboolean pades_extend    (PdfFile                *file,
                          const char             *output,
                          const PadesSignRequest *request,
                          GCancellable           *cancellable,
                          GError                **error);
/* One document time-stamp, signed or not. */
gboolean pades_timestamp (PdfFile                *file,
                          const char             *output,
                          const PadesSignRequest *request,
                          GCancellable           *cancellable,
                          GError                **error);

G_END_DECLS

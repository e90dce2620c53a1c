/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-hash.h"

G_BEGIN_DECLS

gboolean pades_selfcheck_run (PdfFile       *base,
                              const char    *path,
                              PadesHashJob  *job,
                              GCancellable  *cancellable,
                              GError       **error);

G_END_DECLS

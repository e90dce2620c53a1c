/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

gboolean pades_version_raise (PdfFile    *file,
                              PdfObject  *catalog,
                              const char *key_type);

G_END_DECLS

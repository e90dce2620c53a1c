/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* The integrity code of an encrypted file (ISO/TS 32004): a MAC over all of it that nobody without the
 * password can make. It is no signature, and what is appended to the file breaks it. */
gboolean pades_mac_is_present (PdfFile  *file);
gboolean pades_mac_is_at      (PdfFile  *file,
                               gsize     gap,
                               gsize     tail);
gboolean pades_mac_refuse     (PdfFile  *file,
                               GError  **error);

G_END_DECLS

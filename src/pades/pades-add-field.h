/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-sign.h"

G_BEGIN_DECLS

/* Leaves a signature field for somebody else to sign in: of the request are used the field's name,
 * one mark's placement or none, lock, replace and progress. */
gboolean pades_add_field (PdfFile                *file,
                          const char             *output,
                          const PadesSignRequest *request,
                          GCancellable           *cancellable,
                          GError                **error);

G_END_DECLS

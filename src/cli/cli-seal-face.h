/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-appearance.h"

G_BEGIN_DECLS

PadesAppearance *cli_seal_face_load (const char *name,
                                     GError    **error);

G_END_DECLS

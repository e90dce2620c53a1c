/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-appearance.h"
#include "seal-drawing.h"

G_BEGIN_DECLS

PadesAppearance *model_appearance_new (SealDrawing *drawing,
                                       const char  *title);

G_END_DECLS

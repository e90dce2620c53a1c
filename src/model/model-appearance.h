/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-appearance.h"
#include "pades-place.h"
#include "seal-appearance.h"

G_BEGIN_DECLS

/* What a page carries, with the text and the code that the style has. */
PadesAppearance *model_appearance_compose (const SealStyle    *style,
                                           SealDrawing        *seal,
                                           const char         *title,
                                           const SealCaption  *caption,
                                           GError            **error);
/* How large that is, and where in it the seal: whatever the caption says. */
gboolean model_appearance_measure (const SealStyle  *style,
                                   SealDrawing      *seal,
                                   PadesFace        *face,
                                   GError          **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-caption.h"
#include "seal-drawing.h"
#include "seal-error.h"

G_BEGIN_DECLS

/* What a visible signature looks like: a seal, and beside or under it text and a QR code. The size
 * depends on seal and style alone: text is set to fit, so that what was placed with one text keeps
 * its place with another. */
SealDrawing *seal_appearance_compose (const SealStyle    *style,
                                      SealDrawing        *seal,
                                      const SealCaption  *caption,
                                      GError            **error);

G_END_DECLS

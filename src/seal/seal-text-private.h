/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* A context to make paths with, for cairo_destroy(), and a layout on it that no desktop setting
 * reaches. */
cairo_t     *seal_text_create_scratch (void);
PangoLayout *seal_text_create_layout  (cairo_t *cr);

G_END_DECLS

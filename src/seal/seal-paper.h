/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* The light on the paper: what each place of a photograph would look like without ink. */
typedef struct _SealPaper SealPaper;

SealPaper *seal_paper_new     (GdkPixbuf    *photo);
void       seal_paper_free    (SealPaper    *self);
/* The pixel as it would be on evenly lit white paper; 0…1 for each of red, green, blue. */
void       seal_paper_flatten (SealPaper    *self,
                               int           x,
                               int           y,
                               float         rgb[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SealPaper, seal_paper_free)

G_END_DECLS

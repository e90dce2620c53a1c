/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "seal-error.h"

G_BEGIN_DECLS

/* A photograph or scan of ink on paper → the ink alone, in one colour, with soft alpha. */
GdkPixbuf *seal_ink_extract (GdkPixbuf  *photo,
                             GError    **error);
/* The part of a picture with transparency that is not empty, and a little around it. */
GdkPixbuf *seal_ink_crop    (GdkPixbuf  *picture,
                             GError    **error);

G_END_DECLS

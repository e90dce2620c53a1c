/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "seal-error.h"

G_BEGIN_DECLS

#define SEAL_IMAGE_MAX_BYTES (40 * 1024 * 1024)
#define SEAL_IMAGE_MAX_SIDE 12000
#define SEAL_IMAGE_MAX_PIXELS (50 * 1000 * 1000)
#define SEAL_IMAGE_MIN_SIDE 64

/* What the first bytes of a picture promise, before anything is decoded. */
typedef struct {
  const char *loader; /* gdk-pixbuf's name of the kind */
  guint       width;
  guint       height;
} SealImageHeader;

gboolean   seal_image_header_parse (const guint8     *data,
                                    gsize             size,
                                    SealImageHeader  *header,
                                    GError          **error);
/* Decoded upright, with no side over max_side. */
GdkPixbuf *seal_image_decode       (GBytes           *bytes,
                                    guint             max_side,
                                    GError          **error);

G_END_DECLS

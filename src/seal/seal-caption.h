/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-style.h"

G_BEGIN_DECLS

/* What a signature says of itself in words. The strings are lent. */
typedef struct {
  const char *name;       /* of the signer */
  const char *reason;     /* or NULL */
  const char *location;   /* or NULL */
  gint64      time;       /* seconds since 1970, UTC: the one that is signed */
  int         utc_offset; /* seconds east */
  const char *document;   /* SHA-256 of the file before it is signed, hex; for the QR code only */
  guint64     size;       /* its bytes */
  const char *signer;     /* SHA-256 of the signer's certificate, hex; for the QR code only */
} SealCaption;

/* The lines of the text; NULL where there is nothing to say. */
char *seal_caption_to_text (const SealCaption *self,
                            const SealStyle   *style);
char *seal_caption_to_code (const SealCaption *self);
/* For who cannot see it: the seal's title and the text; NULL where there is neither. */
char *seal_caption_to_alt  (const SealCaption *self,
                            const SealStyle   *style,
                            const char        *title);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-sign.h"

G_BEGIN_DECLS

/* Makes what goes into /Contents, and knows beforehand how large it may become. */
typedef struct {
  const PadesSignRequest *request; /* lent */
  PkiDigestType           digest;
  gsize                   size;    /* room to keep, in bytes; 0 = not measured yet */
  guint                   tsa;     /* the address that answered last is asked first */
  GBytes                 *trial;   /* a token over nothing: how large they are, and by whom */
} PadesContents;

void     pades_contents_clear     (PadesContents  *self);
gboolean pades_contents_try       (PadesContents  *self,
                                   GCancellable   *cancellable,
                                   GError        **error);
gsize    pades_contents_get_token_size (PadesContents *self);
GBytes  *pades_contents_fetch_token (PadesContents *self,
                                   GBytes         *imprint,
                                   GCancellable   *cancellable,
                                   GError        **error);

gboolean pades_contents_measure   (PadesContents  *self,
                                   GCancellable   *cancellable,
                                   GError        **error);
GBytes  *pades_contents_sign      (PadesContents  *self,
                                   GBytes         *digest,
                                   GCancellable   *cancellable,
                                   GError        **error);
GBytes  *pades_contents_timestamp (PadesContents  *self,
                                   GBytes         *cms,
                                   GCancellable   *cancellable,
                                   GError        **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PadesContents, pades_contents_clear)

G_END_DECLS

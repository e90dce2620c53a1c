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
} PadesContents;

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

G_END_DECLS

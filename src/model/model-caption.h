/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-terms.h"
#include "seal-caption.h"

G_BEGIN_DECLS

/* What a stamp says, as far as it is known: of a signature that is about to be made. The words
 * lend from the terms and the signer. */
typedef struct {
  SealCaption words;
  char       *document; /* what the words say of it */
} ModelCaption;

/* Now; the signer may be NULL. */
void     model_caption_init     (ModelCaption     *self,
                                 const ModelTerms *terms,
                                 PkiSigner        *signer);
/* Reads all of the file where the style shows what is in it: a QR code does. */
gboolean model_caption_set_file (ModelCaption     *self,
                                 const SealStyle  *style,
                                 PdfFile          *file,
                                 GCancellable     *cancellable,
                                 GError          **error);
void     model_caption_clear    (ModelCaption     *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ModelCaption, model_caption_clear)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-draft.h"
#include "pki-timestamp.h"

G_BEGIN_DECLS

/* Gathering of validation data for the signatures of a draft: it asks through the request's
 * collector, or one of its own. */
typedef struct {
  const PadesSignRequest *request;      /* lent */
  PkiCollector           *collector;
  PkiCollector           *own;          /* the same, where the request has none */
  GCancellable           *cancellable;  /* lent */
} PadesLongterm;

void     pades_longterm_init   (PadesLongterm           *self,
                                const PadesSignRequest  *request,
                                GCancellable            *cancellable);
void     pades_longterm_clear  (PadesLongterm           *self);
gboolean pades_longterm_try    (PadesLongterm           *self,
                                PadesContents           *contents,
                                GError                 **error);
gboolean pades_longterm_append (PadesLongterm           *self,
                                PadesDraft              *draft,
                                gboolean                 all,
                                GError                 **error);

/* A signature or document time-stamp as far as its validation data matters. */
typedef struct {
  PadesDictionary *dictionary; /* lent */
  PkiCms          *cms;        /* of a signature */
  PkiTimestamp    *stamp;      /* its signature-time-stamp */
  PkiTimestamp    *token;      /* of a document time-stamp */
} PadesHolder;

PadesHolder *pades_holder_new  (PadesDictionary *dictionary);
void         pades_holder_free (PadesHolder     *self);
gboolean     pades_holder_is_complete (PadesHolder       *self,
                                       PkiValidationData *data,
                                       PkiTrust          *roots,
                                       gint64             used);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesHolder, pades_holder_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PadesLongterm, pades_longterm_clear)

G_END_DECLS

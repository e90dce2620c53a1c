/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-contents.h"
#include "pades-hash.h"
#include "pades-plan.h"
#include "pdf-output.h"

G_BEGIN_DECLS

/* An output under way: a copy of the base to which revisions are appended, each built on the file
 * as it stands by then, until all is checked and gets its name. The base is read once: a digest
 * runs along with what is written, and is where the final check begins. */
typedef struct {
  PdfFile                *base;
  GPtrArray              *earlier;  /* PadesDictionary: the base's, or NULL while nobody listed them */
  const PadesSignRequest *request;  /* lent */
  GCancellable           *cancellable; /* lent */
  PdfOutput              *output;
  PdfFile                *file;     /* as it stands; NULL until asked for again */
  PadesHashStart          start;    /* over the base, as it was copied */
  PkiDigest              *digest;   /* over all bytes so far */
  gsize                   size;     /* how many these are */
  guint                   n_new;    /* signatures and time-stamps among what was appended */
  gsize                   covered;  /* where the last of them ends */
} PadesDraft;

PadesDraft *pades_draft_new      (PdfFile                *base,
                                  const char             *path,
                                  const PadesSignRequest *request,
                                  GCancellable           *cancellable,
                                  GError                **error);
void        pades_draft_free     (PadesDraft             *self);
gboolean    pades_draft_copy     (PadesDraft             *self,
                                  PkiDigestType           digest,
                                  GError                **error);
PdfFile    *pades_draft_get_file (PadesDraft             *self,
                                  GError                **error);
GBytes     *pades_draft_hash     (PadesDraft             *self,
                                  GByteArray             *bytes,
                                  gsize                   gap,
                                  gsize                   room);
gboolean    pades_draft_append   (PadesDraft             *self,
                                  GByteArray             *bytes,
                                  GError                **error);
gboolean    pades_draft_seal     (PadesDraft             *self,
                                  GByteArray             *bytes,
                                  gsize                   gap,
                                  GBytes                 *contents,
                                  GError                **error);
gboolean    pades_draft_finish   (PadesDraft             *self,
                                  GError                **error);
void        pades_draft_tell     (PadesDraft             *self,
                                  PadesStep               step,
                                  double                  fraction);

/* Appends a document time-stamp over all so far. */
gboolean    pades_draft_timestamp (PadesDraft            *self,
                                  PadesContents          *contents,
                                  GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesDraft, pades_draft_free)

G_END_DECLS

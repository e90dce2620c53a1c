/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-dictionary.h"
#include "pades-hash.h"
#include "pades-token.h"
#include "pades-verdict.h"
#include "pki-timestamp.h"

G_BEGIN_DECLS

/* A signature with its bytes hashed and its CMS checked; nothing about who is trusted. */
typedef struct {
  PadesDictionary *dictionary; /* lent by the list */
  PkiCms          *cms;        /* of a signature, where it could be read */
  PkiTimestamp    *token;      /* of a document time-stamp, the same */
  GPtrArray       *tokens;     /* PadesToken: time-stamps in the CMS; or NULL */
  gboolean         has_timestamp; /* a signature-time-stamp, whatever it is over */
  PadesFacts       facts;      /* trust and changes come later */
} PadesExam;

GPtrArray *pades_exam_list (GPtrArray     *dictionaries,
                            PdfFile       *file,
                            PadesHashJob  *job,
                            GCancellable  *cancellable,
                            GError       **error);
void       pades_exam_free (PadesExam     *self);

G_END_DECLS

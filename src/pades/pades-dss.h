/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-dictionary.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* A document security store (ISO 32000-2, 12.8.4.3) to be added to: what the file has stays. */
typedef struct _PadesDss PadesDss;

/* All that can be read of a file's store; empty where it has none. */
PkiValidationData *pades_dss_read       (PdfFile            *file);
/* What it held in an earlier revision, from 1. */
PkiValidationData *pades_dss_read_at    (PdfFile            *file,
                                         guint               revision);

PadesDss          *pades_dss_new        (PdfFile            *file,
                                         GError            **error);
void               pades_dss_free       (PadesDss           *self);
/* Adds what is new of data, and an entry for this signature under /VRI. */
void               pades_dss_add        (PadesDss           *self,
                                         PadesDictionary    *signature,
                                         PkiValidationData  *data);
gboolean           pades_dss_is_changed (PadesDss           *self);
/* The revision to append, owned by the store. */
GByteArray        *pades_dss_build      (PadesDss           *self,
                                         GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesDss, pades_dss_free)

G_END_DECLS

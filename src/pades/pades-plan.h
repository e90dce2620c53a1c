/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-conformance.h"
#include "pades-dictionary.h"
#include "pades-sign.h"
#include "pdf-writer.h"

G_BEGIN_DECLS

/* The revision that signs or time-stamps a file: first decided (nothing is made, so that a request can be tried
 * without a key), then built. */
typedef struct {
  PdfFile   *file;
  const PadesSignRequest *request;
  gboolean   timestamp;     /* a document time-stamp (ISO 32000-2, 12.8.5) is made */
  gboolean   empty;         /* a field is made for somebody else to sign in */
  PadesSignRequest bare;    /* the request of a time-stamp: without field, marks, signer */
  GPtrArray *fields;        /* PdfField, of the file as it is */
  GPtrArray *earlier;       /* PadesDictionary, signatures that are there already */

  /* Decided. */
  PdfField  *field;         /* the existing one to sign, lent by fields, or NULL for a new one */
  char      *name;          /* of the field, fully qualified */
  PadesLock *lock;          /* what the signature locks, or NULL */
  PkiDigestType digest;
  gboolean   in_place;      /* the first mark stands inside the existing field's rectangle */

  /* Built. */
  PdfWriter *writer;
  PdfObject *catalog;       /* a copy to change */
  guint32    catalog_number;
  gboolean   catalog_changed;
  PadesConformance conformance;
  GPtrArray *forms;         /* appearances written so far: one object serves equal ones */
  PdfObject *byte_range;    /* reserved */
  PdfObject *contents;      /* reserved */
} PadesPlan;

PadesPlan  *pades_plan_new    (PdfFile                *file,
                               const PadesSignRequest *request,
                               GError                **error);
PadesPlan  *pades_plan_new_timestamp (PdfFile         *file,
                               GError                **error);
PadesPlan  *pades_plan_new_empty (PdfFile             *file,
                               const PadesSignRequest *request,
                               GError                **error);
void        pades_plan_try    (PdfFile                *file,
                               const PadesSignRequest *request,
                               GPtrArray              *problems);
PkiCertificate *pades_plan_get_certificate (PadesPlan  *self);
void        pades_plan_free   (PadesPlan              *self);
GByteArray *pades_plan_build  (PadesPlan              *self,
                               gsize                   contents_size,
                               gsize                  *gap,
                               GError                **error);
GByteArray *pades_plan_build_empty (PadesPlan         *self,
                               GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesPlan, pades_plan_free)

G_END_DECLS

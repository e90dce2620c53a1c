/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "pdf-fields.h"

G_BEGIN_DECLS

typedef enum {
  PADES_KIND_CADES,       /* ETSI.CAdES.detached */
  PADES_KIND_PKCS7,       /* adbe.pkcs7.detached */
  PADES_KIND_PKCS7_SHA1,  /* adbe.pkcs7.sha1: over the SHA-1 digest of the file */
  PADES_KIND_BARE,        /* adbe.x509.rsa_sha1: no CMS */
  PADES_KIND_TIMESTAMP,   /* ETSI.RFC3161 */
  PADES_KIND_UNSUPPORTED,
} PadesKind;

/* A signature dictionary (ISO 32000-2, 12.8.1) as it stands in the file, and where it speaks of
 * itself: the two ranges it is over and the gap between them. */
typedef struct {
  PdfObject    *dict;
  guint32       number;   /* of its object; 0 when it is direct in its field */
  char         *field;    /* fully qualified name */
  PdfObject    *field_dict;
  guint32       widget;   /* as in PdfField */
  guint32       page;
  PdfRect       rect;
  PadesKind     kind;
  char         *sub_filter;
  PdfObject    *contents; /* the string, or NULL */
  PadesCoverage coverage;
  gboolean      has_range; /* four usable numbers inside the file, right or not */
  GArray       *pieces;   /* gsize: where each begins and its length, of a range that is none; or NULL */
  gsize         gap;      /* the first range is [0, gap) */
  gsize         tail;     /* the second is [tail, end) */
  gsize         end;
  guint         revision; /* from 1: the one it covers, else the newest */
} PadesDictionary;

GPtrArray *pades_dictionary_list (PdfFile         *file,
                                  GError         **error);
/* Whatever fields refer to, of a file that was recovered from damage. */
GPtrArray *pades_dictionary_list_recovered (PdfFile *file,
                                            GError **error);
/* The revision in which the last signature went out of a file that has none; 0 if it had none. */
guint      pades_dictionary_find_removed (PdfFile *file,
                                          char   **field);
void       pades_dictionary_free (PadesDictionary *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesDictionary, pades_dictionary_free)

G_END_DECLS

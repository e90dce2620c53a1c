/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Builds small PDFs by hand, without the code under test. */

typedef enum {
  SUPPORT_PDF_TABLE,
  SUPPORT_PDF_STREAM, /* plain objects, cross-reference stream */
  SUPPORT_PDF_PACKED, /* object streams, cross-reference stream */
  SUPPORT_PDF_HYBRID, /* table, some objects hidden in a stream */
} SupportPdfForm;

/* All zero is one A4 page in a table. */
typedef struct {
  SupportPdfForm form;
  guint          n_pages; /* 0 means 1; SUPPORT_PDF_NO_PAGES means none */
  guint          fanout;  /* kids of a page node; 0 for one flat node */
  guint          n_fields; /* empty signature fields S1, S2 … on the first page, merged widgets */
  const char    *version; /* "1.7" when NULL */
  const char    *page;    /* entries of every page besides /MediaBox, such as "/Rotate 90" */
  const char    *media;   /* "[0 0 595 842]" when NULL */
  const char    *catalog; /* further entries of the catalog */
  const char    *trailer; /* further entries of the trailer */
  const char    *content; /* of every page */
  const char    *junk;    /* before the header */
  gboolean       from_file_start; /* offsets count the junk */
  gboolean       no_end;  /* neither %%EOF nor a last line end */
} SupportPdf;

#define SUPPORT_PDF_NO_PAGES G_MAXUINT

GBytes *support_pdf_new    (const SupportPdf *options);
char   *support_pdf_write  (const SupportPdf *options,
                            const char       *folder,
                            const char       *name);
GBytes *support_pdf_append (GBytes           *base,
                            guint             number,
                            const char       *body);

G_END_DECLS

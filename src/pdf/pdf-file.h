/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pdf-geometry.h"
#include "pdf-object.h"

G_BEGIN_DECLS

/* A PDF read lazily over mmap, newest revision on top. A file of N revisions is also N files: the
 * first end(n) bytes are a complete PDF, which is what pdf_file_new_for_revision() gives. */
typedef struct _PdfFile PdfFile;

/* Ownership: load, resolve, get_key, get_catalog, decode and get_page give (free what you get);
 * peek_trailer, get_data, get_path and get_revision lend for the life of the file. */

typedef enum {
  PDF_SECTION_TABLE,
  PDF_SECTION_STREAM,
  PDF_SECTION_HYBRID, /* a table whose trailer has /XRefStm */
} PdfSection;

typedef struct {
  guint      number;     /* from 1, oldest first */
  gsize      xref;       /* offset of the section that startxref names, header offset included */
  gsize      end;        /* bytes of the file up to and with this revision's %%EOF and line end */
  PdfSection section;
} PdfRevision;

typedef enum {
  PDF_ENTRY_FREE,
  PDF_ENTRY_OFFSET, /* where = offset in the file, header offset included */
  PDF_ENTRY_PACKED, /* where = object stream's number, index = place in it */
} PdfEntryKind;

typedef struct {
  PdfEntryKind kind;
  guint16      generation;
  guint32      index;
  guint64      where;
} PdfEntry;

typedef struct {
  guint32    number;     /* of the page object */
  guint16    generation;
  PdfObject *dict;       /* the page's own dictionary */
  PdfPageBox box;        /* inheritance done */
} PdfPage;

/* What the author of an encrypted file may withhold (ISO 32000-2, table 22). */
typedef enum {
  PDF_PERMIT_MODIFY = 1 << 3,   /* bit 4 */
  PDF_PERMIT_ANNOTATE = 1 << 5, /* bit 6: annotations and filling in; with bit 4, new fields */
  PDF_PERMIT_FILL = 1 << 8,     /* bit 9: filling in, signature fields included */
} PdfPermission;

PdfFile           *pdf_file_open             (const char         *path,
                                              GCancellable       *cancellable,
                                              GError            **error);
PdfFile *pdf_file_open_with_password (const char    *path,
                                      const char    *password,
                                      GCancellable  *cancellable,
                                      GError       **error);
PdfFile           *pdf_file_open_recovered   (const char         *path,
                                              const char         *password,
                                              GCancellable       *cancellable,
                                              GError            **error);
PdfFile           *pdf_file_open_appended    (PdfFile            *self,
                                              const char         *path,
                                              GCancellable       *cancellable,
                                              GError            **error);
PdfFile           *pdf_file_new_for_bytes    (GBytes             *bytes,
                                              GCancellable       *cancellable,
                                              GError            **error);
PdfFile *pdf_file_new_for_revision (PdfFile  *self,
                                    guint     number,
                                    GError  **error);
PdfFile           *pdf_file_ref              (PdfFile            *self);
void               pdf_file_unref            (PdfFile            *self);

const char        *pdf_file_get_path         (PdfFile            *self);
const guint8      *pdf_file_get_data         (PdfFile            *self,
                                              gsize              *length);
const guint8      *pdf_file_read             (PdfFile            *self,
                                              guint8             *buffer,
                                              gsize               offset,
                                              gsize               length,
                                              GError            **error);
gboolean           pdf_file_check_same       (PdfFile            *self,
                                              GError            **error);
gsize              pdf_file_get_header       (PdfFile            *self,
                                              guint              *major,
                                              guint              *minor);
gboolean           pdf_file_is_encrypted     (PdfFile            *self);
gboolean           pdf_file_permits          (PdfFile            *self,
                                              PdfPermission       permission);
guint              pdf_file_get_n_revisions  (PdfFile            *self);
const PdfRevision *pdf_file_get_revision     (PdfFile            *self,
                                              guint               number);
guint              pdf_file_get_revision_at  (PdfFile            *self,
                                              gsize               end);
GArray            *pdf_file_list_written      (PdfFile            *self,
                                              guint               number);
gboolean           pdf_file_is_written_twice  (PdfFile            *self,
                                              guint               number);

PdfObject         *pdf_file_peek_trailer     (PdfFile            *self);
guint32            pdf_file_get_size         (PdfFile            *self);
gboolean           pdf_file_lookup           (PdfFile            *self,
                                              guint32             number,
                                              PdfEntry           *entry);
gboolean           pdf_file_lookup_then      (PdfFile            *self,
                                              guint               revision,
                                              guint32             number,
                                              PdfEntry           *entry);
PdfObject         *pdf_file_load             (PdfFile            *self,
                                              guint32             number,
                                              GError            **error);
PdfObject         *pdf_file_resolve          (PdfFile            *self,
                                              PdfObject          *object,
                                              GError            **error);
PdfObject         *pdf_file_get_key          (PdfFile            *self,
                                              PdfObject          *dict,
                                              const char         *key,
                                              GError            **error);
PdfObject         *pdf_file_get_catalog      (PdfFile            *self,
                                              GError            **error);
GBytes            *pdf_file_decode           (PdfFile            *self,
                                              PdfObject          *stream,
                                              gsize               limit,
                                              GError            **error);
gboolean           pdf_file_get_stream_span  (PdfFile            *self,
                                              PdfObject          *stream,
                                              gsize              *start,
                                              gsize              *end,
                                              GError            **error);

gboolean           pdf_file_is_stream_exact  (PdfFile            *self,
                                              PdfObject          *stream);
gboolean           pdf_file_is_pack_exact    (PdfFile            *self,
                                              guint32             number);

guint              pdf_file_get_n_pages      (PdfFile            *self,
                                              GError            **error);
PdfPage           *pdf_file_get_page         (PdfFile            *self,
                                              guint               index,
                                              GError            **error);
void               pdf_page_free             (PdfPage            *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfFile, pdf_file_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfPage, pdf_page_free)

G_END_DECLS

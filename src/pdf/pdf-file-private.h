/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/stat.h>

#include "pdf-crypt.h"
#include "pdf-file.h"
#include "pdf-mapping.h"
#include "pdf-object-private.h"

G_BEGIN_DECLS

/* Entries @first to @first + @count - 1 stand one after another from @entries on, read in place
 * when they are asked for: a table of a million objects costs nothing to open. */
typedef struct {
  guint32  first;
  guint32  count;
  gsize    entries;
  gboolean text; /* 20 bytes each in the file; else binary in the section's own bytes */
} PdfXrefRange;

/* One cross-reference section (ISO 32000-2, 7.5.4 and 7.5.8). */
typedef struct _PdfXref PdfXref;
struct _PdfXref {
  guint       ref_count;
  gsize       offset;
  gsize       tail;   /* behind the trailer or the head of the stream's data */
  gsize       whole;  /* behind all that it was read from; G_MAXSIZE where that is not known */
  PdfSection  form;
  PdfObject  *trailer;
  PdfXref    *hidden; /* what /XRefStm names */
  GArray     *ranges; /* of PdfXrefRange */
  gboolean    sorted;
  GByteArray *bytes;
  guint8      widths[3];
};

typedef struct {
  PdfRevision revision;
  gsize       marker;  /* behind the %%EOF itself */
  guint       section; /* index of its newest one in xrefs */
  gboolean    asked;
  gboolean    alone;   /* once asked: whether its bytes alone give nothing but older sections */
} PdfRevisionEnd;

/* An object that was come upon where no cross-reference told of it. */
typedef struct {
  guint32  number;
  PdfEntry entry;
  guint64  rank;    /* what is found later replaces what is found earlier */
  gboolean is_pack; /* an object stream */
} PdfFound;

typedef struct _PdfPageTree PdfPageTree;

struct _PdfFile {
  guint        ref_count;
  char        *path;
  int          fd;       /* of a mapped file, else -1 */
  struct stat  stat;     /* of path when it was opened */
  PdfMapping  *mapping;  /* of bytes, or NULL; shared with the file of a newer revision */
  PdfFile     *kin;      /* another that begins with the same bytes, or NULL */
  GBytes      *bytes;
  const guint8 *data;
  gsize        length;
  gsize        header;
  guint        major;
  guint        minor;
  gsize        shift;    /* added to every offset that the file states */
  GPtrArray   *xrefs;    /* of PdfXref, newest first */
  PdfObject   *trailer;
  GArray      *revisions; /* of PdfRevisionEnd, oldest first */
  guint64      n_entries;
  GHashTable  *objects;  /* number to PdfObject */
  GHashTable  *packs;    /* number to unpacked object stream */
  gsize        packed;   /* bytes that those hold */
  guint64      budget;   /* bytes that may still be parsed, unpacked or searched */
  gsize        xref_room; /* bytes that cross-reference streams may still unpack to */
  guint        nesting;
  PdfPageTree *pages;
  PdfCrypt    *crypt;    /* NULL when the file is not encrypted */
  guint32      encrypt;  /* number of the object that says so, or 0 */
};

PdfXref    *pdf_xref_read              (PdfFile       *file,
                                        gsize          offset,
                                        GError       **error);
PdfXref    *pdf_xref_new_found         (GArray        *found);
PdfXref    *pdf_xref_ref               (PdfXref       *self);
void        pdf_xref_unref             (PdfXref       *self);
gboolean    pdf_xref_is_twofold        (const PdfXref *self,
                                        const PdfFile *file);
gboolean    pdf_xref_lookup            (const PdfXref *self,
                                        const PdfFile *file,
                                        guint32        number,
                                        PdfEntry      *entry);
guint64     pdf_xref_count             (const PdfXref *self,
                                        guint64       *top);
guint64     pdf_xref_top_below         (const PdfXref *self,
                                        guint64        limit);
gboolean    pdf_file_find_startxref    (PdfFile       *self,
                                        gsize          end,
                                        guint64       *value);
void        pdf_file_init_caches       (PdfFile       *self);
PdfObject  *pdf_file_load_entry        (PdfFile       *self,
                                        guint32        number,
                                        const PdfEntry *entry,
                                        GError       **error);
GArray     *pdf_file_list_packed       (PdfFile       *self,
                                        guint32        number);
void        pdf_file_find_revisions    (PdfFile       *self);
gboolean    pdf_file_read_path         (PdfFile       *self,
                                        const char    *path,
                                        gsize          in_memory_up_to,
                                        GError       **error);
void        pdf_file_blame_change      (PdfFile       *self,
                                        GError       **error);
gboolean    pdf_file_check_rest        (PdfFile       *self,
                                        GError       **error);
PdfObject  *pdf_file_resolve_kept      (PdfFile       *self,
                                        PdfObject     *object,
                                        GError       **error);
gboolean    pdf_file_spend             (PdfFile       *self,
                                        guint64        bytes,
                                        GError       **error);
GBytes     *pdf_file_read_raw          (PdfFile       *self,
                                        PdfObject     *stream,
                                        GError       **error);
gboolean    pdf_file_get_rect          (PdfFile       *self,
                                        PdfObject     *dict,
                                        const char    *key,
                                        PdfRect       *rect);
void        pdf_page_tree_free         (PdfPageTree   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfXref, pdf_xref_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"
#include "pki-digest.h"

G_BEGIN_DECLS

/* One signature's digest to make: over [0, gap) and [tail, end). */
typedef struct {
  gsize         gap;
  gsize         tail;
  gsize         end;
  PkiDigestType digest;
  gboolean      again;   /* the same bytes as of another, by a further digest */
  GBytes       *value;   /* receives it; NULL where it was not made */
} PadesHash;

/* What is known already: a digest over the first bytes of the file. */
typedef struct {
  PkiDigest    *digest;
  PkiDigestType type;
  gsize         length;
} PadesHashStart;

typedef struct {
  GArray *hashes;        /* PadesHash */
  const PadesHashStart *start; /* or NULL */
  gboolean with_file;    /* make file_sha256 too */
  char   *file_sha256;   /* receives the hexadecimal digest of all bytes */
  void  (*progress)     (double   fraction,
                         gpointer user_data); /* or NULL */
  gpointer user_data;
  GPtrArray *certificates; /* PkiCertificate: need not be decoded again; or NULL */
} PadesHashJob;

gboolean pades_hash_run (PdfFile       *file,
                         PadesHashJob  *job,
                         GCancellable  *cancellable,
                         GError       **error);

G_END_DECLS

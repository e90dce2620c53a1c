/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-appearance.h"
#include "pades-error.h"
#include "pades-lock.h"
#include "pdf-file.h"
#include "pki-collector.h"
#include "pki-fetch.h"
#include "pki-signer.h"
#include "pki-trust.h"

G_BEGIN_DECLS

typedef enum {
  PADES_LEVEL_NONE,
  PADES_LEVEL_B_B,
  PADES_LEVEL_B_T,
  PADES_LEVEL_B_LT,
  PADES_LEVEL_B_LTA,
} PadesLevel;

typedef enum {
  PADES_STEP_PREPARE,   /* read, plan, size */
  PADES_STEP_COPY,      /* copy and hash */
  PADES_STEP_SIGN,
  PADES_STEP_TIMESTAMP,
  PADES_STEP_VERIFY,    /* reopen the output and check it, earlier signatures too */
} PadesStep;

typedef void (*PadesProgress) (PadesStep step,
                               double    fraction,
                               gpointer  user_data);

/* All that one signature needs; every pointer is lent for the call.
 *
 * The first mark is the field's own, further ones are stamps beside it, which a certification
 * against annotations (DocMDP 1, 2) refuses. On an existing field a mark that stands within its
 * rectangle leaves that alone; one elsewhere on the page moves the field, as long as no earlier
 * signature covers it. Without a mark an existing field keeps the looks it has. */
typedef struct {
  PkiSigner     *signer;
  GPtrArray     *certificates; /* for a preflight: the signer's to be, as a PkiSigner gives them, or NULL */
  gboolean       more_certificates; /* the key may bring further issuers along */
  PadesLevel     level;
  PkiDigestType  digest;     /* NONE: what the field's author prefers, else SHA-256 */
  gboolean       pss;
  PkiFetch      *fetch;      /* for a level above B-B */
  const char * const *tsa;   /* addresses in order, NULL-terminated */
  PkiTrust      *roots;      /* where chains end at B-LT and above besides at what is self-signed */
  PkiCollector  *collector;  /* what a run of several files shares; NULL makes one for the call */
  GPtrArray     *marks;      /* PadesMark: the first is the field's widget, the rest stamps */
  const char    *field;      /* an existing empty field or a new one's name; NULL = choose */
  int            certify;    /* 1, 2, 3: certifies and permits that much (DocMDP); 0 = does not */
  const PadesLock *lock;     /* fields that nobody may change any more, or NULL */
  const char    *reason;
  const char    *location;
  const char    *contact;
  gint64         now;        /* seconds since 1970, UTC */
  int            utc_offset; /* seconds east, for /M */
  gboolean       replace;    /* may overwrite the output */
  PadesProgress  progress;
  gpointer       progress_data;
} PadesSignRequest;

/* Signs file into output (another path): written aside, synced, reopened, verified, renamed.
 * Errors are of PADES_ERROR, PDF_ERROR, PKI_ERROR or the signer's own; then nothing is left. */
gboolean pades_sign           (PdfFile                *file,
                               const char             *output,
                               const PadesSignRequest *request,
                               GCancellable           *cancellable,
                               GError                **error);

/* What of it would fail, without key or network: fields, certification, pages; all of it as a list
 * of GError, or the first. */
GPtrArray *pades_sign_preflight_all (PdfFile            *file,
                               const PadesSignRequest *request);
gboolean pades_sign_preflight (PdfFile                *file,
                               const PadesSignRequest *request,
                               GError                **error);

G_END_DECLS

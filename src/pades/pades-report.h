/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-change.h"
#include "pades-compare.h"
#include "pades-sign.h"
#include "pki-judgement.h"
#include "pki-service.h"

G_BEGIN_DECLS

/* The verdict on a file and on each signature in it: plain values, no opinion about wording.
 * The names in comments are those of the command line's JSON. */
typedef enum {
  PADES_INDICATION_TOTAL_PASSED,
  PADES_INDICATION_INDETERMINATE,
  PADES_INDICATION_TOTAL_FAILED,
  PADES_INDICATION_NO_SIGNATURE,
} PadesIndication;

typedef enum {
  PADES_INTEGRITY_INTACT,
  PADES_INTEGRITY_BROKEN,
  PADES_INTEGRITY_UNSUPPORTED,
  PADES_INTEGRITY_UNPARSEABLE,
} PadesIntegrity;

typedef enum {
  PADES_COVERAGE_ENTIRE_FILE,
  PADES_COVERAGE_ENTIRE_REVISION,
  PADES_COVERAGE_PARTIAL,
  PADES_COVERAGE_MALFORMED,
} PadesCoverage;

typedef enum {
  PADES_CHANGES_NONE,
  PADES_CHANGES_PERMITTED,
  PADES_CHANGES_FORBIDDEN,
  PADES_CHANGES_NOT_ANALYSED,
} PadesChanges;

typedef enum {
  PADES_TRUST_TRUSTED,
  PADES_TRUST_UNTRUSTED,
  PADES_TRUST_EXPIRED,
  PADES_TRUST_REVOKED,
  PADES_TRUST_SUSPENDED,
  PADES_TRUST_UNKNOWN,
} PadesTrust;

/* EN 319 102-1, 5.1.3: why it is not total-passed. */
typedef enum {
  PADES_SUB_NONE,
  PADES_SUB_FORMAT_FAILURE,
  PADES_SUB_HASH_FAILURE,
  PADES_SUB_SIG_CRYPTO_FAILURE,
  PADES_SUB_SIG_CONSTRAINTS_FAILURE,
  PADES_SUB_CHAIN_CONSTRAINTS_FAILURE,
  PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE,
  PADES_SUB_NO_SIGNING_CERTIFICATE_FOUND,
  PADES_SUB_NO_CERTIFICATE_CHAIN_FOUND,
  PADES_SUB_OUT_OF_BOUNDS_NO_POE,
  PADES_SUB_OUT_OF_BOUNDS_NOT_REVOKED,
  PADES_SUB_TRY_LATER, /* revocation or later changes not judged */
  PADES_SUB_REVOKED,
  PADES_SUB_REVOKED_NO_POE,
  PADES_SUB_REVOKED_CA_NO_POE,
  PADES_SUB_NOT_YET_VALID,
  PADES_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
  PADES_SUB_EXPIRED,
  PADES_SUB_TIMESTAMP_ORDER_FAILURE,
  PADES_N_SUBS
} PadesSub;

typedef enum {
  PADES_TIME_CLAIMED,
  PADES_TIME_SIGNATURE_TIMESTAMP,
  PADES_TIME_DOCUMENT_TIMESTAMP,
  PADES_TIME_ARCHIVE_TIMESTAMP,
} PadesTimeSource;

typedef enum {
  PADES_TIMESTAMP_CONTENT,   /* the content was there then, and the signature was not before */
  PADES_TIMESTAMP_SIGNATURE, /* the signature was there then */
  PADES_TIMESTAMP_ARCHIVE,   /* and so was what lies beside it */
} PadesTimestampKind;

/* A time-stamp inside a signature. */
typedef struct {
  PadesTimestampKind kind;
  GBytes         *der;
  gint64          time;        /* seconds since 1970, G_MININT64: it cannot be read */
  PkiCertificate *tsa;         /* or NULL */
  PadesIntegrity  integrity;   /* intact: over what it has to be over, and signed as it says */
  PadesTrust      trust;
} PadesTimestamp;

typedef struct {
  guint           number;      /* from 1, in file order */
  gboolean        timestamp;   /* a document time-stamp */
  char           *field;
  char           *sub_filter;
  guint           revision;    /* from 1 */
  guint32         page;        /* index from 0 of its mark, G_MAXUINT32 when invisible */
  PdfRect         rect;        /* of its mark, user space */
  PkiCertificate *signer;      /* or NULL */
  GPtrArray      *chain;       /* PkiCertificate, leaf first, as far as built */
  PkiJudgement   *judgement;   /* of that chain; or NULL */
  char           *algorithm;
  PkiDigestType   digest;
  PadesIntegrity  integrity;
  PadesCoverage   coverage;
  PadesChanges    changes;
  GPtrArray      *covers;      /* PadesCover: what permitted additions hide of it, in the end; or NULL */
  gboolean        unseen;      /* additions on pages could not be drawn, or told by their looks */
  gboolean        only_proofs; /* and what came later only keeps the document checkable */
  PadesLevel      level;
  const char     *form;        /* "B-B" … "PKCS7-T" … "PAdES-LTV" … "NOT-ETSI"; NULL: a time-stamp */
  int             docmdp;      /* 1..3, 0 = none */
  gboolean        certified;   /* the document's certification */
  PadesLock      *lock;        /* which fields it freezes, or NULL */
  char           *locked_fields; /* the same: "all", "include:A,B", "exclude:A" or NULL */
  PadesTrust      trust;
  gint64          claimed;     /* seconds since 1970, G_MININT64 = none */
  gint64          proven;      /* the same, by a checked and trusted time-stamp */
  PadesTimeSource time_source;
  PkiCertificate *tsa;         /* who proved it, or NULL */
  PadesTrust      tsa_trust;
  gint64          not_before;  /* the signature was made later, by a trusted content time-stamp */
  GPtrArray      *timestamps;  /* PadesTimestamp: those in its CMS, or NULL for none */
  char           *reason;
  char           *location;
  PadesIndication indication;
  PadesSub        sub_indication;
} PadesSignature;

/* A stamp annotation (ISO 32000-2, 12.5.6.12): a picture that anybody can put on a page, or a
 * further mark of a signature. */
typedef struct {
  guint32 page;      /* from 0 */
  PdfRect rect;      /* user space */
  guint   signature; /* place in the report of the one that it is a mark of, or G_MAXUINT */
  PdfPageBox box;    /* of the page */
} PadesStamp;

/* What looks like a seal on a page as it is drawn, whether a signature's mark shows it or not. */
typedef struct {
  guint32 page; /* from 0 */
  PdfRect rect; /* user space */
  PdfPageBox box; /* of the page */
} PadesSeal;

typedef struct {
  char           *path;
  char           *sha256;
  gsize           size;
  guint           n_pages;
  GArray         *revisions;   /* PdfRevision */
  GPtrArray      *signatures;  /* PadesSignature */
  GPtrArray      *changes;     /* PadesChange since the oldest signature, oldest first */
  PadesIndication indication;  /* the worst */
  guint           removed;     /* without any: the revision that took the last one out, or 0 */
  char           *removed_field; /* which field it was in, or NULL */
  gboolean        integrity_code; /* it is protected by one (ISO/TS 32004), which is not checked */
  gboolean        damaged;     /* nothing in it can be read as it was signed */
  GArray         *stamps;      /* PadesStamp, of pades_stamp_list() where somebody asked; or NULL */
  GArray         *seals;       /* PadesSeal, where somebody had the pages looked at; or NULL */
  guint           n_seen;      /* on so many pages */
} PadesReport;

/* How a file is to be judged. */
typedef struct {
  PkiTrust       *trust;       /* roots, or NULL */
  gint64          now;         /* the moment of judgement, seconds since 1970, UTC */
  PkiService     *service;     /* asks issuers, and remembers over files; NULL: nobody is asked */
  PadesRender  *(*see)         (PdfFile  *file,
                                gpointer  data); /* draws its pages, or %NULL where that cannot be;
                                                  * NULL: nobody looks what additions hide */
  gpointer        see_data;
} PadesVerifyRequest;

/* Judges every signature. FALSE only when the file cannot be read. */
PadesReport *pades_verify_by       (PdfFile        *file,
                                    const PadesVerifyRequest *request,
                                    GCancellable   *cancellable,
                                    GError        **error);
/* Names the signatures of a file too damaged for that; all of them fail. */
PadesReport *pades_verify_recovered (PdfFile       *file,
                                    const PadesVerifyRequest *request,
                                    GCancellable   *cancellable,
                                    GError        **error);
/* The same, offline. */
PadesReport *pades_verify          (PdfFile        *file,
                                    PkiTrust       *trust,
                                    gint64          now,
                                    GCancellable   *cancellable,
                                    GError        **error);
/* Whether a change came after a signature, and whether that permits it. */
gboolean pades_signature_precedes (const PadesSignature *self,
                                   const PadesChange    *change);
gboolean pades_signature_permits  (const PadesSignature *self,
                                   const PadesChange    *change);
void         pades_report_free     (PadesReport    *self);
void         pades_signature_free  (PadesSignature *self);
void         pades_timestamp_free  (PadesTimestamp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesReport, pades_report_free)

G_END_DECLS

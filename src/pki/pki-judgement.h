/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-algorithm.h"
#include "pki-path.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* What was found out about a certificate and its way to a root: plain values to be shown. The names
 * in comments are those of the command line's JSON. */

typedef enum {
  PKI_REVOCATION_UNKNOWN,     /* "unknown": nobody told; failure says why */
  PKI_REVOCATION_GOOD,        /* "good" */
  PKI_REVOCATION_REVOKED,     /* "revoked" */
  PKI_REVOCATION_SUSPENDED,   /* "suspended": on hold, which may be lifted again */
  PKI_REVOCATION_NOT_OFFERED, /* "not-offered": its issuer names no way to ask, and the user chose
                                 to trust this issuer */
  PKI_REVOCATION_WAIVED,      /* "waived": its issuer says that asking is not needed */
  PKI_REVOCATION_ROOT,        /* "root": trusted as it is */
} PkiRevocation;

typedef enum {
  PKI_SOURCE_NONE,
  PKI_SOURCE_OCSP, /* "ocsp" */
  PKI_SOURCE_CRL,  /* "crl" */
} PkiSource;

/* What is the matter with one certificate, as of the moment that is judged: the gravest. */
typedef enum {
  PKI_STATE_VALID,         /* "valid" */
  PKI_STATE_UNKNOWN,       /* "unknown": nobody told whether it was revoked, or nobody was asked */
  PKI_STATE_WEAK,          /* "weak": an algorithm had ended */
  PKI_STATE_NOT_YET_VALID, /* "not-yet-valid" */
  PKI_STATE_EXPIRED,       /* "expired" */
  PKI_STATE_SUSPENDED,     /* "suspended" */
  PKI_STATE_REVOKED,       /* "revoked" */
  PKI_STATE_INVALID,       /* "invalid": it breaks a rule */
  PKI_STATE_UNTRUSTED,     /* "untrusted": the way ends here without a root */
  PKI_N_STATES
} PkiState;

/* One certificate of a path. All strings but failure, and all times, are 0 or NULL where they do not
 * apply; times are seconds since 1970, UTC. */
typedef struct {
  PkiCertificate *certificate;
  PkiState        state;
  PkiFlaw         flaw;       /* the rule that it breaks */
  PkiRevocation   revocation;
  gint64          since;      /* revoked or suspended since */
  int             reason;     /* CRLReason (RFC 5280, 5.3.1), -1: none given */
  PkiSource       source;     /* who said so */
  PkiOrigin       origin;     /* where that answer came from */
  char           *uri;        /* of an answer that was asked for now */
  GBytes         *answer;     /* the answer itself, DER; or NULL */
  PkiCertificate *responder;  /* who signed an OCSP answer, where it is not the issuer itself */
  gint64          this_update;
  gint64          next_update; /* G_MAXINT64: none given */
  gint64          produced;
  gint64          proven;     /* since when the answer is known to exist */
  char           *failure;    /* why it is unknown, in English: the last that was tried */
  PkiAlgorithmEnd weakness;   /* of its key or of the digest under it; name is NULL for none */
} PkiLink;

/* Why what a certificate signed cannot be relied on (EN 319 102-1, 5.2.6 and 5.6.2), the gravest
 * first. */
typedef enum {
  PKI_REASON_NONE,
  PKI_REASON_NO_CHAIN,      /* no way to a root */
  PKI_REASON_FLAW,          /* a way that breaks a rule */
  PKI_REASON_REVOKED,       /* before it is known to have signed */
  PKI_REASON_REVOKED_CA,    /* the same of an issuer */
  PKI_REASON_SUSPENDED,     /* while it is known to have signed, or now */
  PKI_REASON_NOT_YET_VALID, /* it is proven to have signed before it was valid */
  PKI_REASON_EXPIRED,       /* before it is known to have signed, or it is not valid yet now */
  PKI_REASON_EXPIRED_CA,
  PKI_REASON_WEAK,          /* an algorithm had ended */
  PKI_REASON_NO_ANSWER,     /* nobody told whether it was revoked */
  PKI_N_REASONS
} PkiReason;

typedef struct {
  int         ref_count; /* atomic */
  GPtrArray  *links;    /* PkiLink, the leaf first */
  gboolean    anchored; /* the last is a root */
  PkiReason   reason;
  guint       at;       /* which link gives the reason */
  gint64      moment;   /* of the revocation, expiry or end of an algorithm that it tells of */
  const char *weakness; /* the algorithm's name, lent by a link's certificate; or NULL */
  GPtrArray  *others;   /* PkiJudgement: other ways, which were not better; or NULL */
} PkiJudgement;

PkiJudgement   *pki_judgement_new  (void);
PkiJudgement   *pki_judgement_ref  (PkiJudgement *self);
void            pki_judgement_free (PkiJudgement *self);
PkiLink        *pki_link_new       (PkiCertificate *certificate);
void            pki_link_free      (PkiLink      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiJudgement, pki_judgement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiLink, pki_link_free)

G_END_DECLS

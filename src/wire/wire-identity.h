/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* A text that a person agrees to, in one language. */
typedef struct {
  char *agreement; /* privacy, certification, face-service, face-authorisation */
  gint64 version;
  char *language; /* zh_CN, en */
  char *title;
  char *text;
  char *sha256;      /* of the text's bytes in UTF-8 */
  gboolean required; /* for a certificate; the others belong to one way of identification */
} WireAgreement;

typedef struct {
  GPtrArray *items;
} WireAgreements;

typedef struct {
  char *agreement;
  gint64 version;
  char *language;
  char *sha256; /* of what was shown */
} WireNewConsent;

typedef struct {
  char *id;
  char *agreement;
  gint64 version;
  char *language;
  char *sha256;
  gint64 accepted;
  gint64 withdrawn; /* absent: it stands */
  char *etag; /* of this state, for If-Match */
} WireConsent;

typedef struct {
  GPtrArray *items;
  char *next; /* cursor of the following page; absent on the last */
} WireConsents;

typedef struct {
  GBytes *request;    /* PKCS#10: the key that the certificate will be for */
  char *organisation; /* (nullable): id, for a certificate of an enterprise that the person represents */
  char *name; /* (nullable): of the person, where it has changed; for a change of a certificate */
  char *id_number; /* (nullable): of whoever came by a portal, of whom it is not known */
} WireNewIdentity;

/* An identification by phone, seen from the desktop (after RFC 8628). The address, whose secret is
 * in its fragment, is in the answer to the request that made it only. */
typedef struct {
  char *id;
  char *state; /* waiting, scanned, in-progress, passed, failed, expired, cancelled, used */
  char *provider;
  char *name; /* that will be in the certificate */
  char *verification_uri;
  char *cmp_secret; /* (nullable): that @id stands for in CMP; given out with the address */
  char *match_code; /* to be entered on the phone */
  gint64 retries;
  gint64 expires;
  gint64 interval; /* seconds between two questions */
  char *reason;    /* (nullable): why it failed */
  char *organisation; /* (nullable): the name that will be in the certificate besides */
  char *etag; /* of this state, for If-Match */
} WireIdentity;

typedef struct {
  char *secret;
} WireScan;

typedef struct {
  char *token; /* from the answer to the scan */
  char *match_code;
} WirePhoneCode;

/* The same seen from the phone. */
typedef struct {
  char *token;
  char *state;
  char *provider;
  char *platform;
  char *name;
  char *login; /* (nullable): of who asks, masked; NULL: they have none of their choice */
  gint64 retries;
  gint64 expires;
  char *organisation; /* (nullable): its name */
  char *challenge; /* (nullable): words of WIRE_CHALLENGE…, what is to be seen on the pictures; NULL
                    * once these were sent */
  char *address;   /* (nullable): where the phone goes on, at an outside provider */
  char *reason;    /* (nullable): why it failed */
} WirePhone;

typedef struct {
  GBytes *jpeg;
} WirePicture;

/* A picture for each word of the challenge, in its order. */
typedef struct {
  char *token;
  GPtrArray *pictures;
} WirePictures;

/* What an outside provider reports, signed in Vermilion-Signature. */
typedef struct {
  char *session;
  char *attempt; /* as it stood in the address that the phone came with */
  gboolean passed;
  char *id_last_four; /* (nullable): of the document that was verified; needed if it passed */
  char *reason; /* (nullable) */
} WireIdentityReport;

/* An identification that waits for an operator's eyes. */
typedef struct {
  char *id;
  char *name; /* that they are identified with */
  char *former_name; /* (nullable): that the platform knows them by until then */
  char *id_last_four;
  char *challenge;
  gint64 submitted;
  gint64 expires;
  GPtrArray *pictures; /* of WirePicture; none in a list */
  char *etag; /* of this state, for If-Match */
  gboolean own; /* of who asks, by whichever account: somebody else decides on it */
} WireReview;

typedef struct {
  GPtrArray *items;
  char *next;
} WireReviews;

typedef struct {
  char *reason; /* the person reads it */
} WireRejection;

/* What was accepted of a text's version, in whichever language, and not withdrawn; NULL: nothing. */
const WireConsent *wire_consents_find (const WireConsents  *self,
                                       const WireAgreement *text);

/* Words of a challenge. In person: no pictures, the person comes with the document. */
#define WIRE_CHALLENGE_IN_PERSON "in-person"
#define WIRE_MAX_PICTURES 3

extern const WireType wire_agreements_type;
extern const WireType wire_new_consent_type;
extern const WireType wire_consent_type;
extern const WireType wire_consents_type;
extern const WireType wire_new_identity_type;
extern const WireType wire_identity_type;
extern const WireType wire_scan_type;
extern const WireType wire_phone_code_type;
extern const WireType wire_phone_type;
extern const WireType wire_pictures_type;
extern const WireType wire_identity_report_type;
extern const WireType wire_review_type;
extern const WireType wire_reviews_type;
extern const WireType wire_rejection_type;

G_END_DECLS

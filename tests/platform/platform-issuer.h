/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How a token is made; what is 0 or NULL is in order. */
typedef struct {
  const char *algorithm; /* as the header says it; NULL: RS256 */
  const char *key;       /* rsa, next, ec: a key of the set; foreign: none; public: a keyed hash with
                            the public key; none: no signature; NULL: after the algorithm */
  const char *header;    /* more members, each with a comma before */
  const char *kid;       /* NULL: of the key; "" leaves it out */
  const char *iss;
  const char *aud; /* JSON */
  const char *azp;
  const char *nonce; /* "" leaves it out */
  const char *sub;   /* JSON */
  const char *exp;   /* JSON, instead of a moment */
  gint64 exp_shift;
  gint64 iat_shift;
  const char *claims;   /* more members, each with a comma before */
  gboolean is_changed;  /* after it was signed */
  gboolean is_der;      /* an ECDSA signature of another form */
  gboolean is_zero;     /* a signature of zeros */
  const char *token;    /* instead of all that */
} PlatformForgery;

/* An OpenID Connect provider that does what it is told, right or wrong; not more of one than what a
 * platform asks it. */
typedef struct _PlatformIssuer PlatformIssuer;

PlatformIssuer *platform_issuer_new         (void);
void            platform_issuer_free        (PlatformIssuer *self);
const char     *platform_issuer_get_url     (PlatformIssuer *self);
/* From what address a browser was sent with: nonce and challenge of the next code. */
void            platform_issuer_authorize   (PlatformIssuer *self,
                                             const char     *address);
void            platform_issuer_forge       (PlatformIssuer         *self,
                                             const PlatformForgery  *forgery,
                                             gint64                  now);
/* What it says of itself besides, or instead; NULL: nothing. */
void            platform_issuer_say         (PlatformIssuer *self,
                                             const char     *members,
                                             const char     *issuer);
/* Signs with the next key, and gives out no other. */
void            platform_issuer_rotate      (PlatformIssuer *self);
void            platform_issuer_set_person  (PlatformIssuer *self,
                                             const char     *userinfo);
/* How often its keys were asked for. */
guint           platform_issuer_count_keys  (PlatformIssuer *self);
guint           platform_issuer_count_codes (PlatformIssuer *self);
void            platform_issuer_redirect    (PlatformIssuer *self,
                                             gboolean        redirects);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformIssuer, platform_issuer_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* How the login begins of an account that is entered by the portal alone, and has no password. The
 * sign is none that a login can be registered with. */
#define WIRE_PORTAL_LOGIN "portal~"

/* Begins a login at a portal. The desktop keeps a secret; what becomes of the login is for who knows
 * it alone (as PKCE does, RFC 7636). */
typedef struct {
  GBytes *challenge; /* SHA-256 of the secret's text */
  char *device;      /* (nullable): what the person calls this computer */
} WireNewPortalLogin;

/* The same to make the portal's person a login of the account that asks. */
typedef struct {
  GBytes *challenge;
  char *password; /* of the account */
  char *device;
} WireNewPortalLink;

/* A login at a portal, seen from the desktop (after RFC 8628). The address and the digits are in the
 * answer to the request that made it only. */
typedef struct {
  char *id;
  char *state;      /* waiting, opened, returned, confirmed, used, failed, expired */
  char *reason;     /* (nullable): refused, code, portal, mix-up, linked-elsewhere */
  char *portal;     /* what people call it */
  char *address;    /* (nullable): for a browser */
  char *match_code; /* (nullable): to be entered there */
  gint64 expires;
  gint64 interval; /* seconds between two questions */
} WirePortalLogin;

typedef struct {
  char *secret;
} WirePortalSecret;

typedef struct {
  char *match_code;
} WirePortalCode;

/* The same seen from the browser that went to the portal. */
typedef struct {
  char *state;
  char *reason;
  char *platform;
  char *portal;
  char *name;    /* (nullable): that the portal gives */
  char *device;  /* (nullable): who asks, as it says */
  char *address; /* where from */
  char *login;   /* (nullable): of the account that it is to become a login of */
  gint64 retries;
  gint64 expires;
} WirePortalView;

typedef struct {
  char *id;
  char *issuer;
  gint64 created;
} WirePortalLink;

typedef struct {
  GPtrArray *items;
  char *next;
} WirePortalLinks;

extern const WireType wire_new_portal_login_type;
extern const WireType wire_new_portal_link_type;
extern const WireType wire_portal_login_type;
extern const WireType wire_portal_secret_type;
extern const WireType wire_portal_code_type;
extern const WireType wire_portal_view_type;
extern const WireType wire_portal_links_type;

G_END_DECLS

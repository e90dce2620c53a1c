/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* Opens a local account for a natural person. */
typedef struct {
  char *login; /* a phone number or a name of one's choice */
  char *password;
  char *name;      /* as in the identity document */
  char *id_number; /* of the identity document; the platform keeps a keyed hash and four digits */
} WireNewAccount;

typedef struct {
  char *login;
  char *password;
  char *device; /* what the person calls this computer */
} WireLogin;

/* A session; @token is there in the answer to a login only. */
typedef struct {
  char *id;
  char *token;
  char *device;
  gint64 created;
  gint64 last_seen;
  gint64 expires;
  gboolean current;
} WireSession;

typedef struct {
  GPtrArray *items;
  char *next; /* cursor of the following page; absent on the last */
} WireSessions;

/* Who the session belongs to. */
typedef struct {
  char *id;
  char *login;
  char *person; /* id */
  char *name;
  char *id_last_four;
  char *identity; /* unverified, pending, verified, locked, closed */
  char **roles;   /* on the platform: ca-operator, service-agent, administrator */
  gint64 created;
} WireAccount;

typedef struct {
  char *old_password;
  char *new_password;
  gboolean keep_sessions; /* FALSE: every other one ends */
} WirePasswordChange;

extern const WireType wire_new_account_type;
extern const WireType wire_login_type;
extern const WireType wire_session_type;
extern const WireType wire_sessions_type;
extern const WireType wire_account_type;
extern const WireType wire_password_change_type;

G_END_DECLS

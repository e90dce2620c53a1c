/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* What a person is going to do, to be signed first. */
typedef struct {
  char *operation; /* as the specification names it */
  char *object;    /* what stands for the {names} of its path, joined by / */
} WireNewChallenge;

/* Goes into the statement that is to be signed; good once, and for a short time. */
typedef struct {
  char *nonce;
  char *platform; /* where it is, as it says itself */
  char *state;    /* (nullable): of the object, now */
  gint64 created;
  gint64 expires;
} WireChallenge;

/* A login without a password. */
typedef struct {
  char *nonce;
  GBytes *signature; /* CMS over the statement, with the person's certificate */
  char *device;      /* (nullable): what the person calls this computer */
} WireCertificateLogin;

/* What somebody signed, as it is kept: whoever has the root's certificate can check it without the
 * platform. */
typedef struct {
  char *id;
  char *login;       /* whose word it is */
  char *certificate; /* serial of the one that it is signed with */
  char *operation;   /* as the specification names it */
  char *object;      /* (nullable): what stands for the {names} of its path */
  gint64 created;
  char *statement;   /* (nullable): the text that was signed; none in a list */
  GBytes *signature; /* (nullable): CMS, detached; none in a list */
} WireAct;

typedef struct {
  GPtrArray *items;
  char *next;
} WireActs;

extern const WireType wire_act_type;
extern const WireType wire_acts_type;
extern const WireType wire_new_challenge_type;
extern const WireType wire_challenge_type;
extern const WireType wire_certificate_login_type;

G_END_DECLS

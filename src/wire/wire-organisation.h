/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

typedef struct {
  char *name;
  char *credit_code; /* unified social credit identifier (GB 32100-2015), 18 characters */
} WireNewOrganisation;

/* An enterprise as one of its people sees it, or an operator. */
typedef struct {
  char *id;
  char *name;
  char *credit_code;
  char *legal_representative; /* their name */
  char *state;                /* claimed, confirmed, rejected */
  char *reason;               /* (nullable): why it was rejected, is in doubt or said to be wrong */
  char **roles; /* of who asks: legal-representative, applicant, approver, seal-administrator, auditor */
  gint64 created;
  char *etag; /* of this state, for If-Match */
  gboolean own; /* represented by who asks, by whichever account: somebody else decides on it */
} WireOrganisation;

typedef struct {
  GPtrArray *items;
  char *next; /* cursor of the following page; absent on the last */
} WireOrganisations;

/* Somebody's roles from now on; those of before end. */
typedef struct {
  char *login;
  char **roles;
} WireNewMember;

typedef struct {
  char *person; /* id */
  char *name;
  char *login;
  char **roles;
  gint64 since;
  char *etag; /* of this state, for If-Match */
} WireMember;

typedef struct {
  GPtrArray *items;
  char *next; /* cursor of the following page; absent on the last */
} WireMembers;

extern const WireType wire_new_organisation_type;
extern const WireType wire_organisation_type;
extern const WireType wire_organisations_type;
extern const WireType wire_new_member_type;
extern const WireType wire_member_type;
extern const WireType wire_members_type;

G_END_DECLS

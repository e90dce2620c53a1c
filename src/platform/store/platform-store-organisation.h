/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of organisation with its legal representative's name. */
typedef struct {
  char *id;
  char *name;
  char *credit_code;
  char *legal_representative; /* person's id */
  char *representative_name;
  char *state;
  char *reason; /* (nullable) */
  char **roles; /* of the person that it was looked up for; NULL: none is known */
  gint64 created;
  gboolean own; /* that person represents or belongs to it, by whichever account */
} PlatformOrganisation;

/* A membership that has not ended, with its person. */
typedef struct {
  char *person;
  char *name;
  char *login;
  char **roles;
  gint64 since;
} PlatformMember;

/* What a new one is made of; all lent. */
typedef struct {
  const char *name;
  const char *credit_code;
  const char *legal_representative;
  const char *state;
} PlatformNewOrganisation;

/* Somebody's place in an organisation; all lent. */
typedef struct {
  const char *organisation;
  const char *person;
  const char *roles; /* separated by blanks; NULL: none from now on */
} PlatformPlace;

void platform_organisation_free (PlatformOrganisation *organisation);
void platform_member_free (PlatformMember *member);
char *platform_store_add_organisation (PlatformStore *store,
                                       const PlatformNewOrganisation *organisation,
                                       gint64 now,
                                       GError **error);
PlatformOrganisation *platform_store_find_organisation (PlatformStore *store,
                                                        const char *id,
                                                        const char *person,
                                                        GError **error);
PlatformOrganisation *platform_store_get_organisation (PlatformStore *store,
                                                       const char *id,
                                                       const char *person,
                                                       GError **error);
PlatformOrganisation *platform_store_find_by_code (PlatformStore *store,
                                                   const char *code,
                                                   const char *person,
                                                   GError **error);
GPtrArray *platform_store_list_organisations (PlatformStore *store,
                                              const char *person,
                                              const PlatformPage *page,
                                              GError **error);
GPtrArray *platform_store_list_claims (PlatformStore *store,
                                       const char *person,
                                       const PlatformPage *page,
                                       GError **error);
gboolean platform_store_decide_claim (PlatformStore *store,
                                      const PlatformOrganisation *organisation,
                                      gboolean *done,
                                      GError **error);
gboolean platform_store_doubt_organisation (PlatformStore *store,
                                            const PlatformOrganisation *organisation,
                                            gboolean *done,
                                            GError **error);
gboolean platform_store_place_member (PlatformStore *store,
                                      const PlatformPlace *place,
                                      gint64 now,
                                      gboolean *had_one,
                                      GError **error);
gboolean             platform_store_was_compared     (PlatformStore *store,
                                                      const char    *id,
                                                      gboolean      *compared,
                                                      GError       **error);
char **platform_store_list_other_roles (PlatformStore *store,
                                        const PlatformPlace *place,
                                        GError **error);
GPtrArray *platform_store_list_members (PlatformStore *store,
                                        const char *organisation,
                                        const PlatformPage *page,
                                        GError **error);
PlatformMember *platform_store_find_member (PlatformStore *store,
                                            const char *organisation,
                                            const char *person,
                                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformMember, platform_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformOrganisation, platform_organisation_free)

G_END_DECLS

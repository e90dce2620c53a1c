/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of identity_session with the name that its person is identified with. */
typedef struct {
  char *id;
  char *person;
  char *name;
  char *new_name; /* NULL: it is the one that the person has */
  char *id_last_four; /* of the person's document */
  GBytes *spki_sha256;
  char *provider;
  char *match_code;
  char *state;
  gint64 retries;
  gint64 expires;
  char *challenge; /* NULL: pictures are not asked for */
  gint64 submitted; /* 0: nothing was sent for an operator to look at */
  char *reason;    /* NULL: it has not failed, or by itself */
  char *organisation;      /* (nullable): id */
  char *organisation_name; /* (nullable) */
} PlatformIdentity;

/* What a new one is made of, or one that begins anew; all lent. */
typedef struct {
  const char *person;
  GBytes *spki_sha256;
  const char *provider;
  GBytes *secret_sha256;
  const char *match_code;
  gint64 retries;
  gint64 expires;
  const char *organisation; /* (nullable): id */
  const char *name;         /* (nullable): a new one of the person */
  gint64 now;
} PlatformNewIdentity;

/* A step from one state to another, before the session ends. */
typedef struct {
  const char *id;
  const char *from;
  const char *to;
  gint64 now;
  gint64 expires; /* how long there is for the next one; 0 leaves it */
  const char *challenge; /* (nullable): what is asked of the phone now */
  const char *reason;    /* (nullable): why it fails */
} PlatformIdentityStep;

void platform_identity_free (PlatformIdentity *identity);
char *platform_store_add_identity (PlatformStore *store,
                                   const PlatformNewIdentity *identity,
                                   gint64 now,
                                   GError **error);
PlatformIdentity *platform_store_find_identity (PlatformStore *store,
                                                const char *id,
                                                const char *person,
                                                GError **error);
PlatformIdentity *platform_store_get_identity (PlatformStore *store,
                                               const char *id,
                                               GError **error);
PlatformIdentity *platform_store_find_secret (PlatformStore *store,
                                              GBytes *secret_sha256,
                                              GError **error);
PlatformIdentity *platform_store_find_phone (PlatformStore *store,
                                             GBytes *phone_sha256,
                                             GError **error);
char *platform_store_find_asker (PlatformStore *store, const char *id, GError **error);
GPtrArray *platform_store_list_by_face (PlatformStore *store,
                                        const char *person,
                                        gint64 now,
                                        GError **error);
gboolean platform_store_step_identity (PlatformStore *store,
                                       const PlatformIdentityStep *step,
                                       gboolean *done,
                                       GError **error);
GPtrArray *platform_store_cancel_identities (PlatformStore *store,
                                             const char *person,
                                             gint64 now,
                                             GError **error);
gboolean platform_store_bind_phone (PlatformStore *store,
                                    const PlatformIdentityStep *step,
                                    GBytes *phone_sha256,
                                    gboolean *done,
                                    GError **error);
gboolean platform_store_miss_identity (PlatformStore *store, const char *id, gint64 now, GError **error);
gboolean platform_store_renew_identity (PlatformStore *store,
                                        const char *id,
                                        const PlatformNewIdentity *identity,
                                        gboolean *done,
                                        GError **error);
gboolean platform_store_verify_person (PlatformStore *store, const char *person, GError **error);
gboolean platform_store_rename_person (PlatformStore *store,
                                       const char *person,
                                       const char *name,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformIdentity, platform_identity_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of challenge. */
typedef struct {
  char *nonce;
  char *operation;
  char *account; /* (nullable): id */
  char *object;  /* (nullable) */
  char *state;   /* (nullable): of the object when it was given out */
  char *platform;
  gint64 created;
  gint64 expires;
} PlatformChallenge;

/* What a new row of act is made of; all lent. */
typedef struct {
  const char *account;
  const char *certificate; /* serial */
  const char *operation;
  const char *object;
  const char *organisation; /* (nullable): id of the enterprise that it is about */
  const char *statement;
  GBytes *signature;
} PlatformNewAct;

void platform_challenge_free (PlatformChallenge *challenge);
gboolean platform_store_add_challenge (PlatformStore *store,
                                       const PlatformChallenge *challenge,
                                       gint64 now,
                                       GError **error);
PlatformChallenge *platform_store_use_challenge (PlatformStore *store,
                                                 const char *nonce,
                                                 gint64 now,
                                                 GError **error);
gboolean platform_store_add_act (PlatformStore *store,
                                 const PlatformNewAct *act,
                                 gint64 now,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformChallenge, platform_challenge_free)

G_END_DECLS

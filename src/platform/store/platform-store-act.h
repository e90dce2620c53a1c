/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of act with its account's login. */
typedef struct {
  char *id;
  char *account;
  char *login;
  char *certificate; /* serial */
  char *operation;
  char *object;       /* (nullable): of one kept by an earlier version */
  char *organisation; /* (nullable): id */
  char *statement;
  GBytes *signature;
  gint64 created;
} PlatformAct;

void platform_stored_act_free (PlatformAct *act);
PlatformAct *platform_store_find_act (PlatformStore *store, const char *id, GError **error);
GPtrArray *platform_store_list_acts (PlatformStore *store,
                                     const char *account,
                                     const PlatformPage *page,
                                     GError **error);
GPtrArray *platform_store_list_acts_of (PlatformStore *store,
                                        const char *organisation,
                                        const PlatformPage *page,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformAct, platform_stored_act_free)

G_END_DECLS

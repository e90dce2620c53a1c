/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of cmp_transaction. */
typedef struct {
  char *sender;
  char *id;
  GBytes *request;   /* that it began with */
  char *last_sha256; /* of the message that @answer is to */
  GBytes *answer;
  char *certificate; /* (nullable): serial */
  gint64 expires;
} PlatformCmpTransaction;

void platform_cmp_transaction_free (PlatformCmpTransaction *transaction);
PlatformCmpTransaction *platform_store_find_cmp (PlatformStore *store,
                                                 const char *sender,
                                                 const char *id,
                                                 GError **error);
gboolean platform_store_add_cmp (PlatformStore *store,
                                 const PlatformCmpTransaction *transaction,
                                 GError **error);
gboolean platform_store_advance_cmp (PlatformStore *store,
                                     const PlatformCmpTransaction *transaction,
                                     const char *before,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCmpTransaction, platform_cmp_transaction_free)

G_END_DECLS

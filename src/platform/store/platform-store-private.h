/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store-idempotency.h"

G_BEGIN_DECLS

struct _PlatformStore {
  PlatformPool *pool; /* unowned */
  PlatformDb *db;     /* what is asked now: its own, or in a transaction the one that writes */
  PlatformDb *own;    /* connection */
  gboolean in_transaction;
  guint n_changes;  /* of what a person or an office would ask about */
  guint n_evidence; /* entries of this transaction */
  char *act;        /* (nullable): id of what was signed for this transaction */
  char *act_sha256; /* (nullable): of its signature */
};

/* A change that has to leave evidence; how many rows it touched. FALSE on error. */
#define platform_store_change(store, changed, error, ...)                                          \
  ((store)->n_changes++, platform_db_run ((store)->db, changed, error, __VA_ARGS__))
/* One of which nothing but a fault of the database can come; see platform_db_run_later(). */
#define platform_store_change_later(store, error, ...)                                             \
  ((store)->n_changes++, platform_db_run_later ((store)->db, error, __VA_ARGS__))

/* Of idempotency as i. */
#define PLATFORM_REPLAY_COLUMNS "i.request_mac, i.status, i.location, i.body, i.etag"
#define PLATFORM_N_REPLAY_COLUMNS 5

PlatformReplay *platform_store_take_replay (PlatformRows *rows, guint row, guint first);
/* Whether a transaction that writes is alone. */
gboolean platform_store_is_alone (PlatformStore *store);
/* Words separated by blanks, as lists of roles are kept. */
char **platform_store_split (const char *words);

G_END_DECLS

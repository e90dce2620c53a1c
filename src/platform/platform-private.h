/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-authority.h"
#include "platform-clock.h"
#include "platform-concerns.h"
#include "platform-limiter.h"
#include "platform-metrics.h"
#include "platform-portal.h"
#include "platform-provider.h"
#include "platform-proxies.h"
#include "platform-secret.h"
#include "platform-server.h"
#include "platform-store.h"
#include "platform.h"

G_BEGIN_DECLS

#define PLATFORM_KEY_FILE "platform.key"

/* All that one running platform has. Workers read it; what changes has its own lock. */
struct _Platform {
  char *name;
  char *data_directory;
  char *url;
  char *status_url; /* where certificates say that they are asked about */
  char *policy_arc; /* OID */
  GBytes *token; /* NULL: none is asked for */
  PlatformSecret *metrics_token; /* NULL: who knows the start token may read the counters, nobody else */
  GBytes *key;   /* of keyed hashes, all processes of one platform have the same */
  gboolean embedded;
  gboolean open_registration;
  gboolean portal_registration;
  gboolean signed_office; /* no act of the office by a session alone */
  gboolean synchronised_clock;
  gint64 (*clock) (gpointer data);
  gint64 (*uptime) (gpointer data);
  gpointer clock_data;
  PlatformClock steady;
  PlatformPool *pool;
  PlatformAuthority *authority;
  PlatformCaPin *ca_pin; /* of the token, if there is one */
  const PlatformProvider *provider; /* who finds out who somebody is */
  char *identity_url;               /* of the outside service; NULL: none */
  PlatformSecret *identity_key;     /* that it shares with this platform */
  PlatformPortal *portal;           /* where people log in besides; NULL: nowhere */
  PlatformProxies *proxies;
  PlatformLimiter *limiter;
  PlatformMetrics *metrics;
  PlatformConcerns *concerns;
  guint keep_seconds;
  PlatformServer *server;
  /* Password hashing costs 32 MiB and a core for a while: only so many at once. */
  gint hashing;
  gint max_hashing;
};

gint64 platform_now (Platform *platform);
char *platform_dup_database (const PlatformOptions *options);
PlatformPool *platform_open_for_errand (const PlatformOptions *options, GError **error);
PlatformPool *platform_open_pool (const PlatformOptions *options, guint size, GError **error);
void platform_set_addresses (Platform *platform, const PlatformOptions *options);
gboolean platform_check_addresses (const PlatformOptions *options, GError **error);
gboolean platform_check_status (const PlatformOptions *options, GError **error);
char *platform_dup_policy (Platform *platform, PlatformPolicy policy);
GBytes *platform_mac (Platform *platform, const char *purpose, const char *text);

G_END_DECLS

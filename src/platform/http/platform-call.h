/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-listening.h"
#include "platform.h"
#include "platform-store-account.h"
#include "platform-store-idempotency.h"
#include "wire-problem.h"
#include "wire-routes.h"

G_BEGIN_DECLS

/* What a message of another protocol has proven of the request that it was turned into; all lent. */
typedef struct {
  GBytes *message; /* as it came */
  GBytes *signer;  /* (nullable): DER of the certificate whose signature protects it */
  GBytes *spki;    /* (nullable): of the key whose possession it proves */
} PlatformEnvelope;

/* One request on its way through a worker, and its answer. Handlers get it with the sender known
 * and allowed, the body decoded, and, when they write, a transaction open. */
typedef struct {
  Platform *platform;
  WireOperation operation;
  char **values;     /* what stood for the {names} of the path */
  GBytes *body;
  gpointer message; /* the body as the route's struct, or NULL */
  char *address;    /* of the sender */
  char *place;      /* what is counted by it, platform_place_new() */
  char *token;      /* of the session */
  char *name;       /* Idempotency-Key */
  char *signature;  /* (nullable): Vermilion-Signature */
  char *if_match;      /* (nullable) */
  char *if_none_match; /* (nullable) */
  char *after;    /* (nullable): cursor of the page before */
  char *after_id; /* (nullable): the id in it */
  char *limit;    /* (nullable): length of a page */
  char *last_event_id; /* (nullable) */
  char *wait;          /* (nullable): seconds, from outside */
  gboolean accepts_events;
  char *act; /* (nullable): Vermilion-Act */
  const PlatformEnvelope *envelope; /* (nullable): it came in a message of another protocol */
  char *query;    /* (nullable): as it came */
  char *cookie;   /* (nullable): the header */
  char *language; /* (nullable): what a browser's person reads, the header */
  PlatformActor *actor; /* NULL where anyone may come */
  PlatformReplay *known; /* (nullable): the answer that @actor had for @name */
  gboolean is_found;     /* it was asked for @actor and @known, with those of others */
  char *password; /* (nullable): hash of a new one, made before the transaction */
  PlatformAccount *account; /* (nullable): whose old password was right */
  gint64 now;
  PlatformStore *store;
  GPtrArray *unwritten; /* (nullable): what is to be written before it is answered */
  gboolean is_second;   /* it was not written with those of others, and is tried alone */

  guint status;           /* of the answer; 0: 200 or 204 */
  GBytes *answer;         /* (nullable) */
  const char *media_type; /* of @answer, static */
  const char *cache; /* (nullable): Cache-Control, static; NULL: nobody keeps the answer */
  char *location;
  char *set_cookie;    /* (nullable) */
  char *allow;         /* (nullable): what the address takes, where the method is none of it */
  char *etag;          /* (nullable): of what is answered with, or of what was changed */
  gboolean is_matched; /* the handler has looked at @if_match */
  guint retry_after;
  gint64 wait_seconds;
  PlatformListening *listening; /* (nullable): the answer goes on with what comes */
} PlatformCall;

typedef gboolean (*PlatformHandler) (PlatformCall *call, GError **error);

PlatformCall *platform_call_new    (Platform *platform);
void          platform_call_free   (PlatformCall *call);
void platform_call_answer (PlatformCall  *call,
                           gconstpointer  message);
void          platform_call_send   (PlatformCall *call,
                                    GBytes       *bytes,
                                    const char   *media_type);
gboolean platform_call_refuse (GError               **error,
                               WireProblemKind        kind,
                               const char            *format,
                               ...) G_GNUC_PRINTF (   3,
                               4);
void          platform_call_fail   (PlatformCall *call,
                                    const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCall, platform_call_free)

G_END_DECLS

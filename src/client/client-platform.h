/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-memory.h"
#include "pki-signer.h"
#include "wire-routes.h"

G_BEGIN_DECLS

/* A platform, asked synchronously. Refusals are WIRE_PROBLEM, the rest PKI_ERROR_FETCH_*. */
typedef struct _ClientPlatform ClientPlatform;

#define CLIENT_ETAG_NONE ""

/* One question; each may be NULL. */
typedef struct {
  WireOperation operation;
  const char   *value; /* what stands for the {name} of the path */
  const char   *person; /* what stands for its second one */
  gconstpointer body;  /* a struct of the route's type */
  const char   *position; /* of WIRE_GET_EVENTS: what came last; NULL: from now on */
  guint         wait;     /* of WIRE_GET_EVENTS: seconds until an answer without any */
  const char   *etag;  /* of the state that somebody has decided on: it is changed or it is not;
                          CLIENT_ETAG_NONE: only if there is none yet */
  const char   *name;  /* Idempotency-Key, of one that was sent before; NULL: a new one */
  ClientMemory *memory; /* of a list: the answer is NULL while it is as it was; else it remembers */
  PkiSigner    *signer; /* who signs that they ask this, where the platform wants it signed */
} ClientQuestion;

ClientPlatform *client_platform_new       (const char *url,
                                           const char *token);
void            client_platform_free      (ClientPlatform *self);
const char     *client_platform_get_url   (ClientPlatform *self);
GCancellable   *client_platform_get_cancellable (ClientPlatform *self);
void client_platform_set_login       (ClientPlatform *self,
                                      const char     *session);
void client_platform_set_cancellable (ClientPlatform *self,
                                      GCancellable   *cancellable);
void client_platform_set_patience    (ClientPlatform *self,
                                      guint           seconds);
void client_platform_set_proxy       (ClientPlatform *self,
                                      const char     *proxy);
void client_platform_set_anchor      (ClientPlatform *self,
                                      const char     *pem);
void client_platform_set_root        (ClientPlatform *self,
                                      const char     *sha256);
const char     *client_platform_get_other_root (ClientPlatform *self);
GBytes         *client_platform_get_refused (ClientPlatform *self);
gboolean        client_platform_ask       (ClientPlatform        *self,
                                           const ClientQuestion  *question,
                                           gpointer              *answer,
                                           GError               **error);
GInputStream   *client_platform_open_stream (ClientPlatform       *self,
                                             const ClientQuestion *question,
                                             const char           *media_type,
                                             GError              **error);
gboolean        client_platform_set_transport_error (ClientPlatform *self,
                                                     const GError   *cause,
                                                     GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClientPlatform, client_platform_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "client-platform.h"

G_BEGIN_DECLS

/* Who asks, and where; all lent. */
typedef struct {
  const char *url;
  const char *token; /* (nullable): of an embedded platform's start */
  const char *login; /* (nullable): token of the session */
} ClientSender;

/* What a question carries that is not its own. */
typedef struct {
  const char *after; /* (nullable): of a list, the cursor, or "" for its beginning */
  const char *name;  /* (nullable): Idempotency-Key, the same each time that the question is sent */
  const char *act;   /* (nullable): Vermilion-Act */
  const char *tag;   /* (nullable): If-None-Match, as it came */
} ClientEnvelope;

SoupMessage *client_message_new (const ClientSender    *sender,
                                 const ClientQuestion  *question,
                                 const ClientEnvelope  *envelope,
                                 GError               **error);

G_END_DECLS

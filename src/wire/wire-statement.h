/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-challenge.h"
#include "wire-routes.h"

G_BEGIN_DECLS

/* What a person says when they do something that counts, before they sign it. All of it is lent. */
typedef struct {
  WireOperation operation;
  const char *object; /* (nullable): what stands for the {names} of the path, joined by / */
  const char *state;  /* (nullable): of the object, as it was when they decided */
  gconstpointer body; /* (nullable): a struct of the route's */
  const char *platform;
  const char *nonce;
  gint64 time;
} WireStatement;

char *wire_statement_to_text (const WireStatement *statement);

G_END_DECLS

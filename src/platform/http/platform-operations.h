/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* Who may send a request; what belongs to whom is each handler's own question. */
typedef enum {
  PLATFORM_ACCESS_ANYONE,
  PLATFORM_ACCESS_PUBLIC, /* anyone, and without the start token of an embedded platform */
  PLATFORM_ACCESS_COUNTER,  /* who watches over the platform, and is nobody on it */
  PLATFORM_ACCESS_PERSON,   /* logged in */
  PLATFORM_ACCESS_OPERATOR, /* logged in, with the role ca-operator */
} PlatformAccess;

typedef enum {
  PLATFORM_WRITES_NOTHING,
  PLATFORM_WRITES,        /* in a transaction; a POST's answer is kept for when it comes again */
  PLATFORM_WRITES_ONCE,   /* in a transaction; what it does cannot be done twice */
  PLATFORM_WRITES_ITSELF, /* the handler opens transactions where it needs them */
} PlatformWrites;

typedef struct {
  PlatformHandler handler;
  PlatformAccess access;
  PlatformWrites writes;
  gsize max_body;         /* 0: what a JSON message may have */
  const char *media_type; /* of the body; NULL: JSON */
  PlatformThing thing;    /* that the first name in the path names, where it is changed */
  gboolean one_by_one;    /* what a person can sign with changes: each sees what the others did */
  gboolean is_status;     /* about certificates: what they themselves name the address of */
  PlatformHandler prepare; /* (nullable): what takes long, before the transaction */
} PlatformOperation;

const PlatformOperation *platform_operation_get (WireOperation operation);

G_END_DECLS

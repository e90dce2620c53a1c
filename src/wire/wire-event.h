/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* Something has come to another state; what it looks like now is asked for by itself. */
typedef struct {
  char *type;    /* identity, certificate, membership, organisation; to operators also review; reset:
                    some were missed */
  char *subject; /* id or serial, of a membership the organisation's; absent after reset */
  char *state;   /* that it has come to */
  gint64 time;
} WireEvent;

typedef struct {
  GPtrArray *items;
  char *position; /* for the next question's Last-Event-ID */
} WireEvents;

extern const WireType wire_event_type;
extern const WireType wire_events_type;

G_END_DECLS

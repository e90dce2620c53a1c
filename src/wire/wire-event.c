/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-event.h"

static const WireField event_fields[] = {
    WIRE_FIELD (WireEvent, type, WIRE_STRING, 32),
    WIRE_OPTIONAL (WireEvent, subject, WIRE_STRING, 64),
    WIRE_OPTIONAL (WireEvent, state, WIRE_STRING, 16),
    WIRE_FIELD (WireEvent, time, WIRE_TIME, 0),
};

const WireType wire_event_type = WIRE_TYPE (WireEvent, event_fields);

static const WireField events_fields[] = {
    WIRE_NESTED (WireEvents, items, WIRE_OBJECTS, 100, wire_event_type),
    WIRE_FIELD (WireEvents, position, WIRE_STRING, 64),
};

const WireType wire_events_type = WIRE_TYPE (WireEvents, events_fields);

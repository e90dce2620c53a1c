/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of event. */
typedef struct {
  gint64 seq;
  gint64 time;
  char *type;    /* identity, certificate, membership, organisation, review */
  char *subject; /* id of what has changed */
  char *state;   /* that it has now */
} PlatformEvent;

#define PLATFORM_STREAM_OPERATORS "operators"

void       platform_event_free         (PlatformEvent *event);
gboolean   platform_store_tell_identity    (PlatformStore  *store,
                                            const char     *id,
                                            gint64          now,
                                            GError        **error);
gboolean   platform_store_tell_certificate (PlatformStore  *store,
                                            const char     *serial,
                                            gint64          now,
                                            GError        **error);
gboolean   platform_store_tell_person      (PlatformStore  *store,
                                            const char     *person,
                                            const PlatformEvent *event,
                                            GError        **error);
GHashTable *platform_store_last_events (PlatformStore  *store,
                                        GHashTable     *streams,
                                        GError        **error);
GPtrArray *platform_store_list_events  (PlatformStore  *store,
                                        const char     *stream,
                                        gint64          after,
                                        gint64          length,
                                        GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformEvent, platform_event_free)

G_END_DECLS

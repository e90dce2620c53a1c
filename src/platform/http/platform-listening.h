/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store-event.h"

G_BEGIN_DECLS

/* Whoever has it hears what operators are told. */
#define PLATFORM_ROLE_OF_OPERATORS "ca-operator"

/* Where somebody has come to in the streams that are theirs: the person's own, and the operators'
 * for one of them. */
typedef struct {
  char *person;
  GBytes *session; /* SHA-256 of its token */
  gboolean is_operator;
  gint64 seq;       /* of the person's stream */
  gint64 operators; /* of the operators' */
} PlatformListening;


PlatformListening *platform_listening_copy     (const PlatformListening *self);
void               platform_listening_free     (PlatformListening *self);
gboolean           platform_listening_set      (PlatformListening *self,
                                                const char        *position);
gboolean           platform_listening_stands   (const PlatformListening *self,
                                                GHashTable              *running);
void               platform_listening_name     (PlatformListening  *self,
                                                GHashTable         *streams);
gboolean           platform_listening_set_now  (PlatformListening  *self,
                                                PlatformStore      *store,
                                                GError            **error);
GPtrArray         *platform_listening_read     (PlatformListening  *self,
                                                PlatformStore      *store,
                                                gint64              now,
                                                GError            **error);
GPtrArray         *platform_listening_read_to  (PlatformListening  *self,
                                                GHashTable         *last,
                                                PlatformStore      *store,
                                                gint64              now,
                                                GError            **error);
char              *platform_listening_to_json  (const PlatformListening *self,
                                                GPtrArray               *told);
char              *platform_listening_to_text  (const PlatformListening *self,
                                                GPtrArray               *told);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformListening, platform_listening_free)

G_END_DECLS

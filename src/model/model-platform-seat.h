/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"
#include "wire-authority.h"
#include "wire-platform.h"

G_BEGIN_DECLS

/* A platform as the worker holds it: started where it is the private one, and recognised by its
 * root. Counted atomically; what is set once it is open stays as long as the seat. */
typedef struct {
  char *folder; /* of the private platform */
  char *name;
  char *address;  /* NULL: the private one */
  char *proxy;    /* or NULL */
  char *root;     /* SHA-256 that was compared, or NULL */
  char *anchor;   /* what its server may prove itself with, PEM, or NULL */
  GMutex lock;    /* over what follows */
  char *session;  /* or NULL */
  char *new_root; /* shown by a platform that is not known yet */
  GBytes *refused; /* what its server proved itself with in vain, DER, or NULL */
  gboolean open;
  WirePlatform *about;
  WireAuthority *authority;
  gpointer platform; /* touched by the worker only, like the rest */
  char *token;
} ModelPlatformSeat;

ModelPlatformSeat *model_platform_seat_new         (void);
ModelPlatformSeat *model_platform_seat_ref         (ModelPlatformSeat *self);
void               model_platform_seat_unref       (ModelPlatformSeat *self);
ClientPlatform    *model_platform_seat_open        (ModelPlatformSeat  *self,
                                                    GCancellable       *cancellable,
                                                    GError            **error);
gboolean           model_platform_seat_leave       (ModelPlatformSeat  *self,
                                                    ClientPlatform     *client,
                                                    GError            **error);
gboolean           model_platform_seat_is_open     (ModelPlatformSeat *self);
void               model_platform_seat_set_session (ModelPlatformSeat *self,
                                                    const char        *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelPlatformSeat, model_platform_seat_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-batch.h"

G_BEGIN_DECLS

/* The platform's memory. A pool hands one store to one thread at a time; what a store does is in
 * platform-store-<noun>.h, one file a noun, and no SQL is anywhere else. */
typedef struct _PlatformPool PlatformPool;
typedef struct _PlatformStore PlatformStore;

/* A part of a list that is too long for one answer: ordered by time, then by id. One more than
 * @length is given where there is one, so that it is known whether something follows. */
typedef struct {
  const char *after; /* (nullable): id of the last one before it */
  gint64 time;       /* of that one */
  gint64 length;
} PlatformPage;

guint          platform_pool_best_size (const char *address);
PlatformPool  *platform_pool_new  (const char  *address,
                                   guint        size,
                                   GError     **error);
PlatformPool  *platform_pool_open (const char  *address,
                                   GError     **error);
void           platform_pool_free (PlatformPool *pool);
PlatformStore *platform_pool_take (PlatformPool *pool);
void           platform_pool_give (PlatformPool  *pool,
                                   PlatformStore *store);
gboolean       platform_pool_is_far (PlatformPool *pool);
void           platform_pool_write (PlatformPool    *pool,
                                    GPtrArray       *statements,
                                    PlatformWritten  written,
                                    gpointer         data);
void           platform_pool_finish (PlatformPool *pool);

/**
 * PlatformThing:
 * @PLATFORM_THING_NONE: none
 * @PLATFORM_THING_CERTIFICATE: by its serial number
 * @PLATFORM_THING_IDENTITY: an identification
 * @PLATFORM_THING_ORGANISATION: with its members
 * @PLATFORM_THING_CONSENT: of somebody
 * @PLATFORM_THING_PERSON: with their certificates and identifications
 *
 * What is changed by one transaction at a time.
 */
typedef enum {
  PLATFORM_THING_NONE,
  PLATFORM_THING_CERTIFICATE,
  PLATFORM_THING_IDENTITY,
  PLATFORM_THING_ORGANISATION,
  PLATFORM_THING_CONSENT,
  PLATFORM_THING_PERSON,
} PlatformThing;

gboolean platform_store_begin    (PlatformStore  *store,
                                  GError        **error);
gboolean platform_store_begin_reading (PlatformStore  *store,
                                       GError        **error);
void     platform_store_end_reading   (PlatformStore  *store);
gboolean platform_store_hold     (PlatformStore  *store,
                                  PlatformThing   thing,
                                  const char     *id,
                                  GError        **error);
gboolean platform_store_commit   (PlatformStore  *store,
                                  GError        **error);
gboolean platform_store_leave    (PlatformStore  *store,
                                  GPtrArray     **left,
                                  GError        **error);
void     platform_store_rollback (PlatformStore *store);
gboolean platform_store_end      (PlatformStore  *store,
                                  gboolean        done,
                                  GError        **error);
gboolean platform_store_ping     (PlatformStore  *store,
                                  GError        **error);
gboolean platform_store_probe    (PlatformStore  *store,
                                  gint64          now,
                                  GError        **error);
char    *platform_store_new_id   (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformPool, platform_pool_free)

G_END_DECLS

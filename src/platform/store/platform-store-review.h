/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store-identity.h"

G_BEGIN_DECLS

/* An identification that waits for an operator. */
typedef struct {
  char *id;
  char *person;
  char *account; /* of the person */
  char *name;
  char *former_name; /* (nullable): until this is accepted and used */
  char *id_last_four;
  char *challenge;
  gint64 submitted;
  gint64 expires;
  gboolean own; /* of the person it was looked up for, by whichever account */
} PlatformReview;

void platform_review_free (PlatformReview *review);
gboolean platform_store_submit_identity (PlatformStore *store,
                                         const PlatformIdentityStep *step,
                                         GPtrArray *pictures,
                                         gboolean *done,
                                         GError **error);
GPtrArray *platform_store_list_reviews (PlatformStore *store,
                                        const PlatformPage *page,
                                        const char *viewer,
                                        gint64 now,
                                        GError **error);
PlatformReview *platform_store_find_review (PlatformStore *store,
                                            const char *id,
                                            const char *viewer,
                                            gint64 now,
                                            GError **error);
GPtrArray *platform_store_list_pictures (PlatformStore *store, const char *id, GError **error);
gboolean platform_store_has_viewed (PlatformStore *store,
                                    const char *id,
                                    const char *account,
                                    gboolean *viewed,
                                    GError **error);
gboolean platform_store_erase_pictures (PlatformStore *store, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformReview, platform_review_free)

G_END_DECLS

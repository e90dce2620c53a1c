/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-review.h"

G_BEGIN_DECLS

/* The provider "review": a person of the office looks at pictures of a challenge that nobody could
 * know before, or at the person themself. */
gboolean platform_review_begin (PlatformCall      *call,
                                PlatformIdentity  *identity,
                                GError           **error);
gboolean platform_send_pictures (PlatformCall *call, GError **error);
PlatformReview *platform_review_find (PlatformCall *call, const char *id, GError **error);
gboolean platform_list_reviews (PlatformCall *call, GError **error);
gboolean platform_get_review (PlatformCall *call, GError **error);
gboolean platform_accept_review (PlatformCall *call, GError **error);
gboolean platform_reject_review (PlatformCall *call, GError **error);

G_END_DECLS

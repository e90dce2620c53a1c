/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-platform.h"
#include "wire-identity.h"

G_BEGIN_DECLS

/* The pictures that an operator has had written into a folder. They are of somebody's face and for
 * one decision: which files they are is remembered until they are removed, with that decision or
 * with the next look at what waits. */
gboolean cli_review_pictures_write  (CliPlatform       *platform,
                                     const WireReview  *review,
                                     const char        *folder,
                                     GError           **error);
void     cli_review_pictures_remove (const char        *id);
/* Of what waits no more, whoever decided. */
void     cli_review_pictures_sweep  (CliPlatform       *platform,
                                     const WireReviews *waiting);

G_END_DECLS

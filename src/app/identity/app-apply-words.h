/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-application.h"

G_BEGIN_DECLS

/* The last page of an application. */
const char *app_apply_done_title (ModelApplicationPurpose purpose);
const char *app_apply_done_words (ModelApplicationPurpose purpose);
/* Its code opens nothing any more. */
gboolean app_apply_is_over (const WireIdentity *identity, gint64 now);

G_END_DECLS

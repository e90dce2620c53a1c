/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-account.h"
#include "model-application.h"

G_BEGIN_DECLS

/* A platform and what happens on it in a person's words. All new strings. */
char       *app_platform_dup_where       (ModelPlatform         *platform);
char       *app_platform_dup_fingerprint (const char            *sha256);
const char *app_platform_state_words     (const WireCertificate *certificate,
                                          gint64                 now);
const char *app_platform_level_words     (const WirePlatform    *about);
/* NULL: it lasts long enough to say nothing. */
char       *app_platform_dup_notice      (const WireCertificate *certificate,
                                          gint64                 now);
char       *app_platform_dup_progress    (const WireIdentity    *identity,
                                          gint64                 now);

G_END_DECLS

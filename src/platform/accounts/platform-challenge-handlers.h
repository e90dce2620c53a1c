/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

gboolean platform_create_login_challenge     (PlatformCall  *call,
                                              GError       **error);
gboolean platform_create_certificate_session (PlatformCall  *call,
                                              GError       **error);
gboolean platform_create_act_challenge       (PlatformCall  *call,
                                              GError       **error);

G_END_DECLS

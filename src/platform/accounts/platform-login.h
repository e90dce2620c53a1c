/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "wire-account.h"

G_BEGIN_DECLS

PlatformAccount *platform_login_check (PlatformCall  *call,
                                       WireLogin     *login,
                                       GError       **error);
gboolean         platform_login_hold  (PlatformCall     *call,
                                       PlatformAccount  *account,
                                       GError          **error);
gboolean         platform_login_hash  (PlatformCall  *call,
                                       const char    *password,
                                       GError       **error);
void             platform_login_renew (PlatformCall     *call,
                                       PlatformAccount  *account,
                                       const char       *password);
gboolean         platform_login_open  (PlatformCall     *call,
                                       PlatformAccount  *account,
                                       char             *device,
                                       GError          **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* Whether somebody may be called this. */

gboolean platform_prepare_account (PlatformCall  *call,
                                   GError       **error);
gboolean platform_prepare_password (PlatformCall *call,
                                    GError      **error);
gboolean platform_create_account  (PlatformCall  *call,
                                   GError       **error);
gboolean platform_create_session  (PlatformCall  *call,
                                   GError       **error);
gboolean platform_list_sessions   (PlatformCall  *call,
                                   GError       **error);
gboolean platform_delete_session  (PlatformCall  *call,
                                   GError       **error);
gboolean platform_get_me          (PlatformCall  *call,
                                   GError       **error);
gboolean platform_change_password (PlatformCall  *call,
                                   GError       **error);
gboolean platform_account_end_others (PlatformCall *call,
                                      GError      **error);
gboolean platform_account_claim (PlatformCall  *call,
                                 const char    *name,
                                 const char    *number,
                                 gboolean      *claimed,
                                 GError       **error);

G_END_DECLS

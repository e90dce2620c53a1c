/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* Acts that count carry a signature of their own, in Vermilion-Act. */
gboolean platform_act_find      (const char    *name,
                                 WireOperation *operation);
char    *platform_act_dup_state (PlatformCall  *call,
                                 WireOperation  operation,
                                 const char    *object,
                                 GError       **error);
gboolean platform_act_check     (PlatformCall  *call,
                                 GError       **error);

G_END_DECLS

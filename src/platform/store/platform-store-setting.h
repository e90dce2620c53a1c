/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

char *platform_store_claim_setting (PlatformStore  *store,
                                    const char     *name,
                                    const char     *value,
                                    GError        **error);

G_END_DECLS

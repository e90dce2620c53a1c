/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

char *platform_store_claim_setting (PlatformStore  *store,
                                    const char     *name,
                                    const char     *value,
                                    GError        **error);
gboolean platform_store_find_setting (PlatformStore  *store,
                                      const char     *name,
                                      char          **value,
                                      GError        **error);
gboolean platform_store_swap_setting (PlatformStore  *store,
                                      const char     *name,
                                      const char     *before,
                                      const char     *value,
                                      gboolean       *done,
                                      GError        **error);

G_END_DECLS

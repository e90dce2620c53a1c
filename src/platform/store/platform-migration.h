/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-db.h"

G_BEGIN_DECLS

gboolean platform_migration_run  (PlatformDb  *db,
                                  guint        version,
                                  GError     **error);
gboolean platform_migration_check (PlatformDb *db,
                                  GError     **error);
guint    platform_migration_last (void);

G_END_DECLS

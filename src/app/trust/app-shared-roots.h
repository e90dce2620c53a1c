/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_SHARED_ROOTS (app_shared_roots_get_type ())
G_DECLARE_FINAL_TYPE (AppSharedRoots, app_shared_roots, APP, SHARED_ROOTS, AdwBin)

/* The authorities of this computer: whether they count, and, unfolded, which they are. */
void app_shared_roots_set_trust (AppSharedRoots *self, ModelTrust *trust);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"
#include "platform.h"

G_BEGIN_DECLS

/* Looks after what has to be renewed while the platform runs, whoever asks or does not. */
void platform_keeper_run (Platform *platform, PlatformStore *store);

G_END_DECLS

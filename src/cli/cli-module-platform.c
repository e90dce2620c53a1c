/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"

#include "cli-platform.h"

G_MODULE_EXPORT const CliPlatformModule cli_module = {cli_platform, cli_platform_ask_root};

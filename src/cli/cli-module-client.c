/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"

#include "client-fetch.h"

G_MODULE_EXPORT const CliClientModule cli_module = {client_fetch_new};

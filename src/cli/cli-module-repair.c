/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"

#include "pdf-repair.h"

G_MODULE_EXPORT const CliRepairModule cli_module = {pdf_repair_check, pdf_repair_write};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"
#include "report-render.h"

G_MODULE_EXPORT const CliRenderModule cli_module = {cli_words_find, cli_compare, report_render_see};

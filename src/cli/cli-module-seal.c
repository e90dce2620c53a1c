/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"

G_MODULE_EXPORT const CliSealModule cli_module = {
    cli_seal, cli_appearance, cli_face_open, cli_face_has_code, cli_face_draw, cli_face_free,
};

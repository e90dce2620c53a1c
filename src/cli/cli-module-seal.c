/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmodule.h>

#include "cli-module.h"

#include "cli-seal-face.h"

G_MODULE_EXPORT const CliSealModule cli_module = {cli_seal, cli_seal_face_load};

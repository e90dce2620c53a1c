/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-account.h"

G_BEGIN_DECLS

/* Asks what is wrong with what is on record of an enterprise, and tells the platform. */
void app_report_dialog_ask (GtkWindow              *parent,
                            ModelAccount           *account,
                            const WireOrganisation *organisation);

G_END_DECLS

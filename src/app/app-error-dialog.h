/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void app_error_dialog_present (GtkWindow    *parent,
                               const GError *error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void app_closing_cancels (GtkWidget     *window,
                          GCancellable **running);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Writes into the trace how long a window's frames took that took too long. */
void app_frame_watch_start (GtkWidget *window);

G_END_DECLS

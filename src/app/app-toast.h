/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Says in one sentence what was done: where the widget is, or else in its window, or else in the one
 * below. What was said before makes way. */
void app_toast        (GtkWidget  *widget,
                       const char *text);
/* The same, until somebody has read it: of what nobody waited for. */
void app_toast_stay   (GtkWidget  *widget,
                       const char *text);

G_END_DECLS

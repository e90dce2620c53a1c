/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows a file in the file manager, chosen; where none knows how, its folder. */
void app_reveal_file (GtkWindow  *window,
                      const char *path);

G_END_DECLS

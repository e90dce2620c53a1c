/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Pixels that hold at the person's text size what so many hold at the usual one. */
int  app_text_width (GtkWidget *widget, int usual);

/* Before it is presented: as large a window, and as wide a content, as holds at the person's text
 * size what it holds at the usual one. */
void app_text_resize (GtkWindow *window);

G_END_DECLS

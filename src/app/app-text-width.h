/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pixels that hold at the person's text size what so many hold at the usual one. */
int app_text_width (GtkWidget *widget, int usual);

G_END_DECLS

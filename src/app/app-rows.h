/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows of a list that is told anew as a whole: those of which nothing has changed stay as they are,
 * with the focus, with what is unfolded and with where the person has scrolled to. */
void app_rows_name   (GtkWidget  *row,
                      const char *id);
void app_rows_become (GtkListBox *list,
                      GPtrArray  *rows);

G_END_DECLS

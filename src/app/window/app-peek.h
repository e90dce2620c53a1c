/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on, in each window that is shown, a screen reader gets the name of the button that shows
 * what was typed in a row for passwords. */
void app_peek_watch (void);

G_END_DECLS

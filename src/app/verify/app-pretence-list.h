/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-pretence.h"

G_BEGIN_DECLS

#define APP_TYPE_PRETENCE_LIST (app_pretence_list_get_type ())
G_DECLARE_FINAL_TYPE (AppPretenceList, app_pretence_list, APP, PRETENCE_LIST, GtkBox)

/* The pictures of seals that belong to no signature, sentence by sentence; invisible while there
 * are none. Signal "show-place" (guint page, double x, double y; user space of the page). */
void app_pretence_list_show (AppPretenceList *self,
                             const GArray    *pretences,
                             const PadesReport *report);

G_END_DECLS

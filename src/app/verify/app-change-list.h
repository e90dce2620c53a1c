/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "report-verdict.h"

G_BEGIN_DECLS

#define APP_TYPE_CHANGE_LIST (app_change_list_get_type ())
G_DECLARE_FINAL_TYPE (AppChangeList, app_change_list, APP, CHANGE_LIST, GtkBox)

/* What came after one signature, sentence by sentence, folded away while all of it is permitted.
 * Signal "show-place" (guint page, double x, double y; user space of the page). */
GtkWidget *app_change_list_new (const PadesReport    *report,
                                const PadesSignature *signature);

G_END_DECLS

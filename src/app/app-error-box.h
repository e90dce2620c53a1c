/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_ERROR_BOX (app_error_box_get_type ())
G_DECLARE_FINAL_TYPE (AppErrorBox, app_error_box, APP, ERROR_BOX, GtkBox)

/* An error where it happened: what, why, what to do, and the technical details to unfold and copy;
 * where an action is offered, to try again. Hidden while there is none. */
AppErrorBox *app_error_box_new   (void);
void         app_error_box_offer (AppErrorBox  *self,
                                  const char   *action);
void         app_error_box_set   (AppErrorBox  *self,
                                  const GError *error);

G_END_DECLS

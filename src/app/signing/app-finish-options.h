/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-signing.h"

G_BEGIN_DECLS

#define APP_TYPE_FINISH_OPTIONS (app_finish_options_get_type ())
G_DECLARE_FINAL_TYPE (AppFinishOptions, app_finish_options, APP, FINISH_OPTIONS, GtkBox)

/* How far a signature is provable, by which time-stamp services, and what may happen to the document
 * afterwards. Signal "changed". */
void       app_finish_options_load           (AppFinishOptions *self,
                                              GSettings        *settings);
void       app_finish_options_save           (AppFinishOptions *self,
                                              GSettings        *settings);
/* FALSE: a service is needed, and none is named. */
gboolean   app_finish_options_is_complete    (AppFinishOptions *self);
PadesLevel app_finish_options_get_level      (AppFinishOptions *self);
/* Addresses in the order they are tried. */
char     **app_finish_options_dup_services   (AppFinishOptions *self);
/* 1, 2, 3 as DocMDP has them, or 0. */
int        app_finish_options_get_certify    (AppFinishOptions *self);
gboolean   app_finish_options_get_lock       (AppFinishOptions *self);
/* For whom the service failed. */
void       app_finish_options_focus_services (AppFinishOptions *self);

G_END_DECLS

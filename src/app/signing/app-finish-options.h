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
/* FALSE: a service is needed, and none is named; or no field is ticked that is to be locked. */
gboolean   app_finish_options_is_complete    (AppFinishOptions *self);
/* Addresses in the order they are tried. */
char     **app_finish_options_dup_services   (AppFinishOptions *self);
/* Level, digest, padding and certification; the rest of the terms is left alone. */
void       app_finish_options_fill           (AppFinishOptions *self,
                                              ModelTerms       *terms);
/* Fields that nobody may change any more, or NULL. */
PadesLock *app_finish_options_dup_lock       (AppFinishOptions *self);
/* The form fields of the document, to be locked one by one, and what stands beside each; or NULL. */
void       app_finish_options_set_fields     (AppFinishOptions *self,
                                              const char * const *fields,
                                              const char * const *notes);
/* For whom the service failed. */
void       app_finish_options_focus_services (AppFinishOptions *self);

G_END_DECLS

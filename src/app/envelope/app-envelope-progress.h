/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_ENVELOPE_PROGRESS (app_envelope_progress_get_type ())
G_DECLARE_FINAL_TYPE (AppEnvelopeProgress, app_envelope_progress, APP, ENVELOPE_PROGRESS, GtkWidget)

/* How far a large file is, with a button that gives it up: emits "given-up". What is over within a
 * second shows none of it. */
void app_envelope_progress_start (AppEnvelopeProgress *self,
                                  const char          *words);
void app_envelope_progress_set   (AppEnvelopeProgress *self,
                                  double               fraction);
void app_envelope_progress_stop  (AppEnvelopeProgress *self);

G_END_DECLS

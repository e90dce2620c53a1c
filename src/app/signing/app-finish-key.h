/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-certificates.h"

G_BEGIN_DECLS

#define APP_TYPE_FINISH_KEY (app_finish_key_get_type ())
G_DECLARE_FINAL_TYPE (AppFinishKey, app_finish_key, APP, FINISH_KEY, GtkBox)

/* Whose key signs, and its password or PIN. Signals "changed" and "entered". */
void              app_finish_key_offer           (AppFinishKey      *self,
                                                  ModelCertificates *certificates,
                                                  const char        *seal);
void              app_finish_key_choose_first    (AppFinishKey      *self);
ModelCertificate *app_finish_key_get_certificate (AppFinishKey      *self);
GBytes           *app_finish_key_dup_secret      (AppFinishKey      *self);
gboolean          app_finish_key_is_complete     (AppFinishKey      *self);
void              app_finish_key_refresh         (AppFinishKey      *self);
void              app_finish_key_focus           (AppFinishKey      *self);
void              app_finish_key_forget          (AppFinishKey      *self);

G_END_DECLS

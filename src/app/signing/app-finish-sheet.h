/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-certificates.h"
#include "model-signing.h"

G_BEGIN_DECLS

#define APP_TYPE_FINISH_SHEET (app_finish_sheet_get_type ())
G_DECLARE_FINAL_TYPE (AppFinishSheet, app_finish_sheet, APP, FINISH_SHEET, AdwWindow)

/* The last step: who signs, with which password, how and where to. Nothing that goes wrong here
 * loses a stamp. Signal "signed" (char *path) once, before it closes. */
AppFinishSheet *app_finish_sheet_new (ModelDocument     *document,
                                      ModelPlacements   *placements,
                                      ModelCertificates *certificates,
                                      const char        *trust,
                                      GSettings         *settings);
/* Time goes on: the stamps say so. */
void            app_finish_sheet_expect (AppFinishSheet *self);

G_END_DECLS

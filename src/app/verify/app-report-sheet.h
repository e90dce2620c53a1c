/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-application.h"
#include "model-document.h"

G_BEGIN_DECLS

#define APP_TYPE_REPORT_SHEET (app_report_sheet_get_type ())
G_DECLARE_FINAL_TYPE (AppReportSheet, app_report_sheet, APP, REPORT_SHEET, AdwWindow)

/* Asks who signs a verification report, and with which password. Signal "saved" once, before it
 * closes. */
GtkWindow *app_report_sheet_new (GtkWindow      *parent,
                                 AppApplication *application,
                                 ModelDocument  *document,
                                 const char     *output);

G_END_DECLS
